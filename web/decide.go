package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
	"github.com/labstack/echo/v4"
)

var _ = registerAction("/decide", (*Server).decide)

// decided answers a decision where the page's script asked for JSON.
type decided struct {
	Decision *gainsay.Decision `json:"decision,omitempty"`
	Error    string            `json:"error,omitempty"`
}

// decide saves what the person at the browser decided about a mark, a mark
// that they add, or that they take a decision back.
func (s *Server) decide(c echo.Context) error {
	coder := s.coder(c)
	if coder == "" {
		return s.askName(c)
	}
	d, err := s.decision(c, coder)
	if err != nil {
		return err
	}
	saved, err := s.conf.Store.Decide(c.Request().Context(), d)
	if err != nil {
		return err
	}
	if wantsJSON(c) {
		return c.JSON(http.StatusOK, decided{Decision: &saved[0]})
	}
	return s.back(c)
}

func (s *Server) askName(c echo.Context) error {
	if wantsJSON(c) {
		return c.JSON(http.StatusForbidden, decided{Error: "Give your name first, so that others see who decided."})
	}
	p := coderPage{base: s.base(c, "Your name", ""), Back: here(c.FormValue("back")),
		Problem: "Nothing was saved yet: give your name, then decide again."}
	return s.render(c, http.StatusForbidden, "coder", p)
}

// decision reads the form.
func (s *Server) decision(c echo.Context, coder string) (gainsay.Decision, error) {
	if c.FormValue("verdict") == "undo" {
		return s.undo(c, coder)
	}
	r, err := decisionRequest(c)
	if err != nil {
		return gainsay.Decision{}, err
	}
	a, err := s.decidedOn(c.Request().Context(), c.FormValue("thread"), r)
	if err != nil {
		return gainsay.Decision{}, err
	}
	return decide.OfRequest(a, r, coder)
}

// decidedOn is what a decision needs of a thread: the comment that it is about
// with its marks, or all.
func (s *Server) decidedOn(ctx context.Context, key string, r decide.Request) (*gainsay.Analysis, error) {
	x, err := s.outlined(ctx, key)
	if err != nil {
		return nil, err
	}
	if x.outline == nil {
		return x.a, nil
	}
	comment := r.Comment
	if m, ok := x.annotations[r.Mark]; ok && r.Verdict != gainsay.Missed {
		comment = m.Comment
	}
	p, ok, err := s.part(ctx, x, map[string]bool{comment: true})
	if err != nil {
		return nil, err
	}
	if !ok { // the thread was changed meanwhile
		if x, err = s.indexed(ctx, key); err != nil {
			return nil, err
		}
		return x.a, nil
	}
	a, t := *x.a, *x.a.Thread
	t.Comments, a.Thread, a.Annotations, a.Assertions, a.Relations = p.Comments, &t, p.Annotations, p.Assertions, nil
	return &a, nil
}

func badForm(format string, args ...any) error {
	return echo.NewHTTPError(http.StatusBadRequest, fmt.Sprintf(format, args...))
}

// undo makes the record that takes an earlier one of the same coder back.
func (s *Server) undo(c echo.Context, coder string) (d gainsay.Decision, err error) {
	id, err := strconv.ParseInt(c.FormValue("undo"), 10, 64)
	if err != nil {
		return d, badForm("Nothing to undo: “%s” is not the number of a decision.", c.FormValue("undo"))
	}
	ds, err := s.conf.Store.Decisions(c.Request().Context(), view.DecisionFilter{Coder: coder, After: id - 1, Limit: 1})
	if err != nil {
		return d, err
	}
	if len(ds) == 0 || ds[0].ID != id {
		return d, badForm("You have no decision %d, or it was undone or replaced already.", id)
	}
	return decide.Undo(ds[0]), nil
}

// decisionRequest reads the fields of a decision. Its words are sentences that
// were ticked ("span", each "start-end"), both ends in bytes, or the exact words.
func decisionRequest(c echo.Context) (r decide.Request, err error) {
	values, err := c.FormParams()
	if err != nil {
		return r, badForm("Malformed form.")
	}
	r = decide.Request{Mark: values.Get("mark"), Comment: values.Get("comment"), Verdict: gainsay.Verdict(values.Get("verdict")),
		Tag: gainsay.Tag(values.Get("tag")), Status: gainsay.Status(values.Get("status")), Target: values.Get("target"),
		Words: values.Get("words"), Note: values.Get("note"), Blind: values.Get("blind") != "", Settles: values.Get("settles") != ""}
	var span gainsay.Span
	switch {
	case len(values["span"]) > 0:
		span, err = coverOf(values["span"])
	case values.Get("start") != "" || values.Get("end") != "":
		span, err = parseSpan(values.Get("start"), values.Get("end"))
	default:
		return r, nil
	}
	r.Start, r.End = &span.Start, &span.End
	return r, err
}

func parseSpan(start, end string) (s gainsay.Span, err error) {
	if s.Start, err = strconv.Atoi(start); err == nil {
		s.End, err = strconv.Atoi(end)
	}
	if err != nil {
		err = badForm("“%s” to “%s” is not a span of a comment.", start, end)
	}
	return s, err
}

// coverOf is the span from the first to the last of the sentences ticked.
func coverOf(values []string) (cover gainsay.Span, err error) {
	for k, v := range values {
		start, end, _ := strings.Cut(v, "-")
		s, err := parseSpan(start, end)
		if err != nil {
			return cover, err
		}
		if k == 0 {
			cover = s
		}
		cover = gainsay.Span{Start: min(cover.Start, s.Start), End: max(cover.End, s.End)}
	}
	return cover, nil
}
