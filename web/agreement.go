package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/agree"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/query"
	"github.com/labstack/echo/v4"
)

var _ = register("/agreement", (*Server).agreement)

// The values of the parameter made, and of coder and with.
const (
	madeAll    = "all"
	everyCoder = "all"
)

// agreementSeed is the seed of the intervals on the page.
const agreementSeed = 1

// agreementPage compares what coders decided, lists where they differ, and says
// how often the rules were right.
type agreementPage struct {
	base
	State      string // "none", "one", "apart", "few" or "": what is missing for statistics
	Names      []string
	A, B       string // the coders compared; B is everyCoder for all
	All        bool   // also decisions that were not blind
	Blind, Any int    // units that two or more decided: blind, and any
	MinUnits   int
	Machine    bool       // the analysis is one of the coders compared
	Lost       int        // decisions that find no place
	Params     url.Values // of the address
	Report     agree.Report
	Rows       []agreementRow
	Readings   []readingList
	Resolved   bool // the list shows settled ones
	Of         string
	List       []disputeView
	Total      int
	Pages      []pageLink
	Precision  precisionView
	Matrix     confusionView
	Tags       []gainsay.Tag
	Statuses   []gainsay.Status
}

// agreementRow is one line of the table by tag.
type agreementRow struct {
	agree.Row
	Class, Label string
	Given        string // "160 · 163"
	Plot         *plot
	RawInterval  string // of raw agreement, in percent
	KappaRange   string // interval of kappa, "" where it is not defined
	AlphaRange   string
	Href         string // the disagreements about it
}

// readingList lists what has the same reading.
type readingList struct{ Label, Names string }

func (s *Server) agreement(c echo.Context) error {
	q := c.QueryParams()
	place, err := placeOf(q)
	if err != nil {
		return err
	}
	made, err := query.OneOf(q, "made", "Unknown kind of decisions.", madeAll)
	if err != nil {
		return err
	}
	records, err := s.conf.Store.Standing(c.Request().Context(), view.DecisionFilter{All: true})
	if err != nil {
		return err
	}
	all, blind := agree.Units(records, false), agree.Units(records, true)
	lost := 0
	for _, d := range records {
		lost += btoi(d.Why != "" && d.Counts)
	}
	p := agreementPage{base: s.base(c, "Agreement", "agreement"), All: made == madeAll, MinUnits: agree.MinUnits,
		Lost: lost, Params: q, Resolved: q.Get("settled") == "yes", Tags: gainsay.Tags(), Statuses: gainsay.Statuses()}
	units := blind
	if p.All {
		units = all
	}
	coders := p.choose(units, all)
	if slices.Contains(coders, agree.Machine) {
		least, err := s.conf.Store.Thresholds(c.Request().Context())
		if err != nil {
			return err
		}
		units, p.Machine = agree.WithMachine(units, least)
		all, _ := agree.WithMachine(all, least)
		blind, _ := agree.WithMachine(blind, least)
		p.Blind, p.Any = inCommon(blind, coders), inCommon(all, coders)
	}
	if !p.Machine {
		p.Blind, p.Any = inCommon(blind, coders), inCommon(all, coders)
	}
	p.Report = agree.Compare(units, coders, agreementSeed)
	p.state(all)
	p.addRows()
	p.Matrix = newConfusion(p.Report.Statuses)
	p.Precision = newPrecision(all)
	if err := s.listDisputes(c.Request().Context(), &p, units, coders, place); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "agreement", &p)
}

// choose sets which coders are compared: those of the address, else the two with
// the most units in common.
func (p *agreementPage) choose(units, all []agree.Unit) []string {
	p.Names = agree.Coders(all)
	p.A, p.B = p.Params.Get("coder"), p.Params.Get("with")
	if p.A == "" || p.B == "" {
		if pair := agree.Pair(units); pair != nil {
			p.A, p.B = pair[0], pair[1]
		} else if len(p.Names) > 1 {
			p.A, p.B = p.Names[0], p.Names[1]
		}
	}
	if p.B == everyCoder {
		return agree.Coders(units)
	}
	if p.A == p.B {
		return []string{p.A}
	}
	return []string{p.A, p.B}
}

// inCommon counts the units that two or more of the coders decided.
func inCommon(units []agree.Unit, coders []string) (n int) {
	for i := range units {
		decided := 0
		for _, c := range coders {
			if units[i].Choice(c) != nil {
				decided++
			}
		}
		if decided > 1 {
			n++
		}
	}
	return n
}

func (p *agreementPage) state(all []agree.Unit) {
	switch {
	case len(all) == 0:
		p.State = "none"
	case len(p.Names) < 2 && !p.Machine:
		p.State = "one"
	case p.Report.Units == 0:
		p.State = "apart"
	case p.Report.Units < agree.MinUnits:
		p.State = "few"
	}
}

// addRows prepares the table and the sentence above it.
func (p *agreementPage) addRows() {
	names := map[agree.Reading][]string{}
	for _, r := range p.Report.Rows {
		v := agreementRow{Row: r, Class: r.Name}
		param := ""
		switch r.Kind {
		case agree.OfAll:
			v.Label = "All tags"
		case agree.OfTag:
			v.Label, param = view.TagLabel(gainsay.Tag(r.Name)), "tag"
		case agree.OfStatus:
			v.Label, param = statusWord(gainsay.Status(r.Name)), "status"
		}
		v.Href = with("/agreement", without(p.Params, "tag", "status", "settled"), param, r.Name) + "#disagreements"
		given := make([]string, len(r.Given))
		for i, n := range r.Given {
			given[i] = fmt.Sprint(n)
		}
		v.Given = strings.Join(given, " · ")
		if best := r.Kappa; r.Units >= agree.MinUnits {
			if best == nil {
				best = r.Alpha
			}
			v.Plot = newPlot(best, r.Alpha)
			v.RawInterval = fmt.Sprintf("%.0f–%.0f", 100*r.Raw.Low, 100*r.Raw.High)
			v.KappaRange, v.AlphaRange = interval(r.Kappa), interval(r.Alpha)
		}
		p.Rows = append(p.Rows, v)
		if r.Kind != agree.OfAll {
			names[r.Reads] = append(names[r.Reads], strings.ToLower(v.Label))
		}
	}
	for _, l := range []struct {
		reads agree.Reading
		label string
	}{{agree.ReadsGood, "Good enough to count"}, {agree.ReadsUsable, "With care"}, {agree.ReadsLow, "Not yet"},
		{agree.ReadsFew, "Too few units"}} {
		if n := names[l.reads]; len(n) > 0 {
			p.Readings = append(p.Readings, readingList{l.label, strings.Join(n, ", ")})
		}
	}
}

func newDispute(u *agree.Unit, coders []string) disputeView {
	d := disputeView{Unit: u, Class: classOf(agree.Value{Tag: u.Tag, Status: u.Status})}
	anchor := "c-" + u.Comment
	if u.Mark != "" {
		anchor = "m-" + u.Mark
	}
	d.Href = commentPath(u.Thread, u.Comment, anchor)
	for _, name := range coders {
		x := u.Choice(name)
		if x == nil {
			continue
		}
		side := newSide(x)
		side.Key = len(d.Sides) + 1
		d.Any = max(d.Any, x.Decision)
		d.Sides = append(d.Sides, side)
	}
	if u.Settled != nil {
		x := newSide(u.Settled)
		d.Settled = &x
	}
	return d
}

func newSide(x *agree.Choice) sideView {
	side := sideView{Coder: x.Coder, Class: classOf(x.Value), Label: valueLabel(x.Value), Note: x.Note,
		Take: takeNone, ID: x.Decision}
	switch {
	case x.Decision != 0:
		side.Take = fmt.Sprint(x.Decision)
	case x.Value != agree.Value{}: // of the analysis
		side.Take = takeMachine
	}
	return side
}

// classOf returns the class of a value: its status, else its tag.
func classOf(v agree.Value) string {
	if v.Status != "" {
		return string(v.Status)
	}
	return string(v.Tag)
}

// valueLabel names a value for readers.
func valueLabel(v agree.Value) string {
	switch {
	case v.Status != "":
		return view.StatusLabel(v.Status)
	case v.Tag != "":
		return view.TagLabel(v.Tag)
	}
	return "no mark"
}

// MadeAll is the address of the same page over all decisions.
func (p *agreementPage) MadeAll() string { return with("/agreement", p.Params, "made", madeAll) }

// SettledOnes is the address of the list of those settled.
func (p *agreementPage) SettledOnes() string {
	return with("/agreement", p.Params, "settled", "yes") + "#disagreements"
}

// UnknownCoders lists names of the address that decided nothing.
func (p *agreementPage) UnknownCoders() (out []string) {
	for _, n := range []string{p.A, p.B} {
		if n != "" && n != everyCoder && n != agree.Machine && !slices.Contains(p.Names, n) {
			out = append(out, n)
		}
	}
	return out
}
