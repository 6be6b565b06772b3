package store

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
)

// random makes threads whose assertions vary in all that an overview counts.
func random(n int) (out []*gainsay.Analysis) {
	r := rand.New(rand.NewPCG(1, 2))
	authors := []string{"Ida Voss", "Tom Reed", "Mo Lind", "", "Ann Holm"}
	topics := []string{"Harbour", "Trams", "Snow"}
	for k := range n {
		a := &gainsay.Analysis{Thread: &gainsay.Thread{ID: "t" + string(rune('a'+k)), Format: "json", Title: "T",
			URL: []string{"https://www.harrow.example/1", "https://old.reddit.com/r/kiln/comments/1/x", ""}[k%3]},
			Annotations: []gainsay.Annotation{}, Relations: []gainsay.Relation{}}
		for i := range 40 {
			id := string(rune('A' + i))
			c := &gainsay.Comment{ID: "c" + id, Author: authors[r.IntN(5)], Text: "words " + id, State: gainsay.Live,
				ParentBy: gainsay.BySource}
			if r.IntN(5) > 0 {
				c.Time = time.Date(2023, time.Month(1+r.IntN(14)), 1+r.IntN(28), 3, 0, 0, 0, time.UTC)
			}
			if r.IntN(9) == 0 {
				c.Precision = gainsay.ToYear
			}
			s := gainsay.Assertion{ID: "s" + id, Comment: c.ID, Text: c.Text, Author: c.Author, Kind: gainsay.Fact,
				Span:   gainsay.Span{End: len(c.Text)},
				Status: gainsay.Statuses()[r.IntN(6)], Dispute: gainsay.Open, Notable: r.Float64()}
			if r.IntN(3) == 0 {
				s.Cluster = "k" + string(rune('a'+r.IntN(9)))
			}
			if r.IntN(4) == 0 {
				s.Dispute, s.AskedBy = gainsay.Questioned, []string{"cA"}
			}
			if r.IntN(4) == 0 {
				s.Dispute, s.CounteredBy = gainsay.Contested, []string{"cB"}
			}
			for _, t := range topics {
				if r.IntN(3) == 0 {
					s.Topics = append(s.Topics, t)
				}
			}
			a.Thread.Comments = append(a.Thread.Comments, c)
			a.Assertions = append(a.Assertions, s)
			a.Annotations = append(a.Annotations, gainsay.Annotation{ID: s.ID, Comment: c.ID, Span: s.Span,
				Tag: gainsay.TagClaim, Kind: string(gainsay.Fact), Score: .9})
		}
		a.Relations = append(a.Relations, gainsay.Relation{From: "sA", To: "sB", Kind: gainsay.Rebuts, Score: .6})
		out = append(out, a)
	}
	return out
}

// sums are the figures of an overview by name, for comparison.
func sums(o view.Overview) map[string]view.Share {
	out := map[string]view.Share{"all": o.All, "undated": o.Undated, "machine right": o.MachineRight,
		"people, threads": {N: o.People, Of: o.Threads}, "contested, asked": {N: o.Contested, Of: o.Asked}}
	for _, m := range o.Months {
		out["month "+m.Month.Format("2006-01")] = m.Share
	}
	for _, s := range o.Sources {
		out["source "+s.Name] = s.Share
		for _, q := range s.Quarters {
			out["source "+s.Name+q.Month.Format(" 2006-01")] = q.Share
		}
	}
	for _, n := range o.Topics {
		out["topic "+n.Name] = n.Share
	}
	for _, n := range o.Authors {
		out["author "+n.Name] = n.Share
	}
	return out
}

// naive counts the same from analyses; keep says which assertions count and
// with which status.
func naive(as []*gainsay.Analysis, keep func(*gainsay.Analysis, gainsay.Assertion) (gainsay.Status, bool)) map[string]view.Share {
	out := map[string]view.Share{"all": {}, "undated": {}, "machine right": {}}
	add := func(name string, bad bool) {
		s := out[name]
		s.Of++
		s.N += btoi(bad)
		out[name] = s
	}
	people, threads, contested, asked := map[string]bool{}, map[string]bool{}, 0, 0
	for _, a := range as {
		source := map[string]string{"": "json"}[a.Thread.URL]
		if strings.Contains(a.Thread.URL, "harrow") {
			source = "harrow.example"
		} else if strings.Contains(a.Thread.URL, "reddit") {
			source = "r/kiln"
		}
		for i, s := range a.Assertions {
			status, ok := keep(a, s)
			if !ok {
				continue
			}
			bad := status == gainsay.Unsupported
			add("all", bad)
			threads[a.Thread.ID] = true
			contested += len(s.CounteredBy)
			asked += len(s.AskedBy)
			if s.Author != "" {
				people[s.Author] = true
				add("author "+s.Author, bad)
			}
			for _, t := range s.Topics {
				add("topic "+t, bad)
			}
			add("source "+source, bad)
			c := a.Thread.Comments[i]
			if c.Time.IsZero() || c.Precision == gainsay.ToYear {
				add("undated", bad)
				continue
			}
			add("month "+c.Time.Format("2006-01"), bad)
			q := time.Date(c.Time.Year(), (c.Time.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC)
			add("source "+source+q.Format(" 2006-01"), bad)
		}
	}
	for name, s := range out {
		if strings.HasPrefix(name, "topic ") && s.Of < view.MinTopic || strings.HasPrefix(name, "author ") && s.Of < view.MinAuthor {
			delete(out, name)
		}
	}
	out["people, threads"] = view.Share{N: len(people), Of: len(threads)}
	out["contested, asked"] = view.Share{N: contested, Of: asked}
	return out
}

func TestOverview(t *testing.T) {
	db := openTemp(t)
	as := random(6)
	for _, a := range as {
		save(t, db, a, nil)
	}
	from := time.Date(2023, 4, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		f    view.AssertionFilter
		keep func(*gainsay.Analysis, gainsay.Assertion) bool
	}{
		{"all", view.AssertionFilter{}, func(*gainsay.Analysis, gainsay.Assertion) bool { return true }},
		{"topic", view.AssertionFilter{Topics: []string{"trams"}},
			func(_ *gainsay.Analysis, s gainsay.Assertion) bool { return slices.Contains(s.Topics, "Trams") }},
		{"source", view.AssertionFilter{Source: "r/kiln"},
			func(a *gainsay.Analysis, _ gainsay.Assertion) bool { return strings.Contains(a.Thread.URL, "kiln") }},
		{"months", view.AssertionFilter{From: from, To: from.AddDate(0, 3, 0)},
			func(a *gainsay.Analysis, s gainsay.Assertion) bool {
				i := slices.IndexFunc(a.Thread.Comments, func(c *gainsay.Comment) bool { return c.ID == s.Comment })
				c := a.Thread.Comments[i]
				return c.Precision != gainsay.ToYear && !c.Time.Before(from) && c.Time.Before(from.AddDate(0, 3, 0))
			}},
		{"words, author", view.AssertionFilter{Query: "words b", Author: "Ida Voss"},
			func(_ *gainsay.Analysis, s gainsay.Assertion) bool {
				return strings.EqualFold(s.Text, "words b") && s.Author == "Ida Voss"
			}},
	} {
		got, err := db.Overview(t.Context(), c.f)
		if err != nil {
			t.Fatal(err)
		}
		want := naive(as, func(a *gainsay.Analysis, s gainsay.Assertion) (gainsay.Status, bool) {
			return s.Status, c.keep(a, s)
		})
		if d := gocmp.Diff(want, sums(got)); d != "" {
			t.Errorf("%s: -want +got\n%s", c.name, d)
		}
		rows, total, err := db.Assertions(t.Context(), c.f)
		if err != nil || total != got.All.Of || len(rows) != total {
			t.Errorf("%s: %d assertions, %v; the overview has %d", c.name, total, err, got.All.Of)
		}
	}
}

// TestOverviewLists compares the most repeated claims and contested pairs with
// what the analyses hold.
func TestOverviewLists(t *testing.T) {
	db := openTemp(t)
	as := random(4)
	said := map[string]int{}
	for _, a := range as {
		save(t, db, a, nil)
		for _, s := range a.Assertions {
			if s.Cluster != "" {
				said[s.Cluster]++
			}
		}
	}
	o, err := db.Overview(t.Context(), view.AssertionFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var want, got []int
	for _, n := range said {
		if n > 1 {
			want = append(want, n)
		}
	}
	slices.SortFunc(want, func(a, b int) int { return cmp.Compare(b, a) })
	for _, c := range o.Repeated {
		got = append(got, c.Times)
	}
	if !slices.Equal(got, want) {
		t.Errorf("repeated %v, want %v", got, want)
	}
	keys := map[[2]string]bool{}
	name := func(a *gainsay.Analysis, s gainsay.Assertion) string { return cmp.Or(s.Cluster, a.Thread.ID+s.ID) }
	for _, a := range as {
		pair := [2]string{name(a, a.Assertions[0]), name(a, a.Assertions[1])}
		if slices.Sort(pair[:]); pair[0] != pair[1] {
			keys[pair] = true
		}
	}
	if len(o.Pairs) != len(keys) {
		t.Errorf("%d pairs, want %d", len(o.Pairs), len(keys))
	}
	for _, p := range o.Pairs {
		if p.Said[0] != p.Claims[0].Times || p.Said[0] < p.Said[1] {
			t.Errorf("pair said %v, %d times", p.Said, p.Claims[0].Times)
		}
	}
}

func TestOverviewDecided(t *testing.T) {
	db := openTemp(t)
	as := random(2)
	for _, a := range as {
		save(t, db, a, nil)
	}
	record := func(a *gainsay.Analysis, i int, d gainsay.Decision) {
		t.Helper()
		s := a.Assertions[i]
		d.Thread, d.Comment, d.Coder, d.Tag = "json:"+a.Thread.ID, s.Comment, cmp.Or(d.Coder, "ann"), gainsay.TagClaim
		d.Span, d.Quote.Exact = s.Span, s.Text
		if d.Verdict != gainsay.Missed {
			d.Mark = s.ID
		}
		if _, err := db.Decide(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	change := &gainsay.Change{Tag: gainsay.TagClaim, Status: gainsay.Unsupported}
	record(as[0], 0, gainsay.Decision{Verdict: gainsay.Right})
	record(as[0], 1, gainsay.Decision{Verdict: gainsay.Wrong})
	record(as[0], 2, gainsay.Decision{Verdict: gainsay.Changed, Change: change})
	record(as[0], 3, gainsay.Decision{Verdict: gainsay.Right, Settles: true})
	record(as[0], 3, gainsay.Decision{Verdict: gainsay.Wrong, Coder: "ben"}) // settled before
	as[1].Annotations, as[1].Assertions = slices.Delete(as[1].Annotations, 4, 5), slices.Delete(as[1].Assertions, 4, 5)
	save(t, db, as[1], nil)
	missed := gainsay.Decision{Thread: "json:" + as[1].Thread.ID, Comment: "cE", Tag: gainsay.TagClaim, Coder: "ann",
		Verdict: gainsay.Missed, Status: gainsay.Unsupported, Quote: gainsay.Quote{Exact: "words E"}, Span: gainsay.Span{End: 7}}
	if _, err := db.Decide(t.Context(), missed); err != nil {
		t.Fatal(err)
	}
	decidedOf := func(a *gainsay.Analysis, s gainsay.Assertion) (gainsay.Status, bool, bool) {
		if a == as[0] {
			switch s.ID {
			case "sA", "sD":
				return s.Status, true, true
			case "sB":
				return s.Status, false, true
			case "sC":
				return gainsay.Unsupported, true, true
			}
		}
		return s.Status, true, false
	}
	for basis, undecided := range map[decide.Mode]bool{decide.Both: true, decide.Decided: false} {
		want := naive(as, func(a *gainsay.Analysis, s gainsay.Assertion) (gainsay.Status, bool) {
			status, keep, decided := decidedOf(a, s)
			return status, keep && (decided || undecided)
		})["all"]
		want.N, want.Of = want.N+1, want.Of+1 // the one that was missed
		o, err := db.Overview(t.Context(), view.AssertionFilter{Basis: basis})
		if err != nil || o.All != want {
			t.Errorf("%s: %+v, %v; want %+v", basis, o.All, err, want)
		}
		if right := (view.Share{N: 2, Of: 5}); o.MachineRight != right || o.Decided != 5 {
			t.Errorf("%s: machine right %+v, %d decided", basis, o.MachineRight, o.Decided)
		}
	}
	if o, err := db.Overview(t.Context(), view.AssertionFilter{Basis: decide.Machine}); err != nil || o.All.Of != 79 {
		t.Errorf("machine alone: %+v, %v", o.All, err)
	}
}

// TestIndexFollows: what lists count follows changes of threads.
func TestIndexFollows(t *testing.T) {
	db := openTemp(t)
	as := random(3)
	check := func(want int) {
		t.Helper()
		if o, err := db.Overview(t.Context(), view.AssertionFilter{}); err != nil || o.All.Of != want {
			t.Errorf("%d assertions, %v; want %d", o.All.Of, err, want)
		}
	}
	check(0)
	for i, a := range as {
		save(t, db, a, nil)
		check(40 * (i + 1))
	}
	as[1].Assertions, as[1].Relations = as[1].Assertions[:7], []gainsay.Relation{}
	save(t, db, as[1], nil)
	check(87)
	if _, err := db.write.Exec(`UPDATE assertion SET author = 'someone' WHERE author = 'Ida Voss'`); err != nil {
		t.Fatal(err)
	}
	rows, _, err := db.Authors(t.Context(), view.AuthorFilter{Name: "voss"})
	if err != nil || len(rows) != 0 {
		t.Errorf("an erased author is still listed: %v, %v", rows, err)
	}
}

func TestSets(t *testing.T) {
	db := openTemp(t)
	at := time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)
	for _, s := range []view.Set{{Name: "b", Query: "x=1", Time: at}, {Name: "a", Query: "x=2", Coder: "ann", Time: at},
		{Name: "b", Query: "x=3", Time: at}, {Name: "gone", Time: at}} {
		if err := db.SaveSet(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.DeleteSet(t.Context(), "gone"); err != nil {
		t.Fatal(err)
	}
	got, err := db.Sets(t.Context())
	want := []view.Set{{Name: "a", Query: "x=2", Coder: "ann", Time: at}, {Name: "b", Query: "x=3", Time: at}}
	if d := gocmp.Diff(want, got); d != "" || err != nil {
		t.Errorf("%v %s", err, d)
	}
}
