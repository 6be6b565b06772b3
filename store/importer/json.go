package importer

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
)

var _ = format.Register(&format.Format{
	Name: "json",
	Doc: `Gainsay's own thread object, alone, in an array or one a line

Recognised by a "comments" array of objects with "text" and no keys but those of the contract, alone
or under "thread" in a whole analysis. Any program can feed Gainsay this way: only "comments" and "text" must be there. Where no
comment names a parent and none says parent_by, the reply links are taken for lost and inferred.`,
	From:  `gainsay export --format json, and programs that write Gainsay's format`,
	Ext:   []string{".json", ".jsonl", ".ndjson"},
	Sniff: sniffJSON,
	Read:  readJSON,
})

// jsonThread is the contract's thread, with types that accept what other
// programs write.
type jsonThread struct {
	ID       scalar.Text       `json:"id"`
	URL      scalar.Text       `json:"url"`
	Title    scalar.Text       `json:"title"`
	Article  scalar.Text       `json:"article"`
	Comments []json.RawMessage `json:"comments"`
	Thread   *jsonThread       `json:"thread"` // a whole analysis
}

type jsonComment struct {
	ID          scalar.Text           `json:"id"`
	Parent      scalar.Text           `json:"parent"`
	ParentBy    *gainsay.ParentSource `json:"parent_by"`
	ParentScore float64               `json:"parent_score"`
	Author      scalar.Text           `json:"author"`
	Time        scalar.Time           `json:"time"`
	Text        scalar.Text           `json:"text"`
	State       gainsay.State         `json:"state"`
	Score       *float64              `json:"score"`
	Quotes      []gainsay.Span        `json:"quotes"`

	OtherParents []string          `json:"other_parents"`
	AuthorURL    scalar.Text       `json:"author_url"`
	Precision    gainsay.Precision `json:"time_precision"`
	TimeText     scalar.Text       `json:"time_text"`
	Links        []gainsay.Link    `json:"links"`
}

// ownKeys are the keys of the comments of Gainsay's own object.
var ownKeys = map[string]bool{
	"id": true, "parent": true, "parent_by": true, "parent_score": true, "other_parents": true, "author": true,
	"author_url": true, "time": true, "time_precision": true, "time_text": true, "text": true, "state": true,
	"score": true, "quotes": true, "links": true, "language": true, "failed": true,
}

// textsAlone matches a list of texts without authors or ids, which is read as a
// table.
var textsAlone = lazy.Regexp(`"comments"\s*:\s*\[\s*"`)

func sniffJSON(head []byte) int {
	s := keypath.Of(head)
	if !s.Has("comments[].text") && !s.Has("[].comments[].text") && textsAlone().Match(head) {
		return 0
	}
	for _, at := range []string{"", "[].", "thread.", "[].thread."} {
		if s.Has(at+"comments[]", at+"comments[].text") && ownComments(s, at+"comments[].") ||
			s.Has(at+"comments[]") && len(s) < 6 {
			return 45
		}
	}
	return 0
}

// ownComments reports whether the comments below a path have no keys but
// Gainsay's own.
func ownComments(s keypath.Set, at string) bool {
	for p := range s {
		if key, ok := strings.CutPrefix(p, at); ok && !strings.ContainsAny(key, ".[") && !ownKeys[key] {
			return false
		}
	}
	return true
}

// readJSON reads a stream of objects, bare, parted by white space or in one
// array. A damaged line of a stream of lines costs only itself.
func readJSON(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		for v, err := range record.Values(r) {
			if err != nil {
				if !yield(nil, err) {
					return
				}
				continue
			}
			var w jsonThread
			if err := json.Unmarshal(v.Raw, &w); err != nil {
				if !yield(nil, &gainsay.SyntaxError{Line: v.Line, Msg: "read thread: " + err.Error()}) {
					return
				}
				continue
			}
			t, errs := w.adapt(v.Line)
			for _, e := range errs {
				if !yield(nil, e) {
					return
				}
			}
			if t != nil && !yield(&format.Found{Thread: t}, nil) {
				return
			}
		}
	}
}

func (w *jsonThread) adapt(line int) (*gainsay.Thread, []*gainsay.SyntaxError) {
	if w.Thread != nil {
		w = w.Thread
	}
	if w.Comments == nil {
		return nil, []*gainsay.SyntaxError{{Line: line, Msg: `object without "comments"`}}
	}
	t := &gainsay.Thread{ID: string(w.ID), URL: string(w.URL), Title: string(w.Title),
		Article: string(w.Article)}
	if t.ID == "" {
		t.ID = scalar.Hash(t.URL, t.Title, firstText(w.Comments))
	}
	var errs []*gainsay.SyntaxError
	linked := false
	for i, raw := range w.Comments {
		if i == thread.MaxComments {
			e := record.Errorf(line, "only the first %d of %d comments are read", i, len(w.Comments))
			e.Skipped = len(w.Comments) - i
			errs = append(errs, e)
			break
		}
		var wc jsonComment
		if err := json.Unmarshal(raw, &wc); err != nil {
			errs = append(errs, &gainsay.SyntaxError{Line: line, Msg: fmt.Sprintf("comment %d: %v", i+1, err),
				Skipped: 1})
			continue
		}
		linked = linked || wc.Parent != "" || wc.ParentBy != nil && *wc.ParentBy != gainsay.ByNothing
		t.Comments = append(t.Comments, wc.adapt(i))
	}
	for _, c := range t.Comments {
		if linked && c.ParentBy == gainsay.ByNothing {
			c.ParentBy = gainsay.BySource
		}
	}
	return t, errs
}

func firstText(raw []json.RawMessage) string {
	if len(raw) == 0 {
		return ""
	}
	return string(raw[0])
}

func (w *jsonComment) adapt(i int) *gainsay.Comment {
	c := &gainsay.Comment{
		ID: string(w.ID), Parent: string(w.Parent), ParentScore: w.ParentScore, Author: string(w.Author),
		Text: string(w.Text), State: w.State, Quotes: w.Quotes,
		OtherParents: w.OtherParents, AuthorURL: string(w.AuthorURL), Links: w.Links,
	}
	w.Time.Apply(c)
	c.Precision, c.TimeText = cmp.Or(w.Precision, c.Precision), cmp.Or(string(w.TimeText), c.TimeText)
	if c.ID == "" {
		c.ID = fmt.Sprintf("c%d", i+1)
	}
	if w.ParentBy != nil {
		c.ParentBy = *w.ParentBy
	}
	if w.Score != nil {
		n := int(*w.Score)
		c.Score = &n
	}
	return c
}
