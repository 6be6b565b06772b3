// Package thread builds threads from records: in memory, through an external
// sort, by parent links alone; and normalizes what every later stage relies on.
package thread

import (
	"fmt"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/record"
)

// Builder gathers one thread out of records with ids and parents that come in
// any order. Parents need not be there yet, or at all: Read puts them before
// their replies and makes placeholders of those that are missing.
type Builder struct {
	format.Found
	file string
	byID map[string]*gainsay.Comment
	errs []*gainsay.SyntaxError
}

// NewBuilder begins a thread.
func NewBuilder(t *gainsay.Thread) *Builder {
	b := &Builder{Found: format.Found{Thread: t}, byID: make(map[string]*gainsay.Comment, len(t.Comments))}
	for _, c := range t.Comments {
		b.byID[c.ID] = c
	}
	return b
}

// InFile names the file that later problems are about; "" for a source of one.
func (b *Builder) InFile(file string) { b.file = file }

// Add takes a comment. The same comment again is counted and left out; another
// one under the same id is kept and renamed, with a remark. A placeholder
// gives way to the comment it stood for.
func (b *Builder) Add(c *gainsay.Comment) {
	old := b.byID[c.ID]
	switch {
	case old == nil || c.ID == "":
		b.byID[c.ID] = c
	case c.State == gainsay.Missing && old.State == gainsay.Missing:
		return
	case same(old, c):
		b.Duplicates++
		return
	case old.State == gainsay.Missing:
		*old = *c
		return
	case c.State == gainsay.Missing:
		return
	}
	b.Comments = append(b.Comments, c)
}

// same reports whether two records are one comment: all that a capture at
// another time does not change is alike. An edit or a removal in between
// makes them two.
func same(a, b *gainsay.Comment) bool {
	return a.Parent == b.Parent && a.Author == b.Author && a.Time.Equal(b.Time) && a.Text == b.Text && a.State == b.State
}

// Get returns the comment of an id, nil where none was added.
func (b *Builder) Get(id string) *gainsay.Comment { return b.byID[id] }

// Noted reports whether there is a problem to report.
func (b *Builder) Noted() bool { return len(b.errs) > 0 }

// Has reports whether a comment of the id was added.
func (b *Builder) Has(id string) bool { return b.byID[id] != nil }

// Announce notes how many comments the source says the thread has.
func (b *Builder) Announce(n int) { b.Announced = &n }

// Skip reports a comment record that could not be read.
func (b *Builder) Skip(line int, format string, args ...any) {
	b.errs = append(b.errs, &gainsay.SyntaxError{File: b.file, Line: line, Msg: fmt.Sprintf(format, args...), Skipped: 1})
}

// Decoded says whether anything of a record could be read, given the error of
// decoding it, and reports what could not.
func (b *Builder) Decoded(line int, what string, err error) bool {
	switch {
	case err == nil:
		return true
	case record.Mistyped(err):
		b.Remark(line, "%s read in part: %v", what, err)
		return true
	}
	b.Skip(line, "read %s: %v", what, err)
	return false
}

// Remark reports something by which nothing was lost.
func (b *Builder) Remark(line int, format string, args ...any) {
	b.errs = append(b.errs, &gainsay.SyntaxError{File: b.file, Line: line, Msg: fmt.Sprintf(format, args...), Remark: true})
}

// Yield hands over what was noted and then the thread, and says whether to go
// on. A thread without comments, title and article is no thread: only what
// was noted is handed over.
func (b *Builder) Yield(yield Sink) bool {
	for _, e := range b.errs {
		if !yield(nil, e) {
			return false
		}
	}
	if len(b.Comments) == 0 && b.Title == "" && b.Article == "" {
		return true
	}
	return yield(&b.Found, nil)
}

// Builders gathers several threads at once, in the order of their first
// record, in memory. Dumps of any size take a spill.
type Builders struct {
	keys []string
	by   map[string]*Builder
}

// GetOrAdd returns the builder of a thread; first makes the thread where it is new.
func (bs *Builders) GetOrAdd(key string, first func() *gainsay.Thread) *Builder {
	if b, ok := bs.by[key]; ok {
		return b
	}
	if bs.by == nil {
		bs.by = map[string]*Builder{}
	}
	b := NewBuilder(first())
	bs.by[key] = b
	bs.keys = append(bs.keys, key)
	return b
}

// get returns the builder of a thread, nil where there is none.
func (bs *Builders) get(key string) *Builder { return bs.by[key] }

// All returns the builders in the order of their first records.
func (bs *Builders) All() []*Builder {
	out := make([]*Builder, len(bs.keys))
	for i, k := range bs.keys {
		out[i] = bs.by[k]
	}
	return out
}

// Yield hands over every thread.
func (bs *Builders) Yield(yield Sink) bool {
	return !slices.ContainsFunc(bs.keys, func(k string) bool { return !bs.by[k].Yield(yield) })
}

func IDs(comments []*gainsay.Comment) []string {
	var out []string
	for _, c := range comments {
		out = append(out, c.ID)
	}
	return out
}

// NoComments says that a thread is known but nothing of its comments.
func NoComments(announced *int) string {
	if announced == nil {
		return "the source holds no comment of this thread"
	}
	return fmt.Sprintf("the source holds none of the %d comments of this thread", *announced)
}
