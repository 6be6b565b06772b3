package importer

import (
	"encoding/json"
	"io"
	"iter"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "iac",
	Doc: `a discussion of the Internet Argument Corpus (4forums): a JSON array of posts, annotations and metadata

Recognised by an array that begins with an array of posts, which are arrays of id, side, author, text,
annotations, parent, category and time. A post without a parent opens the discussion or answers it as
a whole. Side, category and annotations are not kept.`,
	From:  `the Internet Argument Corpus 1 and 2 (NLDS, University of California, Santa Cruz)`,
	Ext:   []string{".json"},
	Sniff: sniffIAC,
	Read:  readIAC,
})

var iacStart = lazy.Regexp(`^\s*\[\s*\[\s*\[\s*(?:"[^"]{1,40}"|\d+)\s*,\s*(?:null|"[^"]{0,200}"|-?\d+)\s*,\s*(?:null|"(?:[^"\\]|\\.){0,200}")\s*,\s*(?:null|")`)

func sniffIAC(head []byte) int {
	if iacStart().Match(head) {
		return 82
	}
	return 0
}

// Indexes of the fields of a post.
const (
	iacID = iota
	_     // side
	iacAuthor
	iacText
	_ // annotations
	iacParent
	_ // category
	iacTime
)

func readIAC(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		raw, err := input.ReadWhole(r)
		if err != nil {
			yield(nil, err)
			return
		}
		var parts []json.RawMessage
		var posts []json.RawMessage
		if err = json.Unmarshal(raw, &parts); err == nil && len(parts) > 0 {
			err = json.Unmarshal(parts[0], &posts)
		}
		if err != nil {
			yield(nil, record.Errorf(1, "read discussion: %v", err))
			return
		}
		b := thread.NewBuilder(&gainsay.Thread{})
		if len(parts) > 2 {
			iacMetadata(b, parts[2])
		}
		for i, p := range posts {
			c, err := iacPost(p)
			if err != nil {
				b.Skip(0, "read post %d: %v", i+1, err)
				continue
			}
			b.Add(c)
		}
		if b.ID == "" {
			b.ID = scalar.Hash(append(thread.IDs(b.Comments), b.Title)...)
		}
		b.Yield(yield)
	}
}

// iacMetadata sets id, title and address of a discussion.
func iacMetadata(b *thread.Builder, raw json.RawMessage) {
	var m struct {
		ID    scalar.ID   `json:"id"`
		Title scalar.Text `json:"title"`
		URL   scalar.Text `json:"url"`
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		b.Remark(0, "read metadata: %v", err)
		return
	}
	b.ID, b.Title, b.URL = string(m.ID), string(m.Title), string(m.URL)
}

func iacPost(raw json.RawMessage) (*gainsay.Comment, error) {
	var fields []json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, err
	}
	if len(fields) <= iacText {
		return nil, record.Errorf(0, "%d fields", len(fields))
	}
	var id, parent scalar.ID
	var when scalar.Time
	into := map[int]any{iacID: &id, iacParent: &parent, iacTime: &when}
	for i, p := range into {
		if i >= len(fields) {
			continue // older files end earlier
		}
		if err := json.Unmarshal(fields[i], p); err != nil {
			return nil, err
		}
	}
	c := &gainsay.Comment{
		ID:       string(id),
		Parent:   string(parent),
		ParentBy: gainsay.BySource,
		Author:   scalar.Author(metaText(fields[iacAuthor])),
		State:    gainsay.Live,
	}
	when.Apply(c)
	markup.Plain(metaText(fields[iacText])).Apply(c)
	return c, nil
}
