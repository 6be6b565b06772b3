package importer

import (
	"cmp"
	"encoding/json"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "4chan",
	Doc: `image boards: threads, index pages and catalogs of 4chan, vichan and 2ch (Makaba)

Recognised by posts with no and resto, or num and comment, alone or in threads. "resto" is the
thread, not the parent: a post answers those it refers to with >>number, the first of which is its
parent, or else the opening post. References to other threads are not parents. Since everybody is
Anonymous, only names, tripcodes and the board's own IDs distinguish authors. Posts that index pages
and catalogs omit count as stubs; the number of replies that 4chan gives is the announced number.`,
	From:  `a.4cdn.org/BOARD/thread/ID.json, and the same of archives and other boards`,
	Ext:   []string{".json"},
	Sniff: sniffFourchan,
	Read:  readFourchan,
})

func sniffFourchan(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"posts[].", "threads[].posts[].", "[].threads[].", "threads[].", "[].", "[].posts[]."} {
		switch {
		case s.Has(at+"no", at+"resto"),
			s.Has(at+"num", at+"comment", at+"timestamp"),
			s.Has(at+"num", at+"comment", at+"parent"):
			return 90
		case s.Has(at+"no", at+"last_modified"), s.Has(at+"no", at+"now", at+"time"):
			return 80
		}
	}
	return 0
}

// chanPage is a thread, an index page, or a page of a catalog.
type chanPage struct {
	Posts   []json.RawMessage `json:"posts"`
	Threads []json.RawMessage `json:"threads"`
	Title   string            `json:"title"`
	Board   string            `json:"board"`
	Count   scalar.Number     `json:"posts_count"`
}

// chanThread is a thread of a page: its posts, or the opening post itself.
type chanThread struct {
	chanPost
	Posts []json.RawMessage `json:"posts"`
	Last  []json.RawMessage `json:"last_replies"`
}

type chanPost struct {
	No       scalar.ID     `json:"no"`
	Num      scalar.ID     `json:"num"`
	Resto    scalar.ID     `json:"resto"`
	Parent   scalar.ID     `json:"parent"` // number of the thread on Makaba boards
	Name     string        `json:"name"`
	Trip     string        `json:"trip"`
	Poster   string        `json:"id"` // distinguishes posters within a thread
	Time     scalar.Time   `json:"time"`
	Stamp    scalar.Time   `json:"timestamp"`
	Subject  string        `json:"sub"`
	Subject2 string        `json:"subject"`
	Com      string        `json:"com"`
	Comment  string        `json:"comment"`
	Replies  scalar.Number `json:"replies"`
	Omitted  scalar.Number `json:"omitted_posts"`
	Modified scalar.Number `json:"last_modified"`
}

func (p *chanPost) id() string { return string(cmp.Or(p.No, p.Num)) }

// thread returns the number of the opening post.
func (p *chanPost) thread() string {
	if t := cmp.Or(p.Resto, p.Parent); t != "" && t != "0" {
		return string(t)
	}
	return p.id()
}

func readFourchan(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		c := &chanReader{}
		if !thread.EachValue(r, yield, c.page) {
			return
		}
		if len(c.All()) == 0 && c.listed > 0 {
			yield(
				nil,
				record.Errorf(0, "a list of %d threads without a post: save the thread's own JSON", c.listed),
			)
			return
		}
		c.Yield(yield)
	}
}

type chanReader struct {
	thread.Builders
	listed int // number of threads known by number only
}

func (c *chanReader) page(v record.Value) error {
	var p chanPage
	if err := record.Unmarshal(v.Raw, &p); err != nil {
		return record.Skipped(v.Line, "read page: %v", err)
	}
	switch {
	case p.Posts != nil:
		c.posts(p.Posts, v.Line, scalar.Number{}).counted(&p)
	case p.Threads == nil:
		c.posts([]json.RawMessage{v.Raw}, v.Line, scalar.Number{})
	}
	for _, raw := range p.Threads {
		var t chanThread
		if err := record.Unmarshal(raw, &t); err != nil {
			return record.Skipped(v.Line, "read thread: %v", err)
		}
		switch {
		case t.Posts != nil:
			c.posts(t.Posts, v.Line, scalar.Number{}).counted(&p)
		case t.Modified.Valid && t.Time.IsZero() && t.Stamp.IsZero():
			c.listed++
		default:
			left := scalar.Number{N: max(0, t.Replies.N-len(t.Last)), Valid: t.Replies.Valid}
			c.posts(append([]json.RawMessage{raw}, t.Last...), v.Line, left)
		}
	}
	return nil
}

// chanBuilder is the builder of a thread, or nil.
type chanBuilder struct{ *thread.Builder }

// counted records the counts that a page gives for its only thread.
func (b chanBuilder) counted(p *chanPage) {
	if b.Builder == nil {
		return
	}
	if p.Count.Valid && b.Announced == nil && len(p.Threads) < 2 {
		b.Announce(p.Count.N)
	}
	if b.Title == "" && len(p.Threads) < 2 {
		b.Title = strings.TrimSpace(markup.HTML(p.Title, markup.Options{}).Plain)
	}
}

// posts adds posts and returns the thread of the last one. left is how many
// replies are known to be missing.
func (c *chanReader) posts(all []json.RawMessage, line int, left scalar.Number) chanBuilder {
	var b *thread.Builder
	for _, raw := range all {
		var p chanPost
		err := json.Unmarshal(raw, &p)
		thread := p.thread()
		b = c.GetOrAdd(thread, func() *gainsay.Thread { return &gainsay.Thread{ID: thread} })
		if !b.Decoded(line, "post", err) {
			continue
		}
		if p.id() == "" {
			b.Skip(line, "post without a number")
			continue
		}
		if p.id() == thread {
			b.Title = strings.TrimSpace(markup.HTML(cmp.Or(p.Subject, p.Subject2), markup.Options{}).Plain)
			if p.Replies.Valid {
				b.Announce(p.Replies.N)
			}
			if !left.Valid {
				left = p.Omitted
			}
			b.Stubs += left.N
		}
		b.Add(p.comment(thread))
	}
	return chanBuilder{b}
}

func (p *chanPost) comment(thread string) *gainsay.Comment {
	c := &gainsay.Comment{ID: p.id(), ParentBy: gainsay.BySource, Author: p.author(), State: gainsay.Live}
	scalar.FirstTime(p.Time, p.Stamp).Apply(c)
	com := cmp.Or(p.Com, p.Comment)
	t := markup.HTML(com, markup.Options{})
	if subject := markup.HTML(cmp.Or(p.Subject, p.Subject2), markup.Options{}).Plain; subject != "" &&
		c.ID != thread {
		t = markup.Shift(t, len(subject)+2, subject+"\n\n")
	}
	t.Apply(c)
	if c.ID == thread {
		return c
	}
	if c.Parent = thread; com == "" {
		return c
	}
	if named := chanNames(com, c.Text, thread); len(named) > 0 {
		named = slices.DeleteFunc(named, func(id string) bool { return id == c.ID })
		if len(named) > 0 {
			c.Parent, c.OtherParents = named[0], named[1:]
		}
	}
	return c
}

// author returns the name that somebody chose, or what distinguishes posters.
func (p *chanPost) author() string {
	name := scalar.Author(markup.HTML(p.Name, markup.Options{}).Plain)
	switch {
	case p.Trip != "":
		return strings.TrimSpace(name + " " + p.Trip)
	case name == "" && p.Poster != "":
		return "ID:" + p.Poster
	}
	return name
}

var (
	chanName  = lazy.Regexp(`(^|[^>\d])>>(\d{1,20})`)
	chanLink  = lazy.Regexp(`href="([^"]{1,300})"[^>]{0,300}>(?:&gt;|>){2}(\d{1,20})`)
	chanOther = lazy.Regexp(`(?:thread|res)/(\d{1,20})|^(\d{1,20})#`)
)

// chanNames returns the posts of the same thread that a text refers to as
// >>number, each once. References to other threads and to posts older than the
// thread are skipped.
func chanNames(com, text, thread string) []string {
	elsewhere := map[string]bool{}
	for _, m := range chanLink().FindAllStringSubmatch(com, -1) {
		if t := chanOther().FindStringSubmatch(m[1]); t != nil && t[1]+t[2] != thread {
			elsewhere[m[2]] = true
		}
	}
	var out []string
	seen := map[string]bool{}
	for _, m := range chanName().FindAllStringSubmatch(text, -1) {
		id := m[2]
		if !seen[id] && !elsewhere[id] && !older(id, thread) {
			out = append(out, id)
		}
		seen[id] = true
	}
	return out
}

// older reports whether a number is smaller than another.
func older(a, b string) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}
