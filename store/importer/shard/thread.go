package shard

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
)

// layout is the version of the files of parts.
const layout = 1

var _ = format.Register(&format.Format{
	Name: "shard",
	Doc: `the files that gainsay split writes: a part of the threads of other sources

Recognised by the key "gainsay_shard" in the first line. Each thread keeps the name of the format that it was read
with and the report of its import, so that an analysis of the parts equals one of the sources.`,
	From:      `gainsay split`,
	Ext:       []string{".jsonl", ".zst"},
	Sniff:     sniff,
	Read:      read,
	Claim:     claim,
	ReadFiles: readFiles,
})

func sniff(head []byte) int {
	if keypath.Of(head).Has("gainsay_shard", "part", "of") {
		return 95
	}
	return 0
}

// header is the first line of a file.
type header struct {
	Layout int `json:"gainsay_shard"`
	Part
}

// line is a thread of a file. Its fields are those of the root package under
// their Go names: unlike the JSON contract it keeps fractions of a second.
type line struct {
	Thread struct {
		ID, Format, URL, Title, Article string

		Comments []*comment
	}
	Report gainsay.Report
}

type comment gainsay.Comment

// encodeThread returns the line of a thread with the report of its import.
func encodeThread(t *gainsay.Thread, r gainsay.Report) ([]byte, error) {
	l := line{Report: r}
	l.Thread.ID, l.Thread.Format, l.Thread.URL = t.ID, t.Format, t.URL
	l.Thread.Title, l.Thread.Article = t.Title, t.Article
	for _, c := range t.Comments {
		l.Thread.Comments = append(l.Thread.Comments, (*comment)(c))
	}
	b, err := json.Marshal(l)
	if err != nil {
		return nil, fmt.Errorf("encode thread %s: %w", t.ID, err)
	}
	return append(b, '\n'), nil
}

func decodeThread(raw []byte) (*gainsay.Thread, *gainsay.Report, error) {
	var l line
	if err := json.Unmarshal(raw, &l); err != nil {
		return nil, nil, err
	}
	t := &gainsay.Thread{ID: l.Thread.ID, Format: l.Thread.Format, URL: l.Thread.URL, Title: l.Thread.Title,
		Article: l.Thread.Article}
	for _, c := range l.Thread.Comments {
		if c != nil {
			t.Comments = append(t.Comments, (*gainsay.Comment)(c))
		}
	}
	return t, &l.Report, nil
}

// claim claims the files of a split that is finished: it has a manifest.
func claim(fsys fs.FS) []string {
	whole := false
	names := input.ClaimBy(fsys, func(head []byte) bool {
		manifest := keypath.Of(head).Has("gainsay_split", "parts")
		whole = whole || manifest
		return manifest || sniff(head) > 0
	})
	if !whole {
		return nil
	}
	return names
}

func read(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		p := &partReader{yield: yield}
		ok := p.yield.End(p.file("", r))
		if ok && p.threads == 0 && p.part.Of > 0 {
			yield(nil, record.Remark(0, "part %s has no threads", p.part))
		}
	}
}

// readFiles reads all parts of a split, and says which are missing.
func readFiles(fsys fs.FS) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		p := &partReader{yield: yield}
		var m Manifest
		there := map[string]bool{}
		err := input.EachFile(fsys, func(name string, r io.Reader) error {
			there[name] = true
			if name == ManifestName {
				return json.NewDecoder(r).Decode(&m)
			}
			return p.file(name, r)
		})
		if !p.yield.End(err) {
			return
		}
		for _, out := range m.Parts {
			if !there[out.File] && !yield(nil, record.Errorf(0, "%s is in the manifest, but not there", out.File)) {
				return
			}
		}
	}
}

// partReader reads the files of parts.
type partReader struct {
	yield   thread.Sink
	part    Part // of the last file
	threads int
}

func (p *partReader) file(name string, r io.Reader) error {
	var h *header
	var unreadable error
	return thread.Each(p.yield, name, record.Values(r), func(v record.Value) error {
		if h == nil {
			h = &header{}
			unreadable = h.read(v)
			p.part = h.Part
			return unreadable
		}
		if unreadable != nil {
			return nil // reported at the header
		}
		t, rep, err := decodeThread(v.Raw)
		if err == nil && t.Format == "" {
			err = errors.New("a thread without a format")
		}
		if err != nil {
			return record.Errorf(v.Line, "read thread: %v", err)
		}
		if p.threads++; !p.yield(&format.Found{Thread: t, Report: rep}, nil) {
			return record.ErrStop
		}
		return nil
	})
}

func (h *header) read(v record.Value) error {
	if err := json.Unmarshal(v.Raw, h); err != nil {
		return record.Errorf(v.Line, "read header: %v", err)
	}
	if h.Layout != layout {
		of := h.Layout
		h.Part = Part{} // unknown
		return record.Errorf(v.Line, "a part of layout %d; this version reads %d", of, layout)
	}
	return nil
}

// join makes one thread of several captures of it, in the order of reading: each
// comment is kept once, and so is each problem that several reports share.
func join(all []*gainsay.Thread, reports []*gainsay.Report) (*gainsay.Thread, gainsay.Report) {
	t, rep := all[0], *reports[0]
	if len(all) == 1 {
		return t, rep
	}
	b := thread.NewBuilder(t)
	for i, more := range all[1:] {
		for _, c := range more.Comments {
			b.Add(c)
		}
		t.Title, t.URL, t.Article = first(t.Title, more.Title), first(t.URL, more.URL), first(t.Article, more.Article)
		r := reports[i+1]
		rep.Read += r.Read
		rep.Skipped += r.Skipped
		rep.Duplicates += r.Duplicates
		rep.Stubs += r.Stubs
		for _, p := range r.Problems {
			if !slices.Contains(rep.Problems, p) {
				rep.Problems = append(slices.Clip(rep.Problems), p)
			}
		}
		if rep.Announced == nil || r.Announced != nil && *r.Announced > *rep.Announced {
			rep.Announced = r.Announced
		}
	}
	rep.Duplicates += b.Duplicates
	for _, e := range thread.Normalize(t) {
		rep.Problems = append(rep.Problems, gainsay.Problem{Message: e.Msg})
	}
	rep.Kept, rep.MissingParents, rep.Undated = len(t.Comments), 0, 0
	resolved := map[string]bool{}
	for _, c := range t.Comments {
		if p := b.Get(c.Parent); p != nil && p.State != gainsay.Missing {
			resolved[thread.MissingParent(c)] = true
		}
		switch {
		case c.State == gainsay.Missing:
			rep.MissingParents++
		case c.Time.IsZero():
			rep.Undated++
		}
	}
	rep.Problems = slices.DeleteFunc(rep.Problems, func(p gainsay.Problem) bool { return resolved[p.Message] })
	return t, rep
}

func first(a, b string) string {
	if a == "" {
		return b
	}
	return a
}
