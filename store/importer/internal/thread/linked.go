package thread

import (
	"fmt"
	"io"
	"iter"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/internal/extsort"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/record"
)

// Linked builds threads from records that name the record they answer but not
// their thread, from a source of any size: records with the same root form a
// thread. Only ids are held in memory.
type Linked struct {
	records *extsort.Sorter
	parent  map[string]string
	serial  int
	Others  int // records that are not comments
	yield   Sink
}

// ReadLinked reads a stream. take puts the records of a value or reports what
// is wrong with them; build builds a thread from the records of one root.
func ReadLinked(in io.Reader, take func(*Linked, record.Value) error,
	build func(root string, group []extsort.Record) *Builder) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		r := &Linked{records: extsort.New(), parent: map[string]string{}, yield: yield}
		defer r.records.Close()
		if EachValue(in, yield, func(v record.Value) error { return take(r, v) }) && r.leftOut() {
			r.threads(build)
		}
	}
}

// Report reports a problem. It returns record.ErrStop if the consumer stopped.
func (r *Linked) Report(e *gainsay.SyntaxError) error { return r.yield.Report("", e) }

// Check reports an error about the content of a record, after which the others
// of the same value are read, and returns any other error.
func (r *Linked) Check(err error) error {
	if err == nil {
		return nil
	}
	return r.yield.Report("", err)
}

// leftOut reports how many records are not comments. It returns false if
// reading is to end.
func (r *Linked) leftOut() bool {
	switch {
	case r.Others == 0:
		return true
	case r.serial == 0:
		return r.yield(nil, record.Errorf(0, "no comments in the source, only other records: %d", r.Others))
	}
	e := record.Remark(0, "records that are not comments skipped: %d", r.Others)
	return r.yield(nil, e)
}

// rootKey is how many bytes precede the root in a sort key: a number that sorts
// threads by their first record.
const rootKey = 13

// Put adds a copy of a record. parent is "" for one that answers no other.
func (r *Linked) Put(id, parent string, line int, raw []byte) error {
	r.Link(id, parent)
	r.serial++
	return r.records.Put(fmt.Sprintf("%012d %s", r.serial, id), "", line, raw)
}

// Link notes the parent of a record without adding the record.
func (r *Linked) Link(id, parent string) {
	if parent != "" && parent != id && id != "" {
		r.parent[id] = parent
	}
}

// root follows the parents of a record to the last one known by its id, and
// compresses the path. A cycle is cut at the record where the walk began to
// repeat.
func (r *Linked) root(id string) string {
	var path []string
	seen := map[string]bool{}
	for ; r.parent[id] != "" && !seen[id]; id = r.parent[id] {
		seen[id] = true
		path = append(path, id)
	}
	for _, w := range path {
		if w == id {
			delete(r.parent, w) // cuts the cycle
			continue
		}
		r.parent[w] = id
	}
	return id
}

// threads yields the thread of each root. The root itself may not be in the
// source.
func (r *Linked) threads(build func(root string, group []extsort.Record) *Builder) {
	byRoot := extsort.New()
	defer byRoot.Close()
	if err := r.sort(byRoot); err != nil {
		r.yield(nil, err)
		return
	}
	r.yield.Threads(
		byRoot,
		func(group []extsort.Record) (*Builder, error) { return build(group[0].Key[rootKey:], group), nil },
	)
}

// sort puts the records under their roots.
func (r *Linked) sort(byRoot *extsort.Sorter) error {
	first := map[string]int{}
	n := 0
	for group, err := range r.records.Groups() {
		if err != nil {
			return err
		}
		rec := group[0]
		root := r.root(rec.Key[rootKey:])
		if n++; first[root] == 0 {
			first[root] = n
		}
		if err := byRoot.Put(fmt.Sprintf("%012d %s", first[root], root), rec.File,
			rec.Line, rec.Raw); err != nil {
			return err
		}
	}
	return nil
}
