package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
	"github.com/labstack/echo/v4"
)

// undecided is the verdict of a mark that nobody decided.
const undecided = "undecided"

func verdictLabel(v string) string { return view.VerdictLabel(gainsay.Verdict(v)) }

// choices are the decisions about a thread as one person sees them.
type choices struct {
	coder  string
	blind  bool                             // others' decisions are hidden
	byMark map[string][]decide.Standing     // in force, also of added marks
	added  map[string][]*gainsay.Annotation // marks that only people have, by comment
	extra  map[string]*gainsay.Annotation   // the same by id
	last   *decide.Standing                 // of the person
	lost   int                              // decisions that find no place
}

// loadChoices reads the decisions about the thread.
func (s *Server) loadChoices(c echo.Context, v *threadView) error {
	all, err := s.conf.Store.Standing(c.Request().Context(), view.DecisionFilter{Threads: []string{v.key}})
	if err != nil {
		return err
	}
	v.choices = choices{coder: s.coder(c), blind: setting(c, blindCookie), byMark: map[string][]decide.Standing{},
		added: map[string][]*gainsay.Annotation{}, extra: map[string]*gainsay.Annotation{}}
	for i := range all {
		d := &all[i]
		if v.blind && d.Coder != v.coder {
			continue
		}
		if d.Coder == v.coder {
			v.last = d
		}
		if d.Why != "" {
			v.lost++
			continue
		}
		id := v.shownID(d)
		v.byMark[id] = append(v.byMark[id], *d)
	}
	switch v.basis {
	case "":
		for id := range v.byMark {
			if a := v.addedMark(id); a != nil {
				v.extra[id] = a
				v.added[a.Comment] = append(v.added[a.Comment], a)
			}
		}
	case decide.Both, decide.Decided:
		v.knowAdded()
	}
	for _, marks := range v.added {
		slices.SortFunc(marks, func(a, b *gainsay.Annotation) int {
			return cmp.Or(gainsay.CompareSpans(a.Span, b.Span), cmp.Compare(a.ID, b.ID))
		})
	}
	return nil
}

// shownID is the id on the page of the mark that a decision is about: that of
// the analysis, or one for a mark that only people have or that is below its
// threshold.
func (v *threadView) shownID(d *decide.Standing) string {
	if _, ok := v.annotations[d.Now]; ok || v.basis != "" && d.Now != "" { // it is wrong, so not among them now
		return d.Now
	}
	return fmt.Sprint(view.AddedMark, d.Item)
}

// added reports whether people added a mark of a thread as decided.
func added(a *gainsay.Annotation) bool {
	v, _, _ := decide.Verdict(*a)
	return v == gainsay.Missed
}

// knowAdded finds the marks that only people have in a thread that is shown as
// decided, where they are among the others.
func (v *threadView) knowAdded() {
	for id, ds := range v.byMark {
		d := &ds[0]
		if _, ok := v.annotations[id]; ok {
			continue
		}
		for i := range v.marks[d.Comment] {
			if a := &v.marks[d.Comment][i]; v.extra[a.ID] == nil && added(a) && a.Span == d.Wanted {
				v.extra[a.ID], v.byMark[a.ID] = a, ds
				break
			}
		}
	}
}

// addedMark is the mark that decisions about none of the analysis add: nil where
// they add none, or are about one of the analysis.
func (v *threadView) addedMark(id string) *gainsay.Annotation {
	d := v.decision(id)
	tag, _ := decide.Outcome(d.Decision)
	if _, ok := v.annotations[id]; ok || tag == "" {
		return nil
	}
	a := &gainsay.Annotation{ID: id, Comment: d.Comment, Span: d.Wanted, Tag: tag, Target: d.Target}
	if d.Change != nil {
		a.Target = d.Change.Target
	}
	return a
}

// addedBy lists who says that there is a mark, where the analysis has none.
func (v *threadView) addedBy(id string) (names []string) {
	if v.extra[id] == nil {
		return nil
	}
	for i := range v.byMark[id] {
		if d := &v.byMark[id][i]; d.Verdict != gainsay.Wrong && !slices.Contains(names, d.Coder) {
			names = append(names, d.Coder)
		}
	}
	return names
}

// marksIn lists the marks of a comment: the analysis', then those added.
func (v *threadView) marksIn(comment string) []*gainsay.Annotation {
	marks, added := v.marks[comment], v.added[comment]
	if len(marks)+len(added) == 0 {
		return nil
	}
	out := make([]*gainsay.Annotation, 0, len(marks)+len(added))
	for i := range marks {
		out = append(out, &marks[i])
	}
	return append(out, added...)
}

// choose makes a mark the current one.
func (v *threadView) choose(id string) *gainsay.Annotation {
	if a, ok := v.annotations[id]; ok {
		v.now = a
	} else {
		v.now = v.extra[id]
	}
	return v.now
}

// decision is the decision about a mark that counts for the page: one that
// settles it, the person's own, or else the latest.
func (v *threadView) decision(id string) *decide.Standing {
	if len(v.byMark) == 0 {
		return nil
	}
	ds, best, top := v.byMark[id], -1, -1
	for i := range ds {
		weight := 0
		switch {
		case ds[i].Settles:
			weight = 2
		case ds[i].Coder == v.coder:
			weight = 1
		}
		if weight >= top {
			best, top = i, weight
		}
	}
	if best < 0 {
		return nil
	}
	return &ds[best]
}

// verdict is the word for what was decided about a mark.
func (v *threadView) verdict(id string) string {
	if v.extra[id] != nil {
		return string(gainsay.Missed)
	}
	if d := v.decision(id); d != nil {
		return string(d.Verdict)
	}
	return undecided
}

// Settings of the browser, kept in cookies.
const (
	blindCookie = "gainsay-blind"
	keysCookie  = "gainsay-keys-off"
)

// setting reports whether a setting is on.
func setting(c echo.Context, name string) bool {
	cookie, err := c.Cookie(name)
	return err == nil && cookie.Value == "1"
}

var (
	_ = registerAction("/settings/blind", func(s *Server, c echo.Context) error { return s.keep(c, blindCookie) })
	_ = registerAction("/settings/keys", func(s *Server, c echo.Context) error { return s.keep(c, keysCookie) })
)

// keep sets a setting to the form's "on" and goes back.
func (s *Server) keep(c echo.Context, name string) error {
	cookie := &http.Cookie{Name: name, Value: "1", Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true,
		SameSite: http.SameSiteStrictMode}
	if c.FormValue("on") == "" {
		cookie.Value, cookie.MaxAge = "", -1
	}
	c.SetCookie(cookie)
	return s.back(c)
}
