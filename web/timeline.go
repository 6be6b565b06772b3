package web

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// moment is something that happened to a claim.
type moment struct {
	Kind string // "asserted", "repeated" or an Event's
	Who  string
	Time time.Time
	gainsay.Precision
	Href string
}

// timeline places the moments of a claim side by side: by their times where all
// are known and differ, otherwise evenly in their order.
type timeline struct {
	Dots     []dot
	Lanes    []lane // the same by kind, empty kinds left out
	From, To string
	InOrder  bool // places show the order, not the time
	Summary  string
}

// dot is a moment's place, in percent of the width.
type dot struct {
	X, Class, Glyph, Title, Href string
	When                         time.Time
	Who                          string
}

type lane struct {
	Label, Class, Glyph string
	Dots                []dot
}

// happenings are the kinds of moments in the order in which they usually come.
// Each has its own sign, so that colour alone never distinguishes them.
var happenings = []struct{ kind, label, glyph, verb string }{
	{"asserted", "Asserted", "●", "asserted it"},
	{"asked", "Asked", "?", "asked for evidence"},
	{"supplied", "Answered", "▲", "gave evidence"},
	{"countered", "Contested", "◆", "asserted the contrary"},
	{"conceded", "Taken back", "✕", "took it back"},
	{"repeated", "Repeated", "○", "said it again"},
}

// momentsOf lists the moments of a claim, in order.
func momentsOf(c view.Claim, marks string) []moment {
	var out []moment
	for i, r := range c.Said {
		kind := "asserted"
		if i > 0 {
			kind = "repeated"
		}
		out = append(out, moment{kind, named(r.Author), r.Time, r.Precision,
			rowPath(marks, r)})
	}
	seen := map[[3]string]bool{}
	for _, e := range c.Events {
		at := [3]string{e.Kind, e.ThreadKey, e.Comment}
		if !seen[at] {
			seen[at] = true
			href := marked(marks, commentPath(e.ThreadKey, e.Comment, "c-"+e.Comment))
			out = append(out, moment{e.Kind, named(e.Author), e.Time, e.Precision, href})
		}
	}
	slices.SortStableFunc(out, func(a, b moment) int {
		return cmp.Or(btoi(a.Time.IsZero())-btoi(b.Time.IsZero()), a.Time.Compare(b.Time))
	})
	return out
}

// named is the author as shown.
func named(author string) string { return cmp.Or(author, view.UnknownAuthor) }

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func newTimeline(c view.Claim, marks string) timeline {
	moments := momentsOf(c, marks)
	t := timeline{InOrder: len(moments) == 0 || moments[len(moments)-1].Time.IsZero() ||
		!moments[0].Time.Before(moments[len(moments)-1].Time)}
	counts := map[string]int{}
	for i, m := range moments {
		d := dot{X: t.place(moments, i), Class: m.Kind, When: m.Time, Who: m.Who, Href: m.Href}
		for _, h := range happenings {
			if h.kind == m.Kind {
				d.Glyph, d.Title = h.glyph, m.Who+" "+h.verb+onDay(m)
			}
		}
		counts[m.Kind]++
		t.Dots = append(t.Dots, d)
	}
	t.From, t.To = "first", "last"
	if !t.InOrder {
		t.From, t.To = ends(moments[0].Time, moments[len(moments)-1].Time)
	}
	t.lanes(counts)
	return t
}

// ends names the ends of a stretch of time: by day, or by hour within a day.
func ends(first, last time.Time) (from, to string) {
	const day = "2 Jan 2006"
	if from, to = first.Format(day), last.Format(day); from == to {
		return first.Format(day + ", 15:04"), last.Format("15:04")
	}
	return from, to
}

// place is the position of moment i, from 4 to 96 percent.
func (t *timeline) place(moments []moment, i int) string {
	share := .0
	switch first, last := moments[0].Time, moments[len(moments)-1].Time; {
	case !t.InOrder:
		share = float64(moments[i].Time.Sub(first)) / float64(last.Sub(first))
	case len(moments) > 1:
		share = float64(i) / float64(len(moments)-1)
	}
	return fmt.Sprintf("%.1f", 4+92*share)
}

func (t *timeline) lanes(counts map[string]int) {
	for _, h := range happenings {
		if counts[h.kind] == 0 {
			continue
		}
		l := lane{Label: h.label, Class: h.kind, Glyph: h.glyph}
		for _, d := range t.Dots {
			if d.Class == h.kind {
				l.Dots = append(l.Dots, d)
			}
		}
		t.Lanes = append(t.Lanes, l)
		if t.Summary != "" {
			t.Summary += ", "
		}
		t.Summary += fmt.Sprintf("%s %d", h.label, counts[h.kind])
	}
}

// onDay says when something happened, as exactly as it is known.
func onDay(m moment) string {
	if m.Time.IsZero() {
		return ""
	}
	in := " on "
	if m.Precision == gainsay.ToYear || m.Precision == gainsay.ToMonth {
		in = " in "
	}
	return in + dated(m.Time, m.Precision)
}
