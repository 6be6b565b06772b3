package web

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/gainsay/gainsay/view"
	"github.com/labstack/echo/v4"
)

var (
	_ = register("/doors", (*Server).doors)
	_ = register("/doors/records.csv", (*Server).exportDoors)
)

// doorsPage compares what doors in shadow mode would have said with what
// moderators said.
type doorsPage struct {
	base
	Rows  []view.DoorRow
	Pairs []view.DoorPair
	Older string // address of the records before these; "" if there are none
	Newer bool   // these are not the newest
}

// pairsShown is how many records a page lists.
const pairsShown = 100

func (s *Server) doors(c echo.Context) error {
	before, err := beforeOf(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	p := doorsPage{base: s.base(c, "Doors", "agreement"), Newer: before > 0}
	if p.Rows, err = s.conf.Store.DoorRows(ctx); err != nil {
		return err
	}
	if p.Pairs, err = s.conf.Store.DoorPairs(ctx, before, pairsShown+1); err != nil {
		return err
	}
	if len(p.Pairs) > pairsShown {
		p.Pairs = p.Pairs[:pairsShown]
		p.Older = fmt.Sprintf("/doors?before=%d#records", p.Pairs[pairsShown-1].ID)
	}
	return s.render(c, http.StatusOK, "doors", p)
}

// shareOf is the share of the first of two counts in both, in percent.
func shareOf(part, rest int) string {
	if part+rest == 0 {
		return "–"
	}
	return fmt.Sprintf("%d %%", (100*part+(part+rest)/2)/(part+rest))
}

// beforeOf reads the ID before which records are listed, 0 for all.
func beforeOf(c echo.Context) (int64, error) {
	q := c.QueryParam("before")
	if q == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(q, 10, 64)
	if err != nil || n < 1 {
		return 0, echo.NewHTTPError(http.StatusBadRequest, fmt.Sprintf("Unknown record: “%s”.", q))
	}
	return n, nil
}

// exportedAtOnce is how many records an export reads at a time.
const exportedAtOnce = 5000

// exportDoors writes all records with what moderators said, the newest first.
func (s *Server) exportDoors(c echo.Context) error {
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "text/csv; charset=utf-8")
	h.Set(echo.HeaderContentDisposition, `attachment; filename="doors.csv"`)
	w := csv.NewWriter(c.Response())
	err := w.Write([]string{"time", "door", "key", "ref", "digest", "attribute", "score", "held_back", "moderator", "by", "said_at",
		"thread", "comment"})
	before := int64(0)
	for err == nil {
		pairs, failed := s.conf.Store.DoorPairs(c.Request().Context(), before, exportedAtOnce)
		if failed != nil {
			return failed
		}
		for _, p := range pairs {
			if err = w.Write(doorCells(p)); err != nil {
				return err
			}
			before = p.ID
		}
		if len(pairs) < exportedAtOnce {
			break
		}
	}
	w.Flush()
	return w.Error()
}

// doorCells are the cells of a record. Names that a client chose begin with no
// sign that a spreadsheet takes for a formula.
func doorCells(p view.DoorPair) []string {
	moderator, at := "", ""
	if p.Said {
		moderator = strconv.FormatBool(p.Yes)
	}
	if !p.SaidAt.IsZero() {
		at = p.SaidAt.Format(time.RFC3339)
	}
	return []string{p.Time.Format(time.RFC3339), p.Door, plainCell(p.Key), plainCell(p.Ref), fmt.Sprintf("%x", p.Digest),
		p.Attribute, strconv.FormatFloat(p.Score, 'f', 4, 64), strconv.FormatBool(p.Flagged), moderator, p.By, at,
		plainCell(p.Thread), plainCell(p.Comment)}
}

func plainCell(s string) string {
	if s != "" && (s[0] == '=' || s[0] == '+' || s[0] == '-' || s[0] == '@' || s[0] == '\t' || s[0] == '\r') {
		return "'" + s
	}
	return s
}
