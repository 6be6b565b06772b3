package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/account"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
	"github.com/labstack/echo/v4"
)

var (
	_ = registerAction("/review/alike", (*Server).decideAlike)
	_ = registerAction("/review/assign", (*Server).assignReview)
)

// maxTogether is how many marks one form decides at most.
const maxTogether = 500

// decideAlike saves the same verdict on several marks, each in a record of its
// own. The fields "alike" are "<thread key> <mark id>".
func (s *Server) decideAlike(c echo.Context) error {
	coder := s.coder(c)
	if coder == "" {
		return s.askName(c)
	}
	verdict := gainsay.Verdict(c.FormValue("verdict"))
	if verdict != gainsay.Right && verdict != gainsay.Wrong {
		return badForm("Several marks can be decided right or wrong, not “%s”.", verdict)
	}
	form, err := c.FormParams()
	if err != nil {
		return badForm("Malformed form.")
	}
	if len(form["alike"]) == 0 || len(form["alike"]) > maxTogether {
		return badForm("Choose 1 to %d marks.", maxTogether)
	}
	var ds []gainsay.Decision
	for _, v := range form["alike"] {
		d, err := s.decisionOn(c.Request().Context(), v)
		if err != nil {
			return err
		}
		d.Verdict, d.Coder, d.Note, d.Blind = verdict, coder, strings.TrimSpace(c.FormValue("note")), c.FormValue("blind") != ""
		ds = append(ds, d)
	}
	saved, err := s.conf.Store.Decide(c.Request().Context(), ds...)
	if err != nil {
		return err
	}
	if wantsJSON(c) {
		return c.JSON(http.StatusOK, decided{Decision: &saved[0]})
	}
	return s.back(c)
}

// decisionOn is a decision about a mark "<thread key> <mark id>" that has no
// verdict yet.
func (s *Server) decisionOn(ctx context.Context, mark string) (d gainsay.Decision, err error) {
	i := strings.LastIndexByte(mark, ' ')
	if i < 0 {
		return d, badForm("“%s” is not a mark.", mark)
	}
	m, err := s.conf.Store.MarkContext(ctx, view.MarkRef{Thread: mark[:i], Mark: mark[i+1:]}, "")
	if err != nil {
		return d, err
	}
	return gainsay.Decision{Thread: m.Thread, Comment: m.Comment.ID, Mark: m.Mark, Tag: m.Tag, Status: m.Status,
		Target: m.Target, Span: m.Span, Quote: decide.NewQuote(m.Comment.Text, m.Span), Rule: m.Annotation.By, Score: m.Score,
		Rules: m.Rules}, nil
}

// assignBudget is how long the form for assigning waits until all marks are in the
// queue.
const assignBudget = 10 * time.Second

// assignReview gives coders shares of the marks under a filter.
func (s *Server) assignReview(c echo.Context) error {
	q, err := url.ParseQuery(c.FormValue("filter"))
	if err != nil {
		return badForm("Malformed filter.")
	}
	f, err := s.reviewFilter(q, s.coder(c))
	if err != nil {
		return err
	}
	coders := strings.FieldsFunc(c.FormValue("coders"), func(r rune) bool { return r == ',' || r == '\n' })
	for i := range coders {
		coders[i] = strings.TrimSpace(coders[i])
	}
	coders = slices.DeleteFunc(coders, func(name string) bool { return name == "" })
	for _, name := range coders {
		if len(name) > account.MaxName {
			return badForm("Names have at most %d bytes: “%s” is longer.", account.MaxName, view.Clip(name, 60))
		}
	}
	if len(coders) == 0 {
		return badForm("Name the coders, separated by commas.")
	}
	r := view.Review{Filter: reviewQuery(q).Encode()}
	if r.Share, err = percentage(c, "share"); err != nil {
		return err
	}
	if r.Overlap, err = percentage(c, "overlap"); err != nil {
		return err
	}
	if v := c.FormValue("seed"); v != "" {
		if r.Seed, err = strconv.ParseInt(v, 10, 64); err != nil {
			return badForm("The seed must be a whole number, not “%s”.", v)
		}
	}
	left, err := s.conf.Store.FillMarks(c.Request().Context(), assignBudget) // marks that are not in the queue would get no coder
	if err != nil {
		return err
	}
	if left > 0 {
		return badForm("The marks of %s are not read yet. Try again in a moment.", view.Counted(left, "thread"))
	}
	if _, err := s.conf.Store.Assign(c.Request().Context(), f, r, coders); err != nil {
		return err
	}
	return s.back(c)
}

// percentage reads a field of 0 to 100 as a share.
func percentage(c echo.Context, name string) (float64, error) {
	v, err := strconv.ParseFloat(c.FormValue(name), 64)
	if err != nil || !(v >= 0 && v <= 100) {
		return 0, badForm("The %s must be 0 to 100 percent, not “%s”.", name, c.FormValue(name))
	}
	return v / 100, nil
}
