package thread

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/internal/extsort"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
)

// Collector builds the threads of a dump whose records come in any order, in
// constant memory. It yields threads in the order of their first records.
type Collector struct {
	sorter *extsort.Sorter
	keys   map[string]string // sort key by the reader's key: sorts threads by their first record
	full   map[string]bool   // keys of threads that have comments
	yield  Sink
}

// Record is what one record of a source adds to a thread. Fields that are nil
// or zero add nothing.
type Record struct {
	Thread    *gainsay.Thread
	Announced *int
	Comment   *gainsay.Comment
	Remark    string
	Stubs     int    // hidden comments; with Below, all direct replies
	Below     string // id of the comment whose replies Stubs counts, including those that were read
}

// NewCollector returns a Collector that yields to a consumer. Finish must be
// called.
func NewCollector(yield Sink) *Collector {
	return &Collector{sorter: extsort.New(), keys: map[string]string{}, full: map[string]bool{}, yield: yield}
}

// Put adds a record to the thread with a key. line is its line in the source.
func (g *Collector) Put(key string, line int, r Record) error {
	k, ok := g.keys[key]
	if !ok {
		k = fmt.Sprintf("%012d", len(g.keys))
		g.keys[key] = k
		if r.Thread == nil {
			if err := g.Put(key, line, Record{Thread: &gainsay.Thread{ID: key}}); err != nil {
				return err
			}
		}
	}
	if r.Comment != nil {
		g.full[key] = true
	}
	raw, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("keep record: %w", err)
	}
	return g.sorter.Put(k, "", line, raw)
}

// Report reports a record that could not be read. It returns record.ErrStop if
// the consumer stopped, and err if it does not concern the content.
func (g *Collector) Report(err error) error { return g.yield.Report("", err) }

// Finish yields the threads that have comments and releases the Collector. err
// is the error with which reading ended, others what threads without comments
// are called in the report ("videos").
func (g *Collector) Finish(err error, others string) {
	defer g.sorter.Close()
	if !g.yield.End(err) {
		return
	}
	switch empty := len(g.keys) - len(g.full); {
	case len(g.full) == 0 && err != nil:
		return // err says why nothing was read
	case len(g.full) == 0:
		why := "no comment in the source, and no " + others + " either"
		if empty > 0 {
			why = fmt.Sprintf("no comment in the source; %s without any: %d", others, empty)
		}
		g.yield(nil, record.Errorf(0, "%s", why))
		return
	case empty > 0:
		remark := record.Remark(0, "%s without comments skipped: %d", others, empty)
		if !g.yield(nil, remark) {
			return
		}
	}
	g.yield.Threads(g.sorter, build)
}

// build builds a thread from its records. The first value of each field counts.
// It returns nil if there is no comment.
func build(group []extsort.Record) (*Builder, error) {
	b := NewBuilder(&gainsay.Thread{})
	replies := map[string]int{}
	for _, s := range group {
		var r Record
		if err := json.Unmarshal(s.Raw, &r); err != nil {
			return nil, fmt.Errorf("read kept record: %w", err)
		}
		if r.Below != "" {
			replies[r.Below] = max(replies[r.Below], r.Stubs)
		} else {
			b.Stubs += r.Stubs
		}
		b.take(s.Line, &r)
	}
	if len(b.Comments) == 0 {
		return nil, nil
	}
	for _, c := range b.Comments {
		if replies[c.Parent] > 0 {
			replies[c.Parent]--
		}
	}
	for _, n := range replies {
		b.Stubs += n
	}
	if b.ID == "" {
		b.ID = scalar.Hash(b.Comments[0].ID, b.Comments[0].Text)
	}
	return b, nil
}

// take adds a record to the thread.
func (b *Builder) take(line int, r *Record) {
	if r.Thread != nil {
		b.head(r.Thread)
	}
	if r.Announced != nil {
		b.Announce(max(*r.Announced, 0))
	}
	if r.Comment != nil {
		b.Add(r.Comment)
	}
	if r.Remark != "" {
		b.Remark(line, "%s", r.Remark)
	}
}

// head sets the fields of the thread that are still empty.
func (b *Builder) head(t *gainsay.Thread) {
	for _, f := range []struct{ to, from *string }{
		{&b.ID, &t.ID}, {&b.URL, &t.URL}, {&b.Title, &t.Title}, {&b.Article, &t.Article},
	} {
		if *f.to == "" {
			*f.to = *f.from
		}
	}
}

// ReadRecords returns the Read function of a format of JSON values. open
// returns the function that reads the values of one stream. others is what
// threads without comments are called in the report.
func ReadRecords(others string,
	open func(g *Collector) func(record.Value) error) func(io.Reader) iter.Seq2[*format.Found, error] {
	return func(r io.Reader) iter.Seq2[*format.Found, error] {
		return func(yield func(*format.Found, error) bool) {
			g := NewCollector(yield)
			g.Finish(Each(g.yield, "", record.Values(r), open(g)), others)
		}
	}
}

// DecodeEach decodes records and passes them to take. A record that cannot be
// decoded is reported and skipped.
func DecodeEach[T any](g *Collector, raw []json.RawMessage, line int, take func(*T) error) error {
	for _, b := range raw {
		var v T
		if err := json.Unmarshal(b, &v); err != nil {
			if err := g.Report(record.Skipped(line, "read record: %v", err)); err != nil {
				return err
			}
			continue
		}
		if err := take(&v); err != nil {
			return err
		}
	}
	return nil
}
