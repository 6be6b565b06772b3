package fediverse

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"iter"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/internal/extsort"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "activitypub",
	Doc: `ActivityPub objects: Note, Page, Article, Tombstone, alone, in activities or in collections

Recognised by the type with attributedTo, actor or inReplyTo; one alone, one a line, in an array or
in a collection. Threads are assembled by inReplyTo over the whole source. A note or page with a
text opens its thread; a page that is only a link gives the title. Author names are made from
addresses. A Tombstone is a deleted comment. Likes, follows and other activities are counted and
skipped.`,
	From:  `the address of a post with "Accept: application/activity+json"; the outbox.json of a Mastodon archive`,
	Ext:   []string{".json", ".jsonld"},
	Sniff: sniffActivityPub,
	Read:  readActivityPub,
})

var apType = lazy.Regexp(`"type"\s*:\s*"(?:Note|Page|Article|Question|Tombstone|Create|Update|Delete|Announce|Undo|OrderedCollection(?:Page)?|Collection(?:Page)?)"`)

func sniffActivityPub(head []byte) int {
	s := keypath.Of(head)
	if !apType().Match(head) {
		return 0
	}
	for _, at := range []string{"", "[]."} {
		switch {
		case s.Has(at+"type", at+"actor", at+"object"),
			s.Has(at+"@context", at+"type", at+"attributedTo"),
			s.Has(at+"@context", at+"orderedItems[]"):
			return 85
		case s.Has(at+"type", at+"id") && (s.Has(at+"attributedTo") || s.Has(at+"inReplyTo") ||
			s.Has(at+"orderedItems[]") || s.Has(at+"items[]")):
			return 80
		case s.Has(at+"type", at+"id") && bytes.Contains(head, []byte(`"Tombstone"`)) && !s.Has(at+"content"):
			return 75
		}
	}
	return 0
}

// apObject is an object, an activity or a collection.
type apObject struct {
	ID         string          `json:"id"`
	Type       apWord          `json:"type"`
	Actor      apRef           `json:"actor"`
	Object     json.RawMessage `json:"object"`
	Items      json.RawMessage `json:"items"`
	Ordered    json.RawMessage `json:"orderedItems"`
	First      json.RawMessage `json:"first"`
	Attributed apRef           `json:"attributedTo"`
	ReplyTo    apRef           `json:"inReplyTo"`
	Published  scalar.Time     `json:"published"`
	Name       string          `json:"name"`
	Summary    string          `json:"summary"`
	Content    string          `json:"content"`
	MediaType  string          `json:"mediaType"`
	URL        apRef           `json:"url"`
	Source     struct {
		Content   string `json:"content"`
		MediaType string `json:"mediaType"`
	} `json:"source"`
	ContentMap map[string]string `json:"contentMap"`
	Tag        json.RawMessage   `json:"tag"`
	Total      scalar.Number     `json:"totalItems"`
}

// apRef is an address: a string, an object with id or href, or the first of a
// list.
type apRef string

// UnmarshalJSON never fails: a value that is not an address becomes "".
func (r *apRef) UnmarshalJSON(b []byte) error {
	switch b[0] {
	case '"':
		return json.Unmarshal(b, (*string)(r))
	case '[':
		var all []apRef
		err := json.Unmarshal(b, &all)
		if len(all) > 0 {
			*r = all[0]
		}
		return err
	case '{':
		var o struct {
			ID   string `json:"id"`
			Href string `json:"href"`
		}
		if err := record.Unmarshal(b, &o); err != nil {
			return err
		}
		*r = apRef(cmp.Or(o.ID, o.Href))
	}
	return nil
}

// apWord is a type: a string or the first of a list.
type apWord string

// UnmarshalJSON reads a string or the first of a list.
func (w *apWord) UnmarshalJSON(b []byte) error {
	return (*apRef)(w).UnmarshalJSON(b)
}

func readActivityPub(r io.Reader) iter.Seq2[*format.Found, error] {
	return thread.ReadLinked(r, apRecords, apThread)
}

// apRecords unpacks activities and collections without recursion.
func apRecords(r *thread.Linked, v record.Value) error {
	stack := []json.RawMessage{v.Raw}
	for len(stack) > 0 {
		raw := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		var o apObject
		if err := record.Unmarshal(raw, &o); err != nil {
			if err := r.Report(record.Skipped(v.Line, "read object: %v", err)); err != nil {
				return err
			}
			continue
		}
		inside, err := o.take(r, raw, v.Line)
		if err != nil {
			return err
		}
		for i := len(inside) - 1; i >= 0; i-- {
			stack = append(stack, inside[i])
		}
	}
	return nil
}

// take adds a note, or returns the objects inside an activity or a collection.
func (o *apObject) take(r *thread.Linked, raw json.RawMessage, line int) ([]json.RawMessage, error) {
	var inside []json.RawMessage
	switch o.Type {
	case "Note", "Page", "Article", "Question", "Tombstone", "Video", "Event":
		if o.ID == "" {
			return nil, r.Report(record.Skipped(line, "object without an id"))
		}
		return nil, r.Put(o.ID, string(o.ReplyTo), line, raw)
	case "Create", "Update", "Announce", "Add":
		inside = listOf(o.Object)
	case "Delete":
		var gone apRef
		if len(o.Object) > 0 && gone.UnmarshalJSON(o.Object) == nil && gone != "" && gone != o.Actor {
			tomb, err := json.Marshal(map[string]string{"id": string(gone), "type": "Tombstone"})
			return []json.RawMessage{tomb}, err
		}
	case "Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage":
		inside = append(append(listOf(o.Ordered), listOf(o.Items)...), listOf(o.First)...)
	}
	if len(inside) == 0 {
		r.Others++
	}
	return inside, nil
}

func isObject(raw json.RawMessage) bool { return len(raw) > 0 && raw[0] == '{' }

// listOf returns the elements of an array; another value counts as its only
// element.
func listOf(raw json.RawMessage) []json.RawMessage {
	if isObject(raw) {
		return []json.RawMessage{raw}
	}
	var all []json.RawMessage
	if len(raw) == 0 || json.Unmarshal(raw, &all) != nil {
		return nil
	}
	out := all[:0]
	for _, o := range all {
		if isObject(o) {
			out = append(out, o)
		}
	}
	return out
}

func apThread(root string, group []extsort.Record) *thread.Builder {
	b := thread.NewBuilder(&gainsay.Thread{ID: root, URL: root})
	objects := make([]apObject, len(group))
	bare := false // the root is an article or a link, not a comment
	for i, g := range group {
		o := &objects[i]
		b.Decoded(g.Line, "object", json.Unmarshal(g.Raw, o))
		if o.ID == root && o.Type != "Note" && o.Type != "Tombstone" {
			bare = o.opens(b) || bare
		}
	}
	for i := range objects {
		o := &objects[i]
		if o.ID == root && bare {
			continue
		}
		c := o.comment()
		if c.Parent == root && bare {
			c.Parent = ""
		}
		if old := b.Get(c.ID); old != nil && c.State == gainsay.Deleted && c.Text == "" {
			old.State = gainsay.Deleted // a later activity in the source deleted it
			continue
		}
		b.Add(c)
	}
	return b
}

// opens sets the thread's article if the object is a page or an article. It
// returns true if the object is not itself a comment.
func (o *apObject) opens(b *thread.Builder) bool {
	b.Title = strings.TrimSpace(markup.HTML(o.Name, markup.Options{}).Plain)
	if o.URL != "" {
		b.URL = string(o.URL)
	}
	if o.Type == "Article" {
		b.Article = o.text().Plain
		return true
	}
	return o.text().Plain == "" && b.Title != ""
}

func (o *apObject) comment() *gainsay.Comment {
	c := &gainsay.Comment{
		ID:       o.ID,
		Parent:   string(o.ReplyTo),
		ParentBy: gainsay.BySource,
		State:    gainsay.Live,
	}
	if by := cmp.Or(o.Attributed, o.Actor); by != "" {
		c.Author = actorName(string(by))
	}
	o.Published.Apply(c)
	o.text().Apply(c)
	if o.Type == "Tombstone" {
		c.State = gainsay.Deleted
	}
	return c
}

// text returns the object's own Markdown source, which is more exact than the
// HTML made of it, or the HTML.
func (o *apObject) text() markup.Text {
	content := o.Content
	for _, m := range o.ContentMap {
		if content == "" && len(o.ContentMap) == 1 {
			content = m
		}
	}
	switch {
	case o.Source.Content != "" && o.Source.MediaType == "text/markdown":
		return markup.Markdown(o.Source.Content)
	case o.MediaType == "text/markdown":
		return markup.Markdown(content)
	case o.MediaType == "text/plain":
		return markup.Plain(content)
	case content == "" && o.ReplyTo != "":
		content = o.Name // a vote
	}
	return fediverseText(content, o.Summary, o.mentioned())
}

// mentioned returns the names that an object mentions.
func (o *apObject) mentioned() []string {
	var out []string
	for _, raw := range listOf(o.Tag) {
		var t struct{ Type, Name string }
		if json.Unmarshal(raw, &t) == nil && t.Type == "Mention" {
			out = append(out, t.Name)
		}
	}
	return out
}
