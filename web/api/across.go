package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/account"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web"
	"github.com/gainsay/gainsay/web/query"
)

var _ = add(
	&route{method: http.MethodGet, path: "/annotations", scope: account.Read, name: "listAllAnnotations",
		doc: "Lists the marks of all threads, those imported last first, each thread in its order.",
		params: listParams(append(acrossParams,
			param{name: "tag", doc: "Tag; one of several.", many: true, values: words(gainsay.Tags())},
			param{name: "status", doc: "What backs the assertion; one of several.", many: true, values: words(gainsay.Statuses())},
			param{name: "dispute", doc: "How the assertion was received; all of several.", many: true, values: words(gainsay.Disputes())},
			param{name: "topic", doc: "Topic of the assertion; all of several.", many: true},
			param{name: "author", doc: "Author of the comment, exactly."},
			param{name: "rule", doc: "Id of the deciding rule or model."},
			param{name: "score", doc: "Least score in percent, 0 to 100.", number: true})...),
		answer: AnnotationRow{}, list: true, handle: (*API).allAnnotations},
	&route{method: http.MethodGet, path: "/relations", scope: account.Read, name: "listAllRelations",
		doc: "Lists the relations between the claims of all threads, those imported last first.",
		params: listParams(append(acrossParams,
			param{name: "kind", doc: "Kind; one of several.", many: true, values: words(gainsay.RelationKinds())})...),
		answer: RelationRow{}, list: true, handle: (*API).allRelations},
)

// acrossParams choose the threads of lists across threads.
var acrossParams = []param{
	{name: "thread", doc: "Key of a thread; one of several.", many: true},
	{name: "q", doc: "Words of the thread's title, its source or the names of people."},
	{name: "site", doc: "Site of the thread's address.", many: true},
	{name: "format", doc: "Format from which the thread was read.", many: true},
	{name: "year", doc: "Year of the thread's first dated comment, 0 for threads without a date.", many: true, number: true},
	{name: "reviewed", doc: "How many of the thread's marks are decided.", many: true, values: view.ReviewStates},
	marksParam,
}

// AnnotationRow is a mark in a list over many threads.
type AnnotationRow struct {
	Thread string     `json:"thread"` // key
	Title  string     `json:"title"`
	Author string     `json:"author"` // of the comment
	Time   *time.Time `json:"time"`   // of the comment
	gainsay.Annotation
}

// RelationRow is a relation in a list over many threads.
type RelationRow struct {
	Thread string `json:"thread"` // key
	Title  string `json:"title"`
	gainsay.Relation
}

func (a *API) allAnnotations(c *call) error {
	pick, err := a.markPicker(c.q)
	if err != nil {
		return err
	}
	l, err := newAcross(a, c, pick.of, func(m AnnotationRow) string { return m.ID })
	if err != nil {
		return err
	}
	// Threads are counted by their marks of the usual scores, as the machine has them.
	if l.mode == decide.Machine && pick.least >= gainsay.DefaultThreshold {
		l.filter.Tags = pick.tags
	}
	return listed(c, l.fetch)
}

func (a *API) allRelations(c *call) error {
	pick := func(t view.ThreadRow, x *gainsay.Analysis) (out []RelationRow) {
		for _, r := range ofKind(x.Relations, c.q["kind"]) {
			out = append(out, RelationRow{t.Key, t.Title, r})
		}
		return out
	}
	l, err := newAcross(a, c, pick, func(r RelationRow) string { return relationID(r.Relation) })
	if err != nil {
		return err
	}
	return listed(c, l.fetch)
}

// markPicker picks marks of a thread.
type markPicker struct {
	tags     []gainsay.Tag
	status   []string
	dispute  []string
	topics   []string
	author   string
	rule     string
	least    float64
	asserted bool // only assertions are picked
}

func (a *API) markPicker(q url.Values) (p markPicker, err error) {
	p = markPicker{status: q["status"], dispute: q["dispute"], author: q.Get("author"), rule: q.Get("rule")}
	for _, t := range q["tag"] {
		p.tags = append(p.tags, gainsay.Tag(t))
	}
	for _, t := range q["topic"] {
		p.topics = append(p.topics, a.Topic(t))
	}
	p.asserted = len(p.status)+len(p.dispute)+len(p.topics) > 0
	p.least, err = percent(q)
	return p, err
}

func (p *markPicker) of(t view.ThreadRow, x *gainsay.Analysis) (out []AnnotationRow) {
	comments, assertions := map[string]*gainsay.Comment{}, map[string]*gainsay.Assertion{}
	for _, m := range x.Thread.Comments {
		comments[m.ID] = m
	}
	for i := range x.Assertions {
		assertions[x.Assertions[i].ID] = &x.Assertions[i]
	}
	for _, m := range x.Annotations {
		switch {
		case m.Score < p.least, len(p.tags) > 0 && !slices.Contains(p.tags, m.Tag), p.rule != "" && m.By != p.rule,
			p.author != "" && comments[m.Comment].Author != p.author, p.asserted && !p.holds(assertions[m.ID]):
		default:
			by := comments[m.Comment]
			out = append(out, AnnotationRow{t.Key, t.Title, by.Author, known(by.Time), m})
		}
	}
	return out
}

// holds reports whether an assertion, which may be nil, is one of those wanted.
func (p *markPicker) holds(s *gainsay.Assertion) bool {
	if s == nil || len(p.status) > 0 && !slices.Contains(p.status, string(s.Status)) {
		return false
	}
	for _, d := range p.dispute {
		if !received(s, gainsay.Dispute(d)) {
			return false
		}
	}
	for _, t := range p.topics {
		if !slices.ContainsFunc(s.Topics, func(has string) bool { return strings.EqualFold(has, t) }) {
			return false
		}
	}
	return true
}

// received reports whether an assertion was received in a way; several may hold.
func received(s *gainsay.Assertion, d gainsay.Dispute) bool {
	switch d {
	case gainsay.Questioned:
		return len(s.AskedBy) > 0
	case gainsay.Contested:
		return len(s.CounteredBy) > 0
	case gainsay.Conceded:
		return len(s.ConcededBy) > 0 || s.Dispute == gainsay.Conceded
	}
	return s.Dispute == d
}

// across is a list of what threads have, thread by thread.
type across[T any] struct {
	api    *API
	call   *call
	filter view.ThreadFilter
	mode   decide.Mode
	pick   func(view.ThreadRow, *gainsay.Analysis) []T
	id     func(T) string // within the thread
}

func newAcross[T any](a *API, c *call, pick func(view.ThreadRow, *gainsay.Analysis) []T, id func(T) string) (*across[T], error) {
	mode, err := query.Basis(c.q, decide.Machine)
	if err != nil {
		return nil, err
	}
	of := url.Values{"all": {"1"}}
	for _, name := range []string{"q", "site", "format", "year", "reviewed"} {
		of[name] = c.q[name]
	}
	f, err := query.Threads(of)
	f.Keys = c.q["thread"]
	return &across[T]{a, c, f, mode, pick, id}, err
}

// acrossPlace is a place in a list across threads: after an item of a thread or,
// without an item, after all of it.
type acrossPlace struct {
	Thread string // cursor
	Key    string // of the thread, if there is an item
	Item   string
	N      int // items up to it, for when it is gone
}

func (p acrossPlace) String() string {
	b, _ := json.Marshal(p) // of texts and a number: cannot fail
	return string(b)
}

// Bounds of one part of a list across threads.
const (
	threadsAtOnce = 100             // read at a time
	acrossTime    = 5 * time.Second // after which a part ends, even if it has few items
)

// fetch reads the part after a place.
func (l *across[T]) fetch(after string, limit int) (p part[T], err error) {
	p.total = -1
	var at acrossPlace
	if after != "" && json.Unmarshal([]byte(after), &at) != nil {
		return p, badPlace()
	}
	g := gathering[T]{across: l, part: &p, limit: limit}
	if at.Item != "" {
		rows, _, err := l.api.Store.Threads(l.call.ctx, view.ThreadFilter{Keys: []string{at.Key}})
		if err != nil {
			return p, err
		}
		for _, r := range rows { // one, or none if it was deleted; its cursor moves when it is changed
			r.Cursor = at.Thread
			if full, err := g.add(r, at); full || err != nil {
				return p, err
			}
		}
	}
	late := time.Now().Add(acrossTime)
	f := l.filter
	for f.After, f.Limit = at.Thread, threadsAtOnce; ; {
		rows, _, err := l.api.Store.Threads(l.call.ctx, f)
		if errors.Is(err, view.ErrCursor) {
			return p, badPlace()
		} else if err != nil || len(rows) == 0 {
			return p, err
		}
		for _, r := range rows {
			if r.Key == at.Key && at.Item != "" {
				continue // it came first
			}
			if full, err := g.add(r, acrossPlace{}); full || err != nil {
				return p, err
			}
			if f.After = r.Cursor; time.Now().After(late) {
				p.next = acrossPlace{Thread: r.Cursor}.String()
				return p, nil
			}
		}
		f.After = rows[len(rows)-1].Cursor
	}
}

// gathering is a part under way.
type gathering[T any] struct {
	*across[T]
	part  *part[T]
	limit int
	last  acrossPlace // of the last item
}

// add adds the items of a thread after a place in it. It reports whether the part
// is full and more follows.
func (g *gathering[T]) add(r view.ThreadRow, at acrossPlace) (full bool, err error) {
	items, err := g.items(r)
	if err != nil {
		return false, err
	}
	from := 0
	if at.Item != "" {
		from = g.following(items, at)
	}
	for n := from; n < len(items); n++ {
		if len(g.part.items) == g.limit {
			g.part.next = g.last.String()
			return true, nil
		}
		g.part.items = append(g.part.items, items[n])
		g.last = acrossPlace{r.Cursor, r.Key, g.id(items[n]), n + 1}
	}
	return false, nil
}

// items are those of a thread. One that was deleted meanwhile has none.
func (l *across[T]) items(r view.ThreadRow) ([]T, error) {
	x, err := web.Shown(l.call.ctx, l.api.Store, r.Key, l.mode)
	if errors.Is(err, view.ErrNotFound) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	return l.pick(r, x), nil
}

// following is the index of the item after a place.
func (l *across[T]) following(items []T, at acrossPlace) int {
	if i := slices.IndexFunc(items, func(v T) bool { return l.id(v) == at.Item }); i >= 0 {
		return i + 1
	}
	return min(max(at.N-1, 0), len(items))
}
