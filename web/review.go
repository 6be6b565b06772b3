package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/query"
	"github.com/labstack/echo/v4"
)

var _ = register(reviewPath, (*Server).review)

// reviewPage is one mark of a queue to decide, or says why there is none.
type reviewPage struct {
	base
	Left    int // threads whose marks are still to be read
	Counts  view.MarkCounts
	Percent int // decided of all
	Blind   bool
	BlindTo string // turns blind on or off
	Hide    bool   // others' decisions, reasons and scores

	Orders, Decided []option
	Fields          []reviewField
	Groups          []filterGroup
	Chosen          []filterLink
	Hidden          []hiddenInput
	Filter          string // query of the queue without a place
	Assigned        bool   // the coder was assigned marks
	MineTo          string
	Reviews         []view.Review

	Queue []queueItem
	M     *reviewMark // nil where there is none
	Last  *lastDecision

	Next, NextAny, Prev, PrevAny string // addresses, "" where there is none
	Change                       bool
	ChangeTo, CancelTo           string
	All                          string // queue without filter
}

// queueItem is a mark in the list of the next ones.
type queueItem struct {
	view.MarkRow
	Href string
	On   bool
}

// lastDecision can be undone.
type lastDecision struct {
	gainsay.Decision
	Back string // address of its mark
}

const (
	queued     = 12          // marks that the queue lists
	fillBudget = time.Second // to read marks before a page that says how far it is
)

func (s *Server) review(c echo.Context) error {
	ctx, q := c.Request().Context(), c.QueryParams()
	p := &reviewPage{base: s.base(c, "Review", "review"), Blind: q.Get("blind") != "", Change: q.Get("change") != "",
		All: withQuery(reviewPath, url.Values{})}
	f, err := s.reviewFilter(q, p.Coder)
	if err != nil {
		return err
	}
	if p.Left, err = s.conf.Store.FillMarks(ctx, fillBudget); err != nil {
		return err
	}
	if p.Left > 0 {
		c.Response().Header().Set("Refresh", "1")
		return s.render(c, http.StatusOK, "review", p)
	}
	if q.Get("go") != "" {
		return s.step(c, f)
	}
	p.filter(q, f)
	for _, step := range []func(context.Context, *Server, url.Values, view.MarkFilter) error{
		p.progress, p.current, p.neighbours, p.details,
	} {
		if err := step(ctx, s, q, f); err != nil {
			return err
		}
	}
	return s.render(c, http.StatusOK, "review", p)
}

// filter fills in the forms and links of the filter.
func (p *reviewPage) filter(q url.Values, f view.MarkFilter) {
	n := reviewQuery(q)
	p.Orders, p.Decided, p.Fields = reviewOrders(f), reviewDecided(f), reviewFields(q)
	p.Groups, p.Chosen = reviewGroups(q), reviewChosen(q)
	p.Hidden = reviewInputs(q, "order", "decided")
	p.Filter = n.Encode()
	p.MineTo = with(reviewPath, n, "mine", "1")
	blind := "1"
	if p.Blind {
		blind = ""
	}
	p.BlindTo = with(reviewPath, n, "blind", blind)
}

func (p *reviewPage) progress(ctx context.Context, s *Server, q url.Values, f view.MarkFilter) (err error) {
	now := time.Now().UTC()
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	if p.Counts, err = s.conf.Store.MarkCounts(ctx, f, today); err != nil {
		return err
	}
	if p.Counts.All > 0 {
		p.Percent = 100 * p.Counts.Decided() / p.Counts.All
	}
	if p.Coder != "" {
		if p.Assigned, err = s.conf.Store.IsAssigned(ctx, p.Coder); err != nil {
			return err
		}
		last, err := s.conf.Store.LastDecision(ctx, p.Coder)
		if err != nil {
			return err
		}
		if last != nil && last.Mark != "" {
			p.Last = &lastDecision{*last, markAt(q, view.MarkRef{Thread: last.Thread, Mark: last.Mark})}
		}
	}
	p.Reviews, err = s.conf.Store.Reviews(ctx)
	return err
}

// current finds the mark that the address names, or else the first of the queue.
func (p *reviewPage) current(ctx context.Context, s *Server, q url.Values, f view.MarkFilter) error {
	ref := view.MarkRef{Thread: q.Get("in"), Mark: q.Get("mark")}
	if ref.Mark != "" {
		m, err := s.conf.Store.MarkContext(ctx, ref, p.Coder)
		if err == nil {
			p.M = &reviewMark{MarkContext: m}
		}
		if !errors.Is(err, view.ErrNotFound) {
			return err
		}
	}
	rows, err := s.conf.Store.Marks(ctx, f, view.MarkRef{}, false, 1)
	if err != nil || len(rows) == 0 {
		return err
	}
	m, err := s.conf.Store.MarkContext(ctx, rows[0].MarkRef, p.Coder)
	p.M = &reviewMark{MarkContext: m}
	return err
}

// neighbours lists the queue and the addresses before and after the mark.
func (p *reviewPage) neighbours(ctx context.Context, s *Server, q url.Values, f view.MarkFilter) error {
	if p.M == nil {
		return nil
	}
	n := reviewQuery(q)
	here := p.M.MarkRef
	p.Queue = []queueItem{{p.M.MarkRow, markAt(n, here), true}}
	rows, err := s.conf.Store.Marks(ctx, f, here, false, queued)
	if err != nil {
		return err
	}
	if len(rows) == 0 { // from the start again: what was skipped
		rows, err = s.conf.Store.Marks(ctx, f, view.MarkRef{}, false, queued)
		rows = slices.DeleteFunc(rows, func(r view.MarkRow) bool { return r.MarkRef == here })
	}
	for _, r := range rows {
		p.Queue = append(p.Queue, queueItem{r, markAt(n, r.MarkRef), false})
	}
	p.Next = withQuery(reviewPath, n)
	if len(rows) > 0 {
		p.Next = p.Queue[1].Href
	}
	p.CancelTo = markAt(n, here)
	p.ChangeTo = p.CancelTo + "&change=1"
	p.Prev, p.NextAny, p.PrevAny = p.CancelTo+"&go=back", p.CancelTo+"&go=any", p.CancelTo+"&go=back-any"
	return err
}

// step leads from a mark to the one before it in the queue, or to the next or
// previous of any kind. Where there is none it leads back to the mark.
func (s *Server) step(c echo.Context, f view.MarkFilter) error {
	q := c.QueryParams()
	to, err := query.OneOf(q, "go", "Go leads back, any or back-any.", "back", "any", "back-any")
	if err != nil {
		return err
	}
	if to != "back" {
		f.Decided = ""
	}
	here := view.MarkRef{Thread: q.Get("in"), Mark: q.Get("mark")}
	rows, err := s.conf.Store.Marks(c.Request().Context(), f, here, to != "any", 1)
	if err != nil {
		return err
	}
	if len(rows) > 0 {
		here = rows[0].MarkRef
	}
	return c.Redirect(http.StatusSeeOther, markAt(q, here))
}

// details fills in what the page shows of the mark.
func (p *reviewPage) details(ctx context.Context, s *Server, q url.Values, f view.MarkFilter) (err error) {
	if p.M == nil {
		return nil
	}
	p.Hide = p.Blind && p.M.Verdict == ""
	p.M.prepare()
	if p.M.Decisions, err = s.conf.Store.MarkDecisions(ctx, p.M.MarkRef); err != nil {
		return err
	}
	if p.M.Rule, err = s.conf.Store.RuleDecisions(ctx, p.M.Annotation.By); err != nil {
		return err
	}
	p.M.Alike, err = s.conf.Store.Alike(ctx, p.M.MarkContext, p.Coder)
	return err
}

// reviewMark is the mark under review as the page shows it.
type reviewMark struct {
	view.MarkContext
	Question              string
	Before, Marked, After string // the comment's text
	Why                   string
	InThread, Entry       string
	AnswersBy             string // how the parent is known, "" where the source says it
	Passage               string // of the article
	First, More           []view.Reply
	Decisions             []gainsay.Decision
	Rule                  view.RuleCount
	Alike                 []view.MarkRow
	Tags, Statuses        []option
}

// firstReplies is how many replies are shown unfolded.
const firstReplies = 3

func (m *reviewMark) prepare() {
	m.Question = view.ReviewQuestion(m.Tag, m.Status)
	text := m.Comment.Text
	m.Marked = text
	if m.Span.Valid(len(text)) {
		m.Before, m.Marked, m.After = text[:m.Start], m.Words, text[m.End:]
	}
	m.Why = m.Texts().Why(&m.Annotation)
	m.InThread = withQuery(threadPath(m.Thread), url.Values{"at": {m.Comment.ID}, "mark": {m.Mark}}) +
		"#m-" + url.PathEscape(m.Mark)
	if m.Assertion != nil {
		m.Entry = entryPath(m.Thread, m.Mark)
	}
	if m.Comment.ParentBy.Inferred() {
		m.AnswersBy = view.ParentLabel(m.Comment.ParentBy)
	}
	if m.Status == gainsay.Grounded {
		m.Passage = passageOf(m.Article, m.Words)
	}
	cut := min(len(m.Replies), firstReplies)
	m.First, m.More = m.Replies[:cut], m.Replies[cut:]
	for _, t := range view.ReviewTags() {
		m.Tags = append(m.Tags, option{string(t), view.TagLabel(t), t == m.Tag})
	}
	for _, st := range gainsay.Statuses() {
		m.Statuses = append(m.Statuses, option{string(st), view.StatusLabel(st), st == m.Status})
	}
}

// Key is the key that chooses a status: its first letter, "o" for own experience.
func (o option) Key() string {
	if o.Value == string(gainsay.Attested) {
		return "o"
	}
	return o.Value[:1]
}

// passageOf finds the sentence of an article that shares most words with a claim.
func passageOf(article, claim string) (best string) {
	words := map[string]bool{}
	for _, w := range strings.Fields(strings.ToLower(claim)) {
		if w = strings.Trim(w, ".,;:!?“”\"'()"); len(w) > 3 {
			words[w] = true
		}
	}
	most := 0
	for _, sentence := range strings.FieldsFunc(strings.ReplaceAll(article, ". ", ".\n"),
		func(r rune) bool { return r == '\n' }) {
		n := 0
		for _, w := range strings.Fields(strings.ToLower(sentence)) {
			if words[strings.Trim(w, ".,;:!?“”\"'()")] {
				n++
			}
		}
		if n > most {
			most, best = n, sentence
		}
	}
	return best
}

// State says what the page shows: "reading", "queue", "done" or "empty".
func (p *reviewPage) State() string {
	switch {
	case p.Left > 0:
		return "reading"
	case p.M != nil:
		return "queue"
	case p.Counts.All > 0:
		return "done"
	}
	return "empty"
}

// ClassLabel names the status of an assertion, or the tag of another mark.
func (m *reviewMark) ClassLabel() string {
	if m.Status != "" {
		return view.StatusLabel(m.Status)
	}
	return view.TagLabel(m.Tag)
}

// newReviewReply is a reply without its part where that would tell what the
// machine says.
func newReviewReply(r view.Reply, hide bool) view.Reply {
	if hide {
		r.Parts = nil
	}
	return r
}
