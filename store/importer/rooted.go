package importer

import (
	"fmt"
	"io"
	"iter"

	"github.com/gainsay/gainsay"
)

// rooted gathers records that say which other they answer, but not to which
// thread they belong, out of a source of any size: what leads up to the same
// root is one thread. In memory it holds the ids alone.
type rooted struct {
	records *spill
	parent  map[string]string
	serial  int
	others  int // records that are no comments
	yield   sink
}

// readRooted reads a stream. take puts the records of a value or notes what
// is wrong with them; build makes a thread of the records of one root.
func readRooted(in io.Reader, take func(*rooted, value) error, build func(root string, group []spilled) *builder) iter.Seq2[*Found, error] {
	return func(yield func(*Found, error) bool) {
		r := &rooted{records: newSpill(), parent: map[string]string{}, yield: yield}
		defer r.records.Close()
		if eachValue(in, yield, func(v value) error { return take(r, v) }) && r.leftOut() {
			r.threads(build)
		}
	}
}

// note hands a problem on; it returns errStop where reading is to end.
func (r *rooted) note(e *gainsay.SyntaxError) error { return r.yield.note("", e) }

// leftOut says how many records are no comments; false where reading is to
// end.
func (r *rooted) leftOut() bool {
	switch {
	case r.others == 0:
		return true
	case r.serial == 0:
		return r.yield(nil, fail(0, "no comments in it, only other records: %d", r.others))
	}
	e := fail(0, "records that are no comments left out: %d", r.others)
	e.Remark = true
	return r.yield(nil, e)
}

// rootKey is how many bytes stand before the root in a key, so that threads
// come in the order of their first record.
const rootKey = 13

// put adds a copy of a record. parent is "" where it answers none.
func (r *rooted) put(id, parent string, line int, raw []byte) error {
	r.link(id, parent)
	r.serial++
	return r.records.put(fmt.Sprintf("%012d %s", r.serial, id), "", line, raw)
}

// link notes that a record answers another without adding it.
func (r *rooted) link(id, parent string) {
	if parent != "" && parent != id && id != "" {
		r.parent[id] = parent
	}
}

// root follows the parents of a record to the last one known by its id, and
// shortens the way for the next time. Parents that lead round in a circle end
// at the record where the walk began to repeat.
func (r *rooted) root(id string) string {
	var way []string
	seen := map[string]bool{}
	for ; r.parent[id] != "" && !seen[id]; id = r.parent[id] {
		seen[id] = true
		way = append(way, id)
	}
	for _, w := range way {
		if w == id {
			delete(r.parent, w) // the circle is cut here
			continue
		}
		r.parent[w] = id
	}
	return id
}

// threads hands on the thread built of the records of each root, which may not
// be among them.
func (r *rooted) threads(build func(root string, group []spilled) *builder) {
	byRoot := newSpill()
	defer byRoot.Close()
	if err := r.sort(byRoot); err != nil {
		r.yield(nil, err)
		return
	}
	r.yield.threads(byRoot, func(group []spilled) (*builder, error) { return build(group[0].key[rootKey:], group), nil })
}

// sort puts the records under their roots.
func (r *rooted) sort(byRoot *spill) error {
	first := map[string]int{}
	n := 0
	for group, err := range r.records.groups() {
		if err != nil {
			return err
		}
		rec := group[0]
		root := r.root(rec.key[rootKey:])
		if n++; first[root] == 0 {
			first[root] = n
		}
		if err := byRoot.put(fmt.Sprintf("%012d %s", first[root], root), rec.file, rec.line, rec.raw); err != nil {
			return err
		}
	}
	return nil
}
