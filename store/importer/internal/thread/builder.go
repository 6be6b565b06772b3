// Package thread builds threads from records: in memory (Builder, Builders),
// through an external sort (Collector), or from parent links alone (Linked).
// Normalize establishes what every later stage relies on.
package thread

import (
	"fmt"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/record"
)

// Builder builds one thread from comments that come in any order. A parent may
// be added after its replies or be missing: Normalize sorts parents before
// replies and adds placeholders.
type Builder struct {
	format.Found
	file string
	byID map[string]*gainsay.Comment
	errs []*gainsay.SyntaxError
	more struct{ problems, skipped int } // beyond maxNotes
}

// MaxComments is how many comments of a thread are held in memory.
const MaxComments = 1_000_000

// maxNotes is how many problems of a thread are kept one by one.
const maxNotes = 2000

// NewBuilder returns a Builder for a thread, whose comments are kept.
func NewBuilder(t *gainsay.Thread) *Builder {
	b := &Builder{Found: format.Found{Thread: t}, byID: make(map[string]*gainsay.Comment, len(t.Comments))}
	for _, c := range t.Comments {
		b.byID[c.ID] = c
	}
	return b
}

// InFile sets the file that later problems concern; "" for a source of one
// file.
func (b *Builder) InFile(file string) { b.file = file }

// Add adds a comment. An identical comment under the same id is counted as a
// duplicate and skipped; a different one is kept, and Normalize renames it. A
// comment replaces a placeholder of the same id.
func (b *Builder) Add(c *gainsay.Comment) {
	if len(b.Comments) >= MaxComments {
		b.Skip(0, "comment %s left out: a thread has at most %d", c.ID, MaxComments)
		return
	}
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

// same reports whether two records are the same comment captured at different
// times: parent, author, time, text and state are equal.
func same(a, b *gainsay.Comment) bool {
	return a.Parent == b.Parent && a.Author == b.Author && a.Time.Equal(b.Time) && a.Text == b.Text &&
		a.State == b.State
}

// Get returns the comment with an id, nil if there is none.
func (b *Builder) Get(id string) *gainsay.Comment { return b.byID[id] }

// Noted reports whether any problem was reported.
func (b *Builder) Noted() bool { return len(b.errs) > 0 }

// Has reports whether a comment with the id was added.
func (b *Builder) Has(id string) bool { return b.byID[id] != nil }

// Announce sets how many comments the thread has according to the source.
func (b *Builder) Announce(n int) { b.Announced = &n }

// Skip reports a comment record that could not be read.
func (b *Builder) Skip(line int, format string, args ...any) {
	b.note(record.Skipped(line, format, args...))
}

// Decoded reports whether a record could be read at least in part, given the
// error of decoding it, and reports what could not. what names the record.
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

// Cut reports a text of which a part is left out; it costs no record.
func (b *Builder) Cut(line int, format string, args ...any) {
	b.note(record.Errorf(line, format, args...))
}

// Remark reports something noteworthy that costs no record.
func (b *Builder) Remark(line int, format string, args ...any) {
	b.note(record.Remark(line, format, args...))
}

func (b *Builder) note(e *gainsay.SyntaxError) {
	e.File = b.file
	if len(b.errs) >= maxNotes {
		b.more.problems++
		b.more.skipped += e.Skipped
		return
	}
	b.errs = append(b.errs, e)
}

// Yield yields the problems and then the thread, and reports whether to go on.
// A thread without comments, title and article is not yielded.
func (b *Builder) Yield(yield Sink) bool {
	for _, e := range b.errs {
		if !yield(nil, e) {
			return false
		}
	}
	if b.more.problems > 0 {
		e := record.Errorf(0, "%d more problems are not listed; %d records are skipped for them", b.more.problems, b.more.skipped)
		e.Skipped = b.more.skipped
		if !yield(nil, e) {
			return false
		}
	}
	if len(b.Comments) == 0 && b.Title == "" && b.Article == "" {
		return true
	}
	return yield(&b.Found, nil)
}

// Builders builds several threads at once in memory, in the order of their
// first records. For dumps of any size use a Collector or package extsort.
type Builders struct {
	keys []string
	by   map[string]*Builder
}

// GetOrAdd returns the builder of a thread. For a new key it makes one of the
// thread that first returns.
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

// All returns the builders in the order of their first records.
func (bs *Builders) All() []*Builder {
	out := make([]*Builder, len(bs.keys))
	for i, k := range bs.keys {
		out[i] = bs.by[k]
	}
	return out
}

// Yield yields every thread and reports whether to go on.
func (bs *Builders) Yield(yield Sink) bool {
	return !slices.ContainsFunc(bs.keys, func(k string) bool { return !bs.by[k].Yield(yield) })
}

// IDs returns the ids of comments.
func IDs(comments []*gainsay.Comment) []string {
	var out []string
	for _, c := range comments {
		out = append(out, c.ID)
	}
	return out
}

// NoComments is the remark for a thread that is known without any of its
// comments.
func NoComments(announced *int) string {
	if announced == nil {
		return "the source holds no comment of this thread"
	}
	return fmt.Sprintf("the source holds none of the %d comments of this thread", *announced)
}
