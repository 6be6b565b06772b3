package fediverse

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
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "lemmy",
	Doc: `Lemmy comments and posts from its API, versions 2 to 4

Recognised by comments, comment_view or post_view whose comment has a path. The path names all
ancestors, so those not in the source are known with their own parents. A post with a text is the
first comment, and top-level comments answer it; under a link they answer the link. Removed comments
may keep their text. Replies that are in child_count but not in the source count as stubs.`,
	From:  `/api/v3/comment/list and /api/v3/post of a server`,
	Ext:   []string{".json"},
	Sniff: sniffLemmy,
	Read:  readLemmy,
})

func sniffLemmy(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"", "[].", "data.", "[].data."} {
		switch {
		case s.Has(at + "comments[].comment.path"),
			s.Has(at + "comment_view.comment.path"),
			s.Has(at+"comment.path", at+"creator", at+"post"),
			s.Has(at + "post_view.post.ap_id"),
			s.Has(at+"posts[].post.ap_id", at+"posts[].creator"),
			s.Has(at+"comments[].comment.post_id", at+"comments[].creator.name", at+"comments[].counts"):
			return 90
		}
	}
	return 0
}

// lemmyFile is an answer of the API or a single view.
type lemmyFile struct {
	Comments    []json.RawMessage `json:"comments"`
	CommentView json.RawMessage   `json:"comment_view"`
	PostView    json.RawMessage   `json:"post_view"`
	Posts       []json.RawMessage `json:"posts"`
	Data        *lemmyFile        `json:"data"` // answers of the web socket before version 0.18
	Comment     json.RawMessage   `json:"comment"`
}

// lemmyView is a comment or post with related objects. In version 4 the counts
// are in the comment or post itself.
type lemmyView struct {
	Comment *struct {
		ID        scalar.ID   `json:"id"`
		PostID    scalar.ID   `json:"post_id"`
		ParentID  scalar.ID   `json:"parent_id"` // before the API had path
		Path      string      `json:"path"`
		Content   string      `json:"content"`
		Published scalar.Time `json:"published"`
		At        scalar.Time `json:"published_at"`
		Removed   bool        `json:"removed"`
		Deleted   bool        `json:"deleted"`
		lemmyCounts
	} `json:"comment"`
	Post struct {
		ID        scalar.ID   `json:"id"`
		Name      string      `json:"name"`
		Body      string      `json:"body"`
		URL       string      `json:"url"`
		ApID      string      `json:"ap_id"`
		Published scalar.Time `json:"published"`
		At        scalar.Time `json:"published_at"`
		Removed   bool        `json:"removed"`
		Deleted   bool        `json:"deleted"`
		lemmyCounts
	} `json:"post"`
	Creator lemmyPerson `json:"creator"`
	Counts  lemmyCounts `json:"counts"`
}

type lemmyCounts struct {
	Score    scalar.Number `json:"score"`
	Children scalar.Number `json:"child_count"`
	Comments scalar.Number `json:"comments"`
}

type lemmyPerson struct {
	Name    string `json:"name"`
	ActorID string `json:"actor_id"`
	ApID    string `json:"ap_id"`
	Local   *bool  `json:"local"`
}

// shown returns the name as Lemmy shows it, with the host for accounts of other
// hosts.
func (p *lemmyPerson) shown() string {
	if p.Local == nil || *p.Local || p.Name == "" {
		return p.Name
	}
	if h := hostOf(cmp.Or(p.ActorID, p.ApID)); h != "" {
		return p.Name + "@" + h
	}
	return p.Name
}

func readLemmy(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		l := &lemmyReader{bodies: map[string]bool{}, tree: map[string]*lemmyTree{}}
		if !thread.EachValue(r, yield, l.file) {
			return
		}
		for _, b := range l.All() {
			l.close(b)
		}
		l.Yield(yield)
	}
}

// lemmyReader collects the posts of a source.
type lemmyReader struct {
	thread.Builders
	bodies map[string]bool // posts whose text was added
	tree   map[string]*lemmyTree
}

// lemmyTree is what the comments of a post say about each other.
type lemmyTree struct {
	paths    map[string][]string // ancestors by id, topmost first
	children map[string]int      // number of descendants by id
	order    []string
}

func (l *lemmyReader) file(v record.Value) error {
	var f lemmyFile
	if err := record.Unmarshal(v.Raw, &f); err != nil {
		return record.Skipped(v.Line, "read answer: %v", err)
	}
	if f.Data != nil {
		f = *f.Data
	}
	posts := append(slices.Clip(f.Posts), f.PostView)
	comments := append(slices.Clip(f.Comments), f.CommentView)
	if f.Comment != nil {
		comments = append(comments, json.RawMessage(v.Raw))
	}
	if f.Comments != nil && len(f.Comments) == 0 && f.PostView == nil && f.CommentView == nil {
		return record.Errorf(v.Line, "the answer holds no comments")
	}
	for _, raw := range posts {
		l.view(v.Line, raw)
	}
	for _, raw := range comments {
		l.view(v.Line, raw)
	}
	return nil
}

func (l *lemmyReader) view(line int, raw json.RawMessage) {
	if len(raw) == 0 {
		return
	}
	var v lemmyView
	err := json.Unmarshal(raw, &v)
	b := l.post(&v)
	if !b.Decoded(line, "comment", err) {
		return
	}
	if v.Comment != nil && v.Comment.ID == "" {
		b.Skip(line, "comment without an id")
		return
	}
	if v.Comment == nil {
		l.opening(b, &v)
		return
	}
	l.comment(b, &v)
}

// post returns the builder of the post that a view belongs to.
func (l *lemmyReader) post(v *lemmyView) *thread.Builder {
	id := string(v.Post.ID)
	if v.Comment != nil {
		id = cmp.Or(id, string(v.Comment.PostID))
	}
	b := l.GetOrAdd(id, func() *gainsay.Thread { return &gainsay.Thread{ID: id} })
	if b.Title == "" {
		b.Title = v.Post.Name
		b.URL = cmp.Or(v.Post.URL, v.Post.ApID)
	}
	if l.tree[id] == nil {
		l.tree[id] = &lemmyTree{paths: map[string][]string{}, children: map[string]int{}}
	}
	if v.Post.Body != "" && !l.bodies[id] {
		l.bodies[id] = true
		l.opening(b, v)
	}
	return b
}

// opening adds the text of a post. Its author is known only from a view of the
// post itself.
func (l *lemmyReader) opening(b *thread.Builder, v *lemmyView) {
	p := &v.Post
	if n := cmp.Or(v.Counts.Comments, p.Comments); n.Valid && v.Comment == nil {
		b.Announce(n.N)
	}
	if p.Body == "" {
		return
	}
	c := &gainsay.Comment{
		ID:       postID(b.ID),
		ParentBy: gainsay.BySource,
		State:    lemmyState(p.Removed, p.Deleted),
	}
	markup.Markdown(p.Body).Apply(c)
	scalar.FirstTime(p.Published, p.At).Apply(c)
	if v.Comment == nil {
		c.Author = v.Creator.shown()
		c.Score = cmp.Or(v.Counts.Score, p.Score).Ptr()
	}
	if old := b.Get(c.ID); old == nil {
		b.Add(c)
	} else if old.Author == "" {
		*old = *c
	}
}

// postID returns the id of a post's text: posts and comments are numbered
// separately.
func postID(post string) string { return "post/" + post }

func lemmyState(removed, deleted bool) gainsay.State {
	switch {
	case removed:
		return gainsay.Removed
	case deleted:
		return gainsay.Deleted
	}
	return gainsay.Live
}

func (l *lemmyReader) comment(b *thread.Builder, v *lemmyView) {
	w := v.Comment
	c := &gainsay.Comment{
		ID:       string(w.ID),
		ParentBy: gainsay.BySource,
		Author:   v.Creator.shown(),
		State:    lemmyState(w.Removed, w.Deleted),
	}
	markup.Markdown(w.Content).Apply(c)
	scalar.FirstTime(w.Published, w.At).Apply(c)
	c.Score = cmp.Or(v.Counts.Score, w.Score).Ptr()
	above := ancestors(w.Path)
	if w.Path == "" && w.ParentID != "" {
		above = []string{string(w.ParentID)}
	}
	c.Parent = l.top(b)
	if n := len(above); n > 0 {
		c.Parent = above[n-1]
	}
	b.Add(c)
	t := l.tree[b.ID]
	if _, again := t.paths[c.ID]; !again {
		t.order = append(t.order, c.ID)
	}
	t.paths[c.ID] = above
	t.children[c.ID] = cmp.Or(v.Counts.Children, w.Children).N
}

// top returns the parent of top-level comments.
func (l *lemmyReader) top(b *thread.Builder) string {
	if l.bodies[b.ID] {
		return postID(b.ID)
	}
	return ""
}

// ancestors reads a path: "0.12.34" has the ancestor 12.
func ancestors(path string) []string {
	parts := strings.Split(path, ".")
	if len(parts) < 3 {
		return nil
	}
	return parts[1 : len(parts)-1]
}

// close adds placeholders for the ancestors that are not in the source and
// counts the missing replies.
func (l *lemmyReader) close(b *thread.Builder) {
	t := l.tree[b.ID]
	below := map[string]int{}
	for _, id := range t.order {
		parent := l.top(b)
		for _, a := range t.paths[id] {
			if below[a]++; !b.Has(a) {
				b.Remark(0, "comment %s answers %s, which is not in the source", id, a)
				b.Add(&gainsay.Comment{ID: a, Parent: parent, ParentBy: gainsay.BySource,
					State: gainsay.Missing})
			}
			parent = a
		}
	}
	for _, id := range t.order {
		if !slices.ContainsFunc(t.paths[id], func(a string) bool { return t.children[a] > 0 }) {
			b.Stubs += max(0, t.children[id]-below[id])
		}
	}
	if len(b.Comments) == 0 && b.Title != "" {
		b.Remark(0, "%s", thread.NoComments(b.Announced))
	}
}
