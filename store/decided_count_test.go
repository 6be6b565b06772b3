package store

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
	diff "github.com/google/go-cmp/cmp"
)

// disputedThread makes a thread of n comments. Each makes a claim; most of them ask
// about the claim before, contradict it, insult its author or advertise.
func disputedThread(id string, n int) *gainsay.Analysis {
	a, _ := plain(id, n)
	for i := range a.Annotations {
		a.Annotations[i].Score = .5 + float64(i%5)/10
	}
	mark := func(i int, tag gainsay.Tag) gainsay.Annotation {
		m := gainsay.Annotation{ID: fmt.Sprint(tag, i), Comment: fmt.Sprint("c", i), Span: gainsay.Span{Start: i % 4, End: 12 + i%3},
			Tag: tag, Score: .45 + float64(i%6)/10, By: "x/" + string(tag), Reasons: []gainsay.Reason{{Rule: "x/" + string(tag), Says: "says so"}}}
		a.Annotations = append(a.Annotations, m)
		return m
	}
	relate := func(from, to string, kind gainsay.RelationKind) {
		a.Relations = append(a.Relations, gainsay.Relation{From: from, To: to, Kind: kind, Score: .7, By: "argue/x",
			Reasons: []gainsay.Reason{{Rule: "argue/x", Says: "says so"}}})
	}
	for i := 1; i < n; i++ {
		s, from := &a.Assertions[i-1], fmt.Sprint("c", i)
		if i%2 == 0 {
			relate(mark(i, gainsay.TagEvidenceRequest).ID, s.ID, gainsay.Questions)
			s.AskedBy, s.Dispute = []string{from}, gainsay.Questioned
		}
		if i%3 == 0 {
			relate(fmt.Sprint("n", i), s.ID, gainsay.Rebuts)
			s.CounteredBy, s.Dispute = []string{from}, gainsay.Contested
		}
		if i%4 == 0 {
			e := mark(i, gainsay.TagEvidence)
			a.Annotations[len(a.Annotations)-1].Kind = string(gainsay.EvidenceSource)
			s.Support, s.SuppliedBy = []gainsay.Evidence{{Kind: gainsay.EvidenceSource, Comment: from, Span: e.Span}}, []string{from}
			s.Status = gainsay.Sourced
		}
		if i%5 == 0 {
			mark(i, gainsay.TagInsult)
			mark(i, gainsay.TagSpam)
		}
	}
	slices.SortStableFunc(a.Annotations, func(x, y gainsay.Annotation) int {
		number := func(n gainsay.Annotation) (i int) { fmt.Sscan(n.Comment[1:], &i); return i }
		return cmp.Compare(number(x), number(y))
	})
	return a
}

// countsOf lists what a list of threads counts by a basis, by key.
func countsOf(t *testing.T, db *DB, basis decide.Mode) map[string]view.ThreadRow {
	t.Helper()
	rows, _, err := db.Threads(t.Context(), view.ThreadFilter{Basis: basis})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]view.ThreadRow{}
	for _, r := range rows {
		out[r.Key] = counts(r)
	}
	return out
}

// counts are those counts of a row that follow a basis.
func counts(r view.ThreadRow) view.ThreadRow {
	return view.ThreadRow{Assertions: r.Assertions, Unsupported: r.Unsupported, Questioned: r.Questioned, Contested: r.Contested,
		Insults: r.Insults, Spam: r.Spam}
}

// checkCounts compares the stored counts of all threads with those taken from
// scratch, and what is filtered and sorted by them.
func checkCounts(t *testing.T, db *DB, after string) {
	t.Helper()
	least, err := db.Thresholds(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, basis := range view.Bases() {
		want, tags, asserting := map[string]view.ThreadRow{}, map[string]int{}, 0
		var assertions []string
		for a, err := range db.All(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			key := Key(a.Thread.Format, a.Thread.ID)
			ds, err := db.Decisions(t.Context(), view.DecisionFilter{Threads: []string{key}})
			if err != nil {
				t.Fatal(err)
			}
			shown, _ := decide.Shown(a, ds, basis, least)
			want[key] = counts(count(shown))
			asserting += btoi(len(shown.Assertions) > 0)
			for _, s := range shown.Assertions {
				assertions = append(assertions, said(key, s))
			}
			for tag := range tagCounts(shown.Annotations) {
				tags[string(tag)]++
			}
		}
		if d := diff.Diff(want, countsOf(t, db, basis)); d != "" {
			t.Fatalf("%s: %s: -from scratch +stored\n%s", after, basis, d)
		}
		checkAssertions(t, db, after, basis, assertions)
		checkListed(t, db, view.ThreadFilter{Basis: basis}, want, tags, asserting)
	}
}

// said is what lists show of an assertion.
func said(thread string, s gainsay.Assertion) string {
	return fmt.Sprint(thread, " ", s.Comment, " ", s.Span, " ", s.Status, " ", s.Dispute, s.AskedBy, s.CounteredBy, s.ConcededBy)
}

// checkAssertions compares the lists of assertions by a basis with those of the analyses.
func checkAssertions(t *testing.T, db *DB, after string, basis decide.Mode, want []string) {
	t.Helper()
	var got []string
	f := view.AssertionFilter{Basis: basis, Sort: "new", Limit: 4}
	total := -1
	for {
		rows, n, err := db.Assertions(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		if total = n; len(rows) == 0 {
			break
		}
		for _, r := range rows {
			got = append(got, said(r.ThreadKey, r.Assertion))
		}
		f.After = rows[len(rows)-1].Cursor
	}
	slices.Sort(want)
	slices.Sort(got)
	if d := diff.Diff(want, got); d != "" || total != len(want) {
		t.Fatalf("%s: %s: %d assertions: -from scratch +listed\n%s", after, basis, total, d)
	}
	o, err := db.Overview(t.Context(), view.AssertionFilter{Basis: basis})
	if err != nil || o.All.Of != len(want) {
		t.Errorf("%s: %s: the overview has %d assertions, want %d, %v", after, basis, o.All.Of, len(want), err)
	}
	unsupported, contested := 0, 0
	for _, r := range countsOf(t, db, basis) {
		unsupported, contested = unsupported+r.Unsupported, contested+r.Contested
	}
	if o.All.N != unsupported || o.Contested != contested {
		t.Errorf("%s: %s: the overview has %d unsupported and %d contested, the threads %d and %d", after, basis, o.All.N, o.Contested,
			unsupported, contested)
	}
}

// checkListed compares facets, filters and orders by a basis with the counts.
func checkListed(t *testing.T, db *DB, f view.ThreadFilter, want map[string]view.ThreadRow, tags map[string]int, asserting int) {
	t.Helper()
	facets, err := db.ThreadFacets(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, n := range facets.Tags {
		got[n.Value] = n.N
		g := f
		g.Tags = []gainsay.Tag{gainsay.Tag(n.Value)}
		if _, total, err := db.Threads(t.Context(), g); err != nil || total != n.N {
			t.Errorf("%s: %d threads with %s, the facet has %d, %v", f.Basis, total, n.Value, n.N, err)
		}
	}
	if d := diff.Diff(tags, got); d != "" {
		t.Errorf("%s: tags: -from scratch +stored\n%s", f.Basis, d)
	}
	f.Asserting = true
	_, total, err := db.Threads(t.Context(), f)
	if facets, err2 := db.ThreadFacets(t.Context(), f); err != nil || err2 != nil || total != asserting || facets.Hidden != len(want)-asserting {
		t.Errorf("%s: %d threads assert, want %d; %d do not; %v, %v", f.Basis, total, asserting, facets.Hidden, err, err2)
	}
	for sort, of := range map[string]func(view.ThreadRow) int{
		"unsupported": func(r view.ThreadRow) int { return r.Unsupported },
		"contested":   func(r view.ThreadRow) int { return r.Contested },
	} {
		g := view.ThreadFilter{Basis: f.Basis, Sort: sort, Limit: 1}
		last := math.MaxInt
		for n := 0; ; n++ { // a row at a time, by its cursor
			rows, _, err := db.Threads(t.Context(), g)
			if err != nil || len(rows) == 0 {
				if n != len(want) || err != nil {
					t.Errorf("%s by %s: %d rows of %d, %v", f.Basis, sort, n, len(want), err)
				}
				break
			}
			if of(rows[0]) > last {
				t.Errorf("%s by %s: %d after %d", f.Basis, sort, of(rows[0]), last)
			}
			last, g.After = of(rows[0]), rows[0].Cursor
		}
	}
}

// changer changes a database at random.
type changer struct {
	t       *testing.T
	db      *DB
	rand    *rand.Rand
	deleted []string
	done    map[string]int
}

// thread returns a stored thread, nil if there is none.
func (c *changer) thread() *gainsay.Analysis {
	var all []*gainsay.Analysis
	for a, err := range c.db.All(c.t.Context()) {
		if err != nil {
			c.t.Fatal(err)
		}
		all = append(all, a)
	}
	if len(all) == 0 {
		return nil
	}
	return all[c.rand.IntN(len(all))]
}

// decision makes one about a mark, or one that adds a mark.
func (c *changer) decision(a *gainsay.Analysis) gainsay.Decision {
	var d gainsay.Decision
	var err error
	if k := c.rand.IntN(6); k == 0 {
		m := a.Thread.Comments[c.rand.IntN(len(a.Thread.Comments))]
		if m.Text == "" { // erased
			return c.decision(a)
		}
		tag := []gainsay.Tag{gainsay.TagClaim, gainsay.TagInsult, gainsay.TagSpam}[c.rand.IntN(3)]
		if d, err = decide.OfMissed(a, m.ID, tag, gainsay.Span{Start: 4, End: 10}); tag == gainsay.TagClaim {
			d.Status = gainsay.Unsupported
		}
	} else {
		n := a.Annotations[c.rand.IntN(len(a.Annotations))]
		d, err = decide.OfMark(a, n.ID, []gainsay.Verdict{gainsay.Right, gainsay.Wrong, gainsay.Changed}[k%3])
		if d.Verdict == gainsay.Changed {
			d.Change = &gainsay.Change{Tag: n.Tag, Span: n.Span}
			switch c.rand.IntN(3) {
			case 0:
				d.Change.Tag = gainsay.TagInsult
			case 1:
				d.Change.Tag, d.Change.Status = gainsay.TagClaim, gainsay.Argued
			}
		}
	}
	if err != nil {
		c.t.Fatal(err)
	}
	d.Coder, d.Blind, d.Settles = []string{"Ada", "Bo"}[c.rand.IntN(2)], c.rand.IntN(5) == 0, c.rand.IntN(5) == 0
	return d
}

// change does one thing and says what.
func (c *changer) change() string {
	ctx, must := c.t.Context(), func(err error) {
		c.t.Helper()
		if err != nil && !errors.Is(err, view.ErrNotFound) {
			c.t.Fatal(err)
		}
	}
	a := c.thread()
	key := ""
	if a != nil {
		key = Key(a.Thread.Format, a.Thread.ID)
	}
	switch n := c.rand.IntN(20); {
	case a != nil && n < 8:
		_, err := c.db.Decide(ctx, c.decision(a))
		must(err)
		return "decide"
	case a != nil && n < 10:
		d := c.decision(a)
		d.Time = view.ThreadRow{}.Imported.AddDate(2000+c.rand.IntN(20), 0, c.rand.IntN(300))
		_, err := c.db.AddDecisions(ctx, []gainsay.Decision{d})
		must(err)
		return "import decisions"
	case a != nil && n < 13:
		ds, err := c.db.Decisions(ctx, view.DecisionFilter{})
		must(err)
		if len(ds) > 0 {
			of := ds[c.rand.IntN(len(ds))]
			_, err = c.db.Decide(ctx, gainsay.Decision{Thread: of.Thread, Comment: of.Comment, Mark: of.Mark, Tag: of.Tag,
				Verdict: of.Verdict, Coder: of.Coder, Undoes: of.ID})
			must(err)
		}
		return "undo"
	case n < 15:
		save(c.t, c.db, disputedThread(fmt.Sprint("t", c.rand.IntN(3)), 8+c.rand.IntN(6)), nil)
		return "import"
	case a != nil && n == 15:
		must(c.db.Delete(ctx, key))
		c.deleted = append(c.deleted, key)
		return "delete"
	case n == 16 && len(c.deleted) > 0:
		must(c.db.Restore(ctx, c.deleted[len(c.deleted)-1]))
		c.deleted = c.deleted[:len(c.deleted)-1]
		return "restore"
	case n == 17:
		_, err := c.db.EraseAuthor(ctx, fmt.Sprint("author ", c.rand.IntN(14)))
		must(err)
		return "erase"
	}
	tag := []gainsay.Tag{gainsay.TagInsult, gainsay.TagEvidenceRequest, gainsay.TagEvidence, gainsay.TagClaim}[c.rand.IntN(4)]
	least := []float64{0, .7, .8}[c.rand.IntN(3)]
	must(c.db.SetThreshold(ctx, tag, least, "Ada"))
	_, err := c.db.Restate(ctx, math.MaxInt64)
	must(err)
	return "threshold"
}

// TestDecidedCounts: whatever was decided, undone, imported, deleted, erased and
// chosen before, the table of threads counts what the pages and exports show.
func TestDecidedCounts(t *testing.T) {
	db := openTemp(t)
	c := &changer{t: t, db: db, rand: rand.New(rand.NewPCG(7, 11)), done: map[string]int{}}
	for i := range 3 {
		save(t, db, disputedThread(fmt.Sprint("t", i), 10), nil)
	}
	for range 40 {
		var after string
		for range 1 + c.rand.IntN(3) {
			after = c.change()
			c.done[after]++
		}
		checkCounts(t, db, after)
	}
	if len(c.done) < 8 {
		t.Errorf("done is only %v", c.done)
	}
}
