package web

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
	"github.com/labstack/echo/v4"
)

// undecided is the verdict of a mark that nobody decided.
const undecided = "undecided"

func verdictLabel(v string) string { return view.VerdictLabel(gainsay.Verdict(v)) }

// choices are the decisions about a thread as one person sees them.
type choices struct {
	coder   string
	blind   bool // others' decisions are hidden
	byMark  map[string][]gainsay.Decision
	added   map[string][]*gainsay.Annotation // marks that people added, by comment
	addedBy map[string]gainsay.Decision      // by id of the added mark
	last    *gainsay.Decision                // of the person
}

// addedID is the id on the page of a mark that a decision added.
func addedID(d *gainsay.Decision) string { return fmt.Sprint("added-", d.ID) }

// loadChoices reads the decisions about the thread.
func (s *Server) loadChoices(c echo.Context, v *threadView) error {
	ds, err := s.conf.Store.Decisions(c.Request().Context(), view.DecisionFilter{Threads: []string{v.key}})
	if err != nil {
		return err
	}
	v.choices = choices{coder: s.coder(c), blind: setting(c, blindCookie), byMark: map[string][]gainsay.Decision{},
		added: map[string][]*gainsay.Annotation{}, addedBy: map[string]gainsay.Decision{}}
	for i := range ds {
		d := &ds[i]
		if v.blind && d.Coder != v.coder {
			continue
		}
		if d.Coder == v.coder {
			v.last = d
		}
		if d.Verdict != gainsay.Missed {
			v.byMark[d.Mark] = append(v.byMark[d.Mark], *d)
		} else if a := v.addedMark(d); a != nil {
			v.added[d.Comment] = append(v.added[d.Comment], a)
			v.addedBy[a.ID] = *d
		}
	}
	return nil
}

// addedMark is a mark that a person added, nil if its words are no longer in the comment.
func (v *threadView) addedMark(d *gainsay.Decision) *gainsay.Annotation {
	c := v.comments[d.Comment]
	if c == nil || d.Quote.Exact == "" {
		return nil
	}
	span := d.Span
	if !span.Valid(len(c.Text)) || span.In(c.Text) != d.Quote.Exact {
		at := strings.Index(c.Text, d.Quote.Exact)
		if at < 0 {
			return nil
		}
		span = gainsay.Span{Start: at, End: at + len(d.Quote.Exact)}
	}
	return &gainsay.Annotation{ID: addedID(d), Comment: d.Comment, Span: span, Tag: d.Tag, Target: d.Target}
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
		v.now = &a
	} else if d, ok := v.addedBy[id]; ok {
		v.now = v.addedMark(&d)
	}
	return v.now
}

// decision is the decision about a mark that counts for the page: one that
// settles it, the person's own, or else the latest.
func (v *threadView) decision(id string) *gainsay.Decision {
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
	if d := v.decision(id); d != nil {
		return string(d.Verdict)
	}
	if _, ok := v.addedBy[id]; ok {
		return string(gainsay.Missed)
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
