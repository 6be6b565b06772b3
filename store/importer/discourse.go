package importer

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
	"golang.org/x/net/html"
)

var _ = format.Register(&format.Format{
	Name: "discourse",
	Doc: `a Discourse topic from /t/ID.json, /t/ID/posts.json or /posts.json

Recognised by post_stream.posts or latest_posts. The first post opens the thread, and posts that
answer no other answer it; ids are the post numbers. A quotation of a post of the topic is a parent
too, the only one where reply_to_post_number is null. Only the first 20 posts are in a topic's file:
the others, known by "stream", count as stubs. Deleted posts leave gaps in the numbers. System posts
without a text ("closed this topic") are counted and skipped.`,
	From:  `any Discourse forum: the address of a topic with .json after it`,
	Ext:   []string{".json"},
	Sniff: sniffDiscourse,
	Read:  readDiscourse,
})

func sniffDiscourse(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"", "[]."} {
		switch {
		case s.Has(at + "post_stream.posts[]"),
			s.Has(at + "latest_posts[].cooked"),
			s.Has(at+"chunk_size", at+"posts_count", at+"archetype"):
			return 90
		case s.Has(at + "topic_list.topics[].posts_count"),
			s.Has(at + "topic_list.per_page"),
			s.Has(at+"cooked", at+"post_number", at+"topic_id"):
			return 85
		}
	}
	return 0
}

// discourseFile is a topic, a part of one, or the latest posts of many.
type discourseFile struct {
	ID         scalar.ID     `json:"id"`
	Title      string        `json:"title"`
	PostsCount scalar.Number `json:"posts_count"`
	PostStream *struct {
		Posts  []json.RawMessage `json:"posts"`
		Stream []scalar.ID       `json:"stream"`
	} `json:"post_stream"`
	LatestPosts []json.RawMessage `json:"latest_posts"`
	TopicList   *struct {
		Topics []json.RawMessage `json:"topics"`
	} `json:"topic_list"`
	Cooked *string `json:"cooked"` // the file is one post
}

type discoursePost struct {
	ID          scalar.ID       `json:"id"`
	Number      scalar.ID       `json:"post_number"`
	Type        scalar.Number   `json:"post_type"`
	TopicID     scalar.ID       `json:"topic_id"`
	TopicTitle  string          `json:"topic_title"`
	ReplyTo     scalar.ID       `json:"reply_to_post_number"`
	Username    string          `json:"username"`
	Created     scalar.Time     `json:"created_at"`
	Cooked      string          `json:"cooked"`
	Raw         string          `json:"raw"`
	Likes       scalar.Number   `json:"like_count"`
	Hidden      bool            `json:"hidden"`
	UserDeleted bool            `json:"user_deleted"`
	DeletedAt   json.RawMessage `json:"deleted_at"`
	Actions     []struct {
		ID    int           `json:"id"`
		Count scalar.Number `json:"count"`
	} `json:"actions_summary"`
}

func readDiscourse(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		d := &discourseReader{seen: map[*thread.Builder]*discourseTopic{}}
		if !thread.EachValue(r, yield, d.file) {
			return
		}
		for _, b := range d.All() {
			d.close(b)
		}
		d.Yield(yield)
	}
}

// discourseReader collects the topics of a source.
type discourseReader struct {
	thread.Builders
	seen map[*thread.Builder]*discourseTopic
}

// discourseTopic is what is known about a topic besides its posts.
type discourseTopic struct {
	stream  map[scalar.ID]bool // ids of all posts
	ids     map[scalar.ID]bool // ids of the posts read
	numbers []int
	notes   int // number of system posts without a text
}

func (d *discourseReader) file(v record.Value) error {
	var f discourseFile
	if err := record.Unmarshal(v.Raw, &f); err != nil {
		return record.Skipped(v.Line, "read topic: %v", err)
	}
	posts := f.LatestPosts
	switch {
	case f.PostStream != nil:
		posts = append(posts, f.PostStream.Posts...)
	case f.Cooked != nil:
		posts = []json.RawMessage{v.Raw}
		f = discourseFile{}
	case posts == nil && f.TopicList != nil:
		return record.Errorf(
			v.Line,
			"a list of %d topics without their posts: save each topic's /t/ID.json",
			len(f.TopicList.Topics),
		)
	case posts == nil:
		return record.Errorf(v.Line, "no posts in it: neither post_stream nor latest_posts")
	}
	if f.ID != "" {
		d.topic(&f)
	}
	for _, raw := range posts {
		d.post(&f, v.Line, raw)
	}
	if len(posts) == 0 {
		return record.Errorf(v.Line, "the topic holds no posts")
	}
	return nil
}

func (d *discourseReader) of(id scalar.ID) *thread.Builder {
	b := d.Builders.GetOrAdd(string(id), func() *gainsay.Thread { return &gainsay.Thread{ID: string(id)} })
	if d.seen[b] == nil {
		d.seen[b] = &discourseTopic{stream: map[scalar.ID]bool{}, ids: map[scalar.ID]bool{}}
	}
	return b
}

func (d *discourseReader) topic(f *discourseFile) {
	b := d.of(f.ID)
	b.Title = f.Title
	if f.PostsCount.Valid {
		b.Announce(f.PostsCount.N)
	}
	if f.PostStream == nil {
		return
	}
	for _, id := range f.PostStream.Stream {
		d.seen[b].stream[id] = true
	}
}

func (d *discourseReader) post(f *discourseFile, line int, raw []byte) {
	var p discoursePost
	err := json.Unmarshal(raw, &p)
	topic := cmp.Or(f.ID, p.TopicID)
	b := d.of(topic)
	if !b.Decoded(line, "post", err) {
		return
	}
	if p.Number == "" && p.ID == "" {
		b.Skip(line, "post without a number")
		return
	}
	if b.Title == "" {
		b.Title = p.TopicTitle
	}
	t := d.seen[b]
	t.ids[p.ID] = true
	if n := scalar.ParseNumber(string(p.Number)); n.Valid {
		t.numbers = append(t.numbers, n.N)
	}
	c := p.comment(topic)
	if c.Text == "" && p.Type.N > 1 {
		t.notes++
		return
	}
	b.Add(c)
}

// comment makes a comment of a post. A post that answers no other answers the
// first.
func (p *discoursePost) comment(topic scalar.ID) *gainsay.Comment {
	c := &gainsay.Comment{
		ID:       string(cmp.Or(p.Number, p.ID)),
		ParentBy: gainsay.BySource,
		Author:   p.Username,
		State:    p.state(),
	}
	p.Created.Apply(c)
	if p.Cooked == "" {
		markup.Markdown(p.Raw).Apply(c)
	} else {
		markup.HTML(p.Cooked, markup.Options{}).Apply(c)
	}
	parents := discourseQuotes(p.Cooked, topic)
	if p.ReplyTo != "" {
		parents = append([]string{string(p.ReplyTo)}, parents...)
	}
	parents = slices.DeleteFunc(parents, func(id string) bool { return id == c.ID })
	switch {
	case len(parents) > 0:
		c.Parent, c.OtherParents = parents[0], parents[1:]
	case c.ID != "1":
		c.Parent = "1"
	}
	c.Score = p.likes()
	return c
}

func (p *discoursePost) state() gainsay.State {
	switch {
	case p.UserDeleted:
		return gainsay.Deleted
	case p.Hidden, len(p.DeletedAt) > 0 && string(p.DeletedAt) != "null":
		return gainsay.Removed
	}
	return gainsay.Live
}

// likes returns the count of actions of kind 2, nil if they are not listed.
func (p *discoursePost) likes() *int {
	if p.Likes.Valid || p.Actions == nil {
		return p.Likes.Ptr()
	}
	n := 0
	for _, a := range p.Actions {
		if a.ID == 2 {
			n = a.Count.N
		}
	}
	return &n
}

// discourseQuotes returns the numbers of the posts of the same topic that a
// post quotes, except those quoted within a quotation.
func discourseQuotes(cooked string, topic scalar.ID) []string {
	if !strings.Contains(cooked, "data-post") {
		return nil
	}
	var out []string
	z := html.NewTokenizer(strings.NewReader(cooked))
	for depth := 0; ; {
		kind := z.Next()
		if kind == html.ErrorToken { // the end: reading from memory cannot fail
			return out
		}
		t := z.Token()
		if t.Data != "aside" {
			continue
		}
		switch kind {
		case html.StartTagToken:
			post, of := dataOf(t, "data-post"), dataOf(t, "data-topic")
			if depth++; depth == 1 && post != "" && (of == "" || of == string(topic) || topic == "") &&
				!slices.Contains(out, post) {
				out = append(out, post)
			}
		case html.EndTagToken:
			depth = max(0, depth-1)
		}
	}
}

// dataOf returns an attribute of a tag, "" where there is none.
func dataOf(t html.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// close reports what of a topic is not in the source.
func (d *discourseReader) close(b *thread.Builder) {
	t := d.seen[b]
	b.Stubs = max(0, len(t.stream)-len(t.ids))
	if b.Stubs > 0 {
		b.Remark(0, "%d of %d posts are in the source", len(t.ids), len(t.ids)+b.Stubs)
	}
	if b.Title == "" {
		b.Remark(0, "the source has posts without their topic: the title is unknown")
	}
	if t.notes > 0 {
		b.Remark(0, "system posts without a text skipped: %d", t.notes)
	}
	if g := gaps(t.numbers); g != "" {
		b.Remark(0, "post numbers not in the source: %s", g)
	}
}

// gaps lists the runs of numbers that are missing between others, at most ten.
func gaps(numbers []int) string {
	numbers = slices.Clone(numbers)
	slices.Sort(numbers)
	var out []string
	for i := 1; i < len(numbers) && len(out) < 10; i++ {
		from, to := numbers[i-1]+1, numbers[i]-1
		switch {
		case from == to:
			out = append(out, fmt.Sprint(from))
		case from < to:
			out = append(out, fmt.Sprintf("%d to %d", from, to))
		}
	}
	return strings.Join(out, ", ")
}
