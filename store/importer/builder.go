package importer

import (
	"fmt"
	"slices"

	"github.com/gainsay/gainsay"
)

// builder gathers one thread out of records with ids and parents that come in
// any order. Parents need not be there yet, or at all: Read puts them before
// their replies and makes placeholders of those that are missing.
type builder struct {
	Found
	file string
	byID map[string]*gainsay.Comment
	errs []*gainsay.SyntaxError
}

// newBuilder begins a thread.
func newBuilder(t *gainsay.Thread) *builder {
	b := &builder{Found: Found{Thread: t}, byID: make(map[string]*gainsay.Comment, len(t.Comments))}
	for _, c := range t.Comments {
		b.byID[c.ID] = c
	}
	return b
}

// in names the file that later problems are about; "" for a source of one.
func (b *builder) in(file string) { b.file = file }

// add takes a comment. The same comment again is counted and left out; another
// one under the same id is kept and renamed, with a remark. A placeholder
// gives way to the comment it stood for.
func (b *builder) add(c *gainsay.Comment) {
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

// get returns the comment of an id, nil where none was added.
func (b *builder) get(id string) *gainsay.Comment { return b.byID[id] }

// noted reports whether there is a problem to report.
func (b *builder) noted() bool { return len(b.errs) > 0 }

// has reports whether a comment of the id was added.
func (b *builder) has(id string) bool { return b.byID[id] != nil }

// announce notes how many comments the source says the thread has.
func (b *builder) announce(n int) { b.Announced = &n }

// skip reports a comment record that could not be read.
func (b *builder) skip(line int, format string, args ...any) {
	b.errs = append(b.errs, &gainsay.SyntaxError{File: b.file, Line: line, Msg: fmt.Sprintf(format, args...), Skipped: 1})
}

// partly says whether anything of a record could be read, given the error of
// decoding it, and reports what could not.
func (b *builder) partly(line int, what string, err error) bool {
	switch {
	case err == nil:
		return true
	case mistyped(err):
		b.remark(line, "%s read in part: %v", what, err)
		return true
	}
	b.skip(line, "read %s: %v", what, err)
	return false
}

// remark reports something by which nothing was lost.
func (b *builder) remark(line int, format string, args ...any) {
	b.errs = append(b.errs, &gainsay.SyntaxError{File: b.file, Line: line, Msg: fmt.Sprintf(format, args...), Remark: true})
}

// yield hands over what was noted and then the thread, and says whether to go
// on. A thread without comments, title and article is no thread: only what
// was noted is handed over.
func (b *builder) yield(yield sink) bool {
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

// builders gathers several threads at once, in the order of their first
// record, in memory. Dumps of any size take a spill.
type builders struct {
	keys []string
	by   map[string]*builder
}

// of returns the builder of a thread; first makes the thread where it is new.
func (bs *builders) of(key string, first func() *gainsay.Thread) *builder {
	if b, ok := bs.by[key]; ok {
		return b
	}
	if bs.by == nil {
		bs.by = map[string]*builder{}
	}
	b := newBuilder(first())
	bs.by[key] = b
	bs.keys = append(bs.keys, key)
	return b
}

// get returns the builder of a thread, nil where there is none.
func (bs *builders) get(key string) *builder { return bs.by[key] }

// all returns the builders in the order of their first records.
func (bs *builders) all() []*builder {
	out := make([]*builder, len(bs.keys))
	for i, k := range bs.keys {
		out[i] = bs.by[k]
	}
	return out
}

// yield hands over every thread.
func (bs *builders) yield(yield sink) bool {
	return !slices.ContainsFunc(bs.keys, func(k string) bool { return !bs.by[k].yield(yield) })
}

func idsOf(comments []*gainsay.Comment) []string {
	var out []string
	for _, c := range comments {
		out = append(out, c.ID)
	}
	return out
}

// noComments says that a thread is known but nothing of its comments.
func noComments(announced *int) string {
	if announced == nil {
		return "the source holds no comment of this thread"
	}
	return fmt.Sprintf("the source holds none of the %d comments of this thread", *announced)
}
