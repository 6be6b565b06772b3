package importer

import (
	"encoding/json"
	"io"
	"iter"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = register(&Format{
	Name: "iac",
	Doc: `a discussion of the Internet Argument Corpus (4forums): a JSON array of posts, annotations and metadata

Recognised by an array that begins with an array of posts, which are arrays of id, side, author, text,
annotations, parent, category and time. A post without a parent opens the discussion or answers it as
a whole. Side, category and annotations are not kept.`,
	Ext:   []string{".json"},
	Sniff: sniffIAC,
	Read:  readIAC,
})

var iacStart = lazily(`^\s*\[\s*\[\s*\[\s*(?:"[^"]{1,40}"|\d+)\s*,\s*(?:null|"[^"]{0,200}"|-?\d+)\s*,\s*(?:null|"(?:[^"\\]|\\.){0,200}")\s*,\s*(?:null|")`)

func sniffIAC(head []byte) int {
	if iacStart().Match(head) {
		return 82
	}
	return 0
}

// The places of a post's fields.
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

func readIAC(r io.Reader) iter.Seq2[*Found, error] {
	return func(yield func(*Found, error) bool) {
		raw, err := readWhole(r)
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
			yield(nil, fail(1, "read discussion: %v", err))
			return
		}
		b := newBuilder(&gainsay.Thread{})
		if len(parts) > 2 {
			iacMetadata(b, parts[2])
		}
		for i, p := range posts {
			c, err := iacPost(p)
			if err != nil {
				b.skip(0, "read post %d: %v", i+1, err)
				continue
			}
			b.add(c)
		}
		if b.ID == "" {
			b.ID = shortHash(append(idsOf(b.Comments), b.Title)...)
		}
		b.yield(yield)
	}
}

// iacMetadata takes id, title and address of a discussion.
func iacMetadata(b *builder, raw json.RawMessage) {
	var m struct {
		ID    ident `json:"id"`
		Title text  `json:"title"`
		URL   text  `json:"url"`
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		b.remark(0, "read metadata: %v", err)
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
		return nil, fail(0, "%d fields", len(fields))
	}
	var id, parent ident
	var when moment
	into := map[int]any{iacID: &id, iacParent: &parent, iacTime: &when}
	for i, p := range into {
		if i >= len(fields) {
			continue // older files end earlier
		}
		if err := json.Unmarshal(fields[i], p); err != nil {
			return nil, err
		}
	}
	c := &gainsay.Comment{ID: string(id), Parent: string(parent), ParentBy: gainsay.BySource, Author: author(metaText(fields[iacAuthor])), State: gainsay.Live}
	when.date(c)
	markup.Plain(metaText(fields[iacText])).Apply(c)
	return c, nil
}
