package fediverse

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
)

var _ = format.Register(&format.Format{
	Name: "bluesky",
	Doc: `Bluesky posts: getPostThread, getPostThreadV2, searchPosts, getAuthorFeed, getPosts

Recognised by thread.post, thread[].value, posts[].record, feed[].post, or posts with record and author
alone; also events of Jetstream and the snapshots of the AT Protocol's own tests. Ids are at:// addresses,
authors are handles. Of the two times the earlier plausible one counts, since a client may set
createdAt to any time. Posts not found or blocked are placeholders. In a thread, replies that are
counted but not in the source are stubs; in flat lists the root of a post gives its thread, and
parents may be missing. The score is the number of likes. A link that is only on a card is appended
to the text.`,
	From:  `app.bsky.feed.getPostThread and others of public.api.bsky.app; Jetstream (jetstream.bsky.network)`,
	Ext:   []string{".json", ".jsonl"},
	Sniff: sniffBluesky,
	Read:  readBluesky,
})

func sniffBluesky(head []byte) int {
	if bytes.HasPrefix(head, snapshotHead) && bytes.Contains(head, []byte("app.bsky.feed")) {
		return 90
	}
	s := keypath.Of(head)
	for _, at := range []string{"", "[].", "data."} {
		switch {
		case s.Has(at + "thread.post.record"), s.Has(at + "thread.post.uri"),
			s.Has(at+"thread[].value", at+"thread[].depth"),
			s.Has(at+"posts[].uri", at+"posts[].record.text"), s.Has(at+"feed[].post.uri", at+"feed[].post.record"),
			s.Has(at+"uri", at+"cid", at+"record.text", at+"author.did"),
			s.Has(at+"post.uri", at+"post.record.text", at+"post.author.handle"),
			s.Has(at+"did", at+"commit.collection", at+"commit.record.$type") && bytes.Contains(head, []byte("app.bsky.feed")):
			return 90
		case s.Has(at + "thread.notFound"), s.Has(at + "thread.blocked"):
			return 88
		}
	}
	return 0
}

// bskyFile is an answer of any of the methods, or a post.
type bskyFile struct {
	Thread json.RawMessage   `json:"thread"`
	Posts  []json.RawMessage `json:"posts"`
	Feed   []json.RawMessage `json:"feed"`
	Data   *bskyFile         `json:"data"`
	URI    string            `json:"uri"`
	Record json.RawMessage   `json:"record"`
	Commit *bskyCommit       `json:"commit"` // of an event of Jetstream
	DID    string            `json:"did"`

	Post    json.RawMessage   `json:"post"` // of a thread or an item of a feed, alone
	Parent  json.RawMessage   `json:"parent"`
	Replies []json.RawMessage `json:"replies"`
}

// bskyCommit is a change of the data of an account, as Jetstream sends it.
type bskyCommit struct {
	Collection string          `json:"collection"`
	Key        string          `json:"rkey"`
	CID        string          `json:"cid"`
	Record     json.RawMessage `json:"record"`
}

// event adds the post that an event of Jetstream creates. Events with other things are none.
func (b *bskyReader) event(did string, c *bskyCommit, line int) error {
	if c.Collection != "app.bsky.feed.post" || len(c.Record) == 0 {
		return nil
	}
	raw, err := json.Marshal(map[string]any{
		"uri": "at://" + did + "/" + c.Collection + "/" + c.Key, "cid": c.CID, "record": c.Record,
		"author": map[string]string{"did": did, "handle": did},
	})
	if err != nil {
		return record.Skipped(line, "read event: %v", err)
	}
	b.post(raw, line)
	return nil
}

// bskyNode is a post with the posts above and below it, or one that is known
// only by its address.
type bskyNode struct {
	Post    *bskyPost  `json:"post"`
	Parent  *bskyNode  `json:"parent"`
	Replies []bskyNode `json:"replies"`
	URI     string     `json:"uri"`
}

// bskyItem is a post of a flat thread, in which the depth gives the parent.
type bskyItem struct {
	URI   string `json:"uri"`
	Depth int    `json:"depth"`
	Value struct {
		Post *bskyPost     `json:"post"`
		More scalar.Number `json:"moreReplies"`
	} `json:"value"`
}

func readBluesky(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		b := &bskyReader{yield: yield}
		br := bufio.NewReaderSize(r, input.SniffLen)
		r = br
		if head, _ := br.Peek(len(snapshotHead)); bytes.Equal(head, snapshotHead) { // an error occurs again
			var err error
			if r, err = fromSnapshot(br); err != nil {
				yield(nil, err)
				return
			}
		}
		if thread.EachValue(r, yield, b.file) {
			b.Builders.Yield(yield)
		}
	}
}

// bskyReader collects the posts of flat lists. Threads are yielded one by one.
type bskyReader struct {
	thread.Builders
	yield thread.Sink
}

func (b *bskyReader) file(v record.Value) error {
	var f bskyFile
	if err := record.Unmarshal(v.Raw, &f); err != nil {
		return record.Skipped(v.Line, "read answer: %v", err)
	}
	if f.Data != nil {
		f = *f.Data
	}
	switch {
	case f.Commit != nil:
		return b.event(f.DID, f.Commit, v.Line)
	case f.DID != "" && f.Record == nil: // an event about an account
		return nil
	case len(f.Thread) > 0 && f.Thread[0] == '[':
		return b.flat(f.Thread, v.Line)
	case len(f.Thread) > 0:
		return b.tree(f.Thread, v.Line)
	case f.Post != nil && (f.Parent != nil || len(f.Replies) > 0):
		return b.tree(v.Raw, v.Line)
	case f.Post != nil:
		b.feed(v.Raw, v.Line)
		return nil
	case f.Posts == nil && f.Feed == nil && f.Record != nil:
		b.post(v.Raw, v.Line)
	case len(f.Posts)+len(f.Feed) == 0:
		return record.Errorf(v.Line, "the answer holds no posts")
	}
	for _, raw := range f.Posts {
		b.post(raw, v.Line)
	}
	for _, raw := range f.Feed {
		b.feed(raw, v.Line)
	}
	return nil
}

// bskyThread returns a thread. Its root may be missing in the source.
func bskyThread(root string) *gainsay.Thread {
	t := &gainsay.Thread{ID: root}
	if parts := strings.Split(strings.TrimPrefix(root, "at://"), "/"); len(parts) == 3 {
		t.URL = "https://bsky.app/profile/" + parts[0] + "/post/" + parts[2]
	}
	return t
}

// tree reads a thread in which replies are nested in what they answer.
func (b *bskyReader) tree(raw json.RawMessage, line int) error {
	var top bskyNode
	err := json.Unmarshal(raw, &top)
	if err != nil && !record.Mistyped(err) {
		return record.Skipped(line, "read thread: %v", err)
	}
	above := []*bskyNode{&top} // from the requested post upwards
	for n := top.Parent; n != nil; n = n.Parent {
		above = append(above, n)
	}
	slices.Reverse(above)
	t := thread.NewBuilder(bskyThread(above[0].root()))
	if err != nil {
		t.Remark(line, "thread read in part: %v", err)
	}
	parent := ""
	for _, n := range above[:len(above)-1] {
		parent = addNode(t, n, parent)
	}
	addBelow(t, &top, parent)
	if len(t.Comments) == 0 || len(t.Comments) == 1 && t.Comments[0].State == gainsay.Missing {
		return record.Errorf(
			line,
			"the thread's post was not found or is blocked, and no other is in the source",
		)
	}
	return b.hand(t)
}

// hand yields a complete thread.
func (b *bskyReader) hand(t *thread.Builder) error {
	if !t.Yield(b.yield) {
		return record.ErrStop
	}
	return nil
}

func (n *bskyNode) root() string {
	if n.Post == nil {
		return n.URI
	}
	return n.Post.root()
}

// addBelow adds a post and all posts below it from the top down, without
// recursion, and counts the replies that are not in the source.
func addBelow(t *thread.Builder, top *bskyNode, parent string) {
	type at struct {
		n      *bskyNode
		parent string
	}
	stack := []at{{top, parent}}
	for len(stack) > 0 {
		a := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		id := addNode(t, a.n, a.parent)
		if a.n.Post != nil {
			t.Stubs += max(0, a.n.Post.Replies.N-len(a.n.Replies))
		}
		for i := len(a.n.Replies) - 1; i >= 0; i-- {
			stack = append(stack, at{&a.n.Replies[i], id})
		}
	}
}

// addNode adds a post and returns its address.
func addNode(t *thread.Builder, n *bskyNode, parent string) string {
	if n.Post != nil {
		t.Add(n.Post.comment(parent))
		return n.Post.URI
	}
	if n.URI == "" {
		t.Skip(0, "entry of the thread without a post and an address")
		return parent
	}
	t.Add(&gainsay.Comment{ID: n.URI, Parent: parent, ParentBy: gainsay.BySource, State: gainsay.Missing})
	return n.URI
}

// flat reads a thread as version 2 of the method returns it: in order, with
// depths.
func (b *bskyReader) flat(raw json.RawMessage, line int) error {
	var items []bskyItem
	err := json.Unmarshal(raw, &items)
	if err != nil && !record.Mistyped(err) {
		return record.Skipped(line, "read thread: %v", err)
	}
	if len(items) == 0 {
		return record.Errorf(line, "the thread holds no posts")
	}
	top := bskyNode{Post: items[0].Value.Post, URI: items[0].URI}
	t := thread.NewBuilder(bskyThread(top.root()))
	if err != nil {
		t.Remark(line, "thread read in part: %v", err)
	}
	last := map[int]string{} // the post read last, by depth
	for i := range items {
		it := &items[i]
		last[it.Depth] = addNode(t, &bskyNode{Post: it.Value.Post, URI: it.URI}, last[it.Depth-1])
		t.Stubs += it.Value.More.N
	}
	return b.hand(t)
}

// post adds a post of a flat list.
func (b *bskyReader) post(raw json.RawMessage, line int) {
	var p bskyPost
	err := json.Unmarshal(raw, &p)
	t := b.GetOrAdd(p.root(), func() *gainsay.Thread { return bskyThread(p.root()) })
	if !t.Decoded(line, "post", err) {
		return
	}
	if p.URI == "" {
		t.Skip(line, "post without an address")
		return
	}
	t.Add(p.comment(""))
}

// feed adds an entry of a feed: a post with the posts it answers.
func (b *bskyReader) feed(raw json.RawMessage, line int) {
	var e struct {
		Post  json.RawMessage `json:"post"`
		Reply struct {
			Root   json.RawMessage `json:"root"`
			Parent json.RawMessage `json:"parent"`
		} `json:"reply"`
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		b.GetOrAdd("", func() *gainsay.Thread { return &gainsay.Thread{} }).
			Skip(line, "read entry of the feed: %v", err)
		return
	}
	for _, raw := range []json.RawMessage{e.Reply.Root, e.Reply.Parent} {
		var p bskyPost
		if len(raw) > 0 && json.Unmarshal(raw, &p) == nil && p.Author.Handle != "" && p.URI != "" {
			t := b.GetOrAdd(p.root(), func() *gainsay.Thread { return bskyThread(p.root()) })
			if !t.Has(p.URI) { // repeated with every reply
				t.Add(p.comment(""))
			}
		}
	}
	b.post(e.Post, line)
}

// firstPosts is the earliest year accepted for a post: older times are errors
// of the client, also in posts carried over from other services.
const firstPosts = 2004
