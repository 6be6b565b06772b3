package web

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/agree"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
	"github.com/labstack/echo/v4"
)

var (
	_ = registerAction("/agreement/settle", (*Server).settle)
	_ = register("/agreement/export/units.csv", (*Server).exportUnits)
)

// Values of the field take, beside the ID of a decision.
const (
	takeNone  = "none"  // there should be no mark
	takeOther = "other" // tag and status of the form

	takeMachine = "machine" // the mark is right as the analysis has it
)

// settle saves the decision that counts where coders differ, or takes one back.
// Fields: thread, decision (any about the mark), take, note; undo.
func (s *Server) settle(c echo.Context) error {
	coder := s.coder(c)
	if coder == "" {
		return echo.NewHTTPError(http.StatusBadRequest, "Say who you are first: the decision is saved under your name.")
	}
	ctx := c.Request().Context()
	records, err := s.conf.Store.Standing(ctx, view.DecisionFilter{Threads: []string{c.FormValue("thread")}, All: true})
	if err != nil {
		return err
	}
	standing := func(field string) *decide.Standing {
		id, _ := strconv.ParseInt(c.FormValue(field), 10, 64)
		i, ok := slices.BinarySearchFunc(records, id, func(d decide.Standing, id int64) int { return cmp.Compare(d.ID, id) })
		if !ok {
			return nil
		}
		return &records[i]
	}
	find := func(field string) *gainsay.Decision {
		if d := standing(field); d != nil {
			return &d.Decision
		}
		return nil
	}
	d := find("undo")
	if d == nil {
		about := standing("decision")
		if about == nil {
			return echo.NewHTTPError(http.StatusBadRequest, "No such decision.")
		}
		if d, err = settlement(c, *about, find("take")); err != nil {
			return err
		}
	} else {
		if !d.Settles {
			return echo.NewHTTPError(http.StatusBadRequest, "This decision settles nothing.")
		}
		d.Undoes = d.ID
	}
	d.ID, d.Coder, d.Settles, d.Blind, d.Time = 0, coder, true, false, time.Time{}
	if _, err := s.conf.Store.Decide(ctx, *d); err != nil {
		return err
	}
	return s.back(c)
}

// settlement is the decision that a form asks for: that of a coder, or another
// about the same mark.
func settlement(c echo.Context, about decide.Standing, taken *gainsay.Decision) (*gainsay.Decision, error) {
	note := c.FormValue("note")
	d := &about.Decision
	d.Change, d.Note, d.Undoes = nil, note, 0
	switch take := c.FormValue("take"); {
	case taken != nil:
		if taken.Comment != about.Comment {
			return nil, echo.NewHTTPError(http.StatusBadRequest, "The decisions are about different comments.")
		}
		d = taken
		d.Note = note
	case take == takeMachine && about.Now == "":
		return nil, echo.NewHTTPError(http.StatusBadRequest, "The analysis has no such mark now.")
	case take == takeMachine:
		d.Mark, d.Verdict, d.Status, d.Rule, d.Score = about.Now, gainsay.Right, about.Made.Status, about.Made.By, about.Made.Score
	case take == takeNone:
		d.Verdict = gainsay.Wrong
	case take == takeOther:
		return d, other(d, gainsay.Tag(c.FormValue("tag")), gainsay.Status(c.FormValue("status")))
	default:
		return nil, echo.NewHTTPError(http.StatusBadRequest, "Choose what counts.")
	}
	return d, nil
}

// other makes d the decision that its mark should have this tag and status; none
// for no tag.
func other(d *gainsay.Decision, tag gainsay.Tag, status gainsay.Status) error {
	if tag != "" && !tag.Valid() || status != "" && !slices.Contains(gainsay.Statuses(), status) {
		return echo.NewHTTPError(http.StatusBadRequest, "Unknown tag or status.")
	}
	if tag != gainsay.TagClaim {
		status = ""
	}
	switch {
	case tag == "":
		d.Verdict = gainsay.Wrong
	case tag == d.Tag && status == d.Status && d.Mark == "":
		d.Verdict = gainsay.Missed
	case tag == d.Tag && status == d.Status:
		d.Verdict = gainsay.Right
	default:
		d.Verdict = gainsay.Changed
		d.Change = &gainsay.Change{Tag: tag, Status: status, Span: d.Span, Quote: d.Quote}
	}
	return nil
}

// exportUnits writes units and values as CSV, a line for each coder's choice,
// as statistics programs read them.
func (s *Server) exportUnits(c echo.Context) error {
	records, err := s.conf.Store.Standing(c.Request().Context(), view.DecisionFilter{All: true})
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentType, "text/csv; charset=utf-8")
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="units.csv"`)
	w := csv.NewWriter(c.Response())
	rows := [][]string{{"unit", "thread", "comment", "mark", "words", "machine", "machine_status", "coder", "tag",
		"status", "note", "settles"}}
	for i, u := range agree.Units(records, c.QueryParam("made") != madeAll) {
		add := func(x agree.Choice, settles bool) {
			row := []string{fmt.Sprint(i + 1), u.Thread, u.Comment, u.Mark, u.Quote.Exact, machineTag(&u),
				string(u.Status), x.Coder, cmp.Or(string(x.Value.Tag), takeNone), string(x.Value.Status), x.Note,
				strconv.FormatBool(settles)}
			for k := range row {
				row[k] = view.Cell(row[k])
			}
			rows = append(rows, row)
		}
		for _, x := range u.Choices {
			add(x, false)
		}
		if u.Settled != nil {
			add(*u.Settled, true)
		}
	}
	return w.WriteAll(rows)
}

// machineTag is what the analysis gave a unit.
func machineTag(u *agree.Unit) string {
	if u.Added() {
		return takeNone
	}
	return string(u.Tag)
}
