package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

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
	f := decisionForm{c, c.Request().Context(), s}
	var d gainsay.Decision
	var err error
	switch verdict := c.FormValue("verdict"); verdict {
	case "undo":
		return f.undo(coder)
	case string(gainsay.Missed):
		d, err = f.missed()
	case string(gainsay.Right), string(gainsay.Wrong), string(gainsay.Changed):
		d, err = f.ofMark(gainsay.Verdict(verdict))
	default:
		err = badForm("Unknown verdict: “%s”.", verdict)
	}
	d.Coder, d.Note = coder, strings.TrimSpace(c.FormValue("note"))
	d.Blind, d.Settles = c.FormValue("blind") != "", c.FormValue("settles") != ""
	return d, err
}

func badForm(format string, args ...any) error {
	return echo.NewHTTPError(http.StatusBadRequest, fmt.Sprintf(format, args...))
}

// decisionForm reads the fields of a decision and checks them with the thread.
type decisionForm struct {
	echo.Context
	ctx context.Context
	s   *Server
}

// undo makes the record that takes an earlier one of the same coder back.
func (f *decisionForm) undo(coder string) (d gainsay.Decision, err error) {
	id, err := strconv.ParseInt(f.FormValue("undo"), 10, 64)
	if err != nil {
		return d, badForm("Nothing to undo: “%s” is no decision.", f.FormValue("undo"))
	}
	ds, err := f.s.conf.Store.Decisions(f.ctx, view.DecisionFilter{Coder: coder, After: id - 1, Limit: 1})
	if err != nil {
		return d, err
	}
	if len(ds) == 0 || ds[0].ID != id {
		return d, badForm("You have no decision %d, or it was undone or replaced already.", id)
	}
	d = ds[0]
	d.ID, d.Undoes, d.Time = 0, id, time.Time{}
	return d, nil
}

// ofMark makes a decision about a mark of the analysis.
func (f *decisionForm) ofMark(verdict gainsay.Verdict) (d gainsay.Decision, err error) {
	x, err := f.s.indexed(f.ctx, f.FormValue("thread"))
	if err != nil {
		return d, err
	}
	m, ok := x.annotations[f.FormValue("mark")]
	if c := f.FormValue("comment"); !ok || c != "" && c != m.Comment {
		return d, badForm("The thread has no such mark now. Reload the page: it may have been imported anew.")
	}
	if d, err = decide.OfMark(x.a, m.ID, verdict); err != nil {
		return d, err
	}
	if verdict == gainsay.Changed {
		d.Change, err = f.change(d, x.comments[m.Comment].Text)
	}
	return d, err
}

// change reads the mark that the coder wants instead: what a field leaves out
// stays as it is.
func (f *decisionForm) change(d gainsay.Decision, text string) (*gainsay.Change, error) {
	ch := gainsay.Change{Tag: d.Tag, Status: d.Status, Target: d.Target, Span: d.Span}
	var err error
	if f.FormValue("tag") != "" {
		if ch.Tag, ch.Status, err = f.tag(); err != nil {
			return nil, err
		}
		if ch.Tag == d.Tag && f.FormValue("status") == "" {
			ch.Status = d.Status
		}
		if ch.Tag != d.Tag {
			ch.Target = ""
		}
	}
	if t := f.FormValue("target"); t != "" {
		ch.Target = t
	}
	if span, ok, err := f.span(text, d.Start); err != nil {
		return nil, err
	} else if ok {
		ch.Span = span
	}
	if ch == (gainsay.Change{Tag: d.Tag, Status: d.Status, Target: d.Target, Span: d.Span}) {
		return nil, badForm("The changed mark is the same as before: change its tag, status or words.")
	}
	return decide.NewChange(text, ch.Tag, ch.Status, ch.Target, ch.Span), nil
}

// missed makes a decision that adds a mark.
func (f *decisionForm) missed() (d gainsay.Decision, err error) {
	x, err := f.s.indexed(f.ctx, f.FormValue("thread"))
	if err != nil {
		return d, err
	}
	c := x.comments[f.FormValue("comment")]
	if c == nil {
		return d, badForm("The thread has no comment “%s”.", f.FormValue("comment"))
	}
	tag, status, err := f.tag()
	if err != nil {
		return d, err
	}
	span, ok, err := f.span(c.Text, 0)
	if err != nil {
		return d, err
	}
	if !ok {
		return d, badForm("Choose the words of the mark.")
	}
	d, err = decide.OfMissed(x.a, c.ID, tag, span)
	d.Status, d.Target = status, f.FormValue("target")
	return d, err
}

// tag reads tag and status: only a claim has a status.
func (f *decisionForm) tag() (gainsay.Tag, gainsay.Status, error) {
	tag, status := gainsay.Tag(f.FormValue("tag")), gainsay.Status(f.FormValue("status"))
	if !slices.Contains(gainsay.Tags(), tag) {
		return "", "", badForm("Unknown tag: “%s”.", tag)
	}
	if tag != gainsay.TagClaim {
		return tag, "", nil
	}
	if status != "" && !slices.Contains(gainsay.Statuses(), status) {
		return "", "", badForm("Unknown status: “%s”.", status)
	}
	return tag, status, nil
}

// span reads the words of a mark: sentences that were ticked ("span", each
// "start-end"), both ends in bytes, or the exact words, of which the place
// nearest to near counts. It reports false where the form has none of them.
func (f *decisionForm) span(text string, near int) (gainsay.Span, bool, error) {
	var span gainsay.Span
	values, err := f.FormParams()
	if err != nil {
		return span, false, badForm("Malformed form.")
	}
	switch words := f.FormValue("words"); {
	case len(values["span"]) > 0:
		span, err = coverOf(values["span"])
	case f.FormValue("start") != "" || f.FormValue("end") != "":
		span, err = parseSpan(f.FormValue("start"), f.FormValue("end"))
	case words != "":
		span, err = findWords(text, words, near)
	default:
		return span, false, nil
	}
	if err != nil {
		return span, false, err
	}
	if !decide.Fits(text, span) || strings.TrimSpace(span.In(text)) == "" {
		return span, false, badForm("The words of the mark, %d to %d, are not in the comment.", span.Start, span.End)
	}
	return trimmed(text, span), true, nil
}

func parseSpan(start, end string) (s gainsay.Span, err error) {
	if s.Start, err = strconv.Atoi(start); err == nil {
		s.End, err = strconv.Atoi(end)
	}
	if err != nil {
		err = badForm("“%s” to “%s” are no ends of a mark.", start, end)
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

func findWords(text, words string, near int) (gainsay.Span, error) {
	words = strings.TrimSpace(strings.ReplaceAll(words, "\r\n", "\n")) // as a text area sends them
	span, by := decide.Find(text, gainsay.Quote{Exact: words}, near)
	if by != decide.ByWords {
		return span, badForm("The comment has no such words: “%s”. They must be exactly as in the comment.",
			view.Clip(words, 80))
	}
	return span, nil
}

// trimmed takes white space off both ends.
func trimmed(text string, s gainsay.Span) gainsay.Span {
	words := s.In(text)
	s.Start += len(words) - len(strings.TrimLeftFunc(words, unicode.IsSpace))
	return gainsay.Span{Start: s.Start, End: s.Start + len(strings.TrimSpace(words))}
}
