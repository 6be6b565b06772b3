package store

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
)

// rich is an analysis that has something in every field and every place.
func rich(format, id string) *gainsay.Analysis {
	score := -3
	c1 := "Rents in Kestrel Bay doubled since 2015 \U0001F600."
	c2 := "Who says so? I found nothing <b>at all</b>; \"rents\" fell.\n> Rents in Kestrel Bay doubled\n\nÜBRIGENS: no."
	comments := []*gainsay.Comment{
		{ID: "c1", ParentBy: gainsay.BySource, Author: "Mara Quill", Time: time.Date(2024, 3, 1, 10, 0, 0,
			0, time.UTC), Text: c1, State: gainsay.Live, Score: &score},
		{ID: "c2", Parent: "c1", ParentBy: gainsay.ByQuote, ParentScore: .93, Author: "Jonas Pell",
			Text: c2, State: gainsay.Live, Quotes: []gainsay.Span{{Start: 57, End: 87}}},
		{ID: "c3", Parent: "c2", ParentBy: gainsay.ByAddress, ParentScore: .1 + .2,
			Text: "Jonas, you clown, see https://example.org/rents", State: gainsay.Live,
			OtherParents: []string{"c1", "gone"}, AuthorURL: "https://example.org/me",
			TimeText: "2 months ago", Language: "en",
			Links: []gainsay.Link{{Span: gainsay.Span{Start: 22, End: 47},
				URL: "https://example.org/rents?a=1"}}},
		{ID: "gone", ParentBy: gainsay.ByNothing, State: gainsay.Missing},
		{ID: "c4", Parent: "gone", ParentBy: gainsay.BySource, Author: "Mara Quill", Text: "Taken back.",
			State: gainsay.Deleted, Time: time.Date(1969, 1, 1, 0, 0, 1, 0, time.UTC)},
		{ID: "c5", ParentBy: gainsay.ByOrder, Author: "Best Jobs", Text: "Earn 500 a day!",
			State: gainsay.MarkedSpam,
			Time:  time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC), Precision: gainsay.ToDay, Failed: "too deep"},
	}
	claim, announced := gainsay.Span{Start: 0, End: 39}, 9
	return &gainsay.Analysis{
		Version: gainsay.Version{Gainsay: "0.1", Rules: "sha256:ab"},
		Thread: &gainsay.Thread{ID: id, Format: format, URL: "https://example.org/a?b=1&c=2",
			Title:   "Rents in Kestrel Bay",
			Article: "The council met.\n\nNothing was said.", Comments: comments},
		Annotations: []gainsay.Annotation{
			{ID: "a1", Comment: "c1", Span: claim, Tag: gainsay.TagClaim, Kind: "fact", Score: .81, By: "claim/figure",
				Reasons: []gainsay.Reason{{Rule: "claim/figure", Says: "says how much",
					Spans: []gainsay.Span{{Start: 24, End: 31}}, Weight: .8}}},
			{ID: "a2", Comment: "c2", Span: gainsay.Span{Start: 0, End: 12},
				Tag: gainsay.TagEvidenceRequest, Score: .7, By: "evidencerequest/who-says",
				Reasons: []gainsay.Reason{{Rule: "evidencerequest/who-says", Says: "asks"}}},
			{ID: "a3", Comment: "c2", Span: gainsay.Span{Start: 45, End: 56}, Tag: gainsay.TagClaim,
				Kind: "fact", Score: .6, By: "claim/figure",
				Reasons: []gainsay.Reason{{Rule: "claim/figure", Says: "says"}}},
			{ID: "a4", Comment: "c3", Span: gainsay.Span{Start: 7, End: 16}, Tag: gainsay.TagInsult,
				Score: .9, By: "insult/you", Target: "participant:Jonas Pell",
				Reasons: []gainsay.Reason{{Rule: "insult/you", Says: "names", Comment: "c2"}},
				Signals: []gainsay.Signal{{Name: "word", Words: "clown", Weight: 2.5},
					{Name: "negated", Weight: -.25}}},
			{ID: "a5", Comment: "c3", Span: gainsay.Span{Start: 7, End: 16}, Tag: gainsay.TagInsult,
				Score: .3, By: "insult/weak", Target: "person:x",
				Reasons: []gainsay.Reason{{Rule: "insult/weak", Says: "is below the threshold"}}},
		},
		Assertions: []gainsay.Assertion{
			{ID: "a1", Comment: "c1", Span: claim, Text: c1[:39], Author: "Mara Quill", Kind: gainsay.Fact,
				Status:  gainsay.Sourced,
				Dispute: gainsay.Contested, Notable: .75, Support: []gainsay.Evidence{
					{Kind: gainsay.EvidenceLink, Comment: "c3", Span: gainsay.Span{Start: 22, End: 47}},
					{Kind: gainsay.EvidenceFigure, Comment: "c1", Span: gainsay.Span{Start: 24, End: 39}}},
				AskedBy: []string{"c2"}, SuppliedBy: []string{"c3"}, CounteredBy: []string{"c2", "c3"},
				ConcededBy: []string{}, RepeatedBy: []string{"c3", "c2"},
				Topics: []string{"Housing", "Kestrel Bay"}, Cluster: "k1", Acceptability: .25,
				Chain: []gainsay.Step{
					{Kind: gainsay.StepAsserted, Comment: "c1", Span: claim, Author: "Mara Quill",
						Status: gainsay.Unsupported},
					{Kind: gainsay.StepSupplied, Comment: "c3", Span: gainsay.Span{Start: 22, End: 47},
						Evidence: gainsay.EvidenceLink,
						Site:     "a news site", Shared: []gainsay.Span{{Start: 0, End: 5}}},
					{Kind: gainsay.StepCountered, Comment: "c2", Span: gainsay.Span{Start: 45, End: 56},
						Author: "Jonas Pell", Status: gainsay.Unsupported, Claim: "a3"},
					{Kind: gainsay.StepRepeated, Comment: "c3", Count: 1},
					{Kind: gainsay.StepStanding, Status: gainsay.Sourced,
						Standing: &gainsay.Standing{Base: .9, Conceded: true, Supporters: 1, Attackers: 2,
							Attack: .5}}}},
			{ID: "a3", Comment: "c2", Span: gainsay.Span{Start: 45, End: 56}, Text: c2[45:56],
				Author: "Jonas Pell", Kind: gainsay.Fact, Status: gainsay.Unsupported,
				Dispute: gainsay.Conceded, Notable: 1. / 3, Support: []gainsay.Evidence{},
				AskedBy: []string{}, SuppliedBy: []string{},
				CounteredBy: []string{}, ConcededBy: []string{"c2"}, RepeatedBy: []string{},
				Topics: []string{"Housing"}, Chain: []gainsay.Step{}},
		},
		Relations: []gainsay.Relation{{From: "a2", To: "a1", Kind: gainsay.Questions, Score: .7,
			By:      "argue/questions",
			Reasons: []gainsay.Reason{{Rule: "argue/questions", Says: "asks what it rests on"}}},
			{From: "a3", To: "a1", Kind: gainsay.Rebuts, Score: .6, By: "argue/rebuts",
				Reasons: []gainsay.Reason{{Rule: "argue/rebuts", Says: "says the contrary",
					Spans: []gainsay.Span{{Start: 52, End: 56}}}}}},
		Report: gainsay.Report{Read: 6, Kept: 6, InferredParents: 3, MissingParents: 1, Skipped: 2,
			Announced: &announced, Stubs: 2, Duplicates: 1, Undated: 4, Failed: 1,
			Problems: []gainsay.Problem{{File: "posts.xml", Line: 7, Message: "not a comment"},
				{Message: "parent missing"}}},
	}
}

// richOf is rich as the newest schema has it after migration from version v.
func richOf(v int) *gainsay.Analysis {
	a := rich("reddit", "x")
	if v >= 7 {
		return a
	}
	withOldReasons(a)
	if v >= 4 {
		return a
	}
	for i := range a.Assertions {
		s := &a.Assertions[i]
		s.SuppliedBy, s.RepeatedBy, s.Acceptability = []string{}, []string{}, 0
	}
	a.Assertions[0].Chain = []gainsay.Step{
		{Kind: gainsay.StepAsserted, Comment: "c1", Span: gainsay.Span{Start: 0, End: 39}, Author: "Mara Quill"},
		{Kind: gainsay.StepBacked, Comment: "c1", Span: gainsay.Span{Start: 24, End: 39},
			Author: "Mara Quill", Evidence: gainsay.EvidenceFigure},
		{Kind: gainsay.StepAsked, Comment: "c2", Author: "Jonas Pell"},
		{Kind: gainsay.StepSupplied, Comment: "c3", Span: gainsay.Span{Start: 22, End: 47},
			Evidence: gainsay.EvidenceLink},
		{Kind: gainsay.StepCountered, Comment: "c2", Author: "Jonas Pell"},
		{Kind: gainsay.StepCountered, Comment: "c3"},
	}
	if v >= 2 {
		return a
	}
	for _, c := range a.Thread.Comments {
		c.OtherParents, c.AuthorURL, c.Precision, c.TimeText, c.Links, c.Language, c.Failed = nil, "", "",
			"", nil, "", ""
	}
	a.Thread.Comments[5].Time = time.Time{}
	for i := range a.Annotations {
		a.Annotations[i].Signals = nil
	}
	r := &a.Report
	r.Announced, r.Stubs, r.Duplicates, r.Undated, r.Failed, r.Problems[0].File = nil, 0, 0, 0, 0, ""
	return a
}

// withOldReasons gives rich what the sentences in the fixtures of schemas 1 to
// 6 become.
func withOldReasons(a *gainsay.Analysis) {
	for i, says := range []string{`says "doubled"`, "asks", "says", "you + clown", "below the threshold"} {
		n := &a.Annotations[i]
		n.Reasons = []gainsay.Reason{{Rule: n.By, Says: says}}
	}
	for i, r := range []gainsay.Reason{{Rule: "questions/reply", Says: "is marked by this rule"},
		{Rule: "rebuts/antonym", Says: "doubled, fell"}} {
		a.Relations[i].By, a.Relations[i].Reasons = r.Rule, []gainsay.Reason{r}
	}
	a.Assertions[0].Chain = []gainsay.Step{
		{Kind: gainsay.StepAsserted, Comment: "c1", Span: gainsay.Span{Start: 0, End: 39}, Author: "Mara Quill"},
		{Kind: gainsay.StepStanding, Status: gainsay.Sourced},
	}
	a.Assertions[1].Chain = []gainsay.Step{
		{Kind: gainsay.StepAsserted, Comment: "c2", Span: gainsay.Span{Start: 45, End: 56}, Author: "Jonas Pell"},
		{Kind: gainsay.StepConceded, Comment: "c2", Author: "Jonas Pell"},
	}
}

// plain makes a thread of n comments, each with an assertion and a sketch.
func plain(id string, n int) (*gainsay.Analysis, map[string][]uint32) {
	a := &gainsay.Analysis{Thread: &gainsay.Thread{ID: id, Format: "json", Title: "Thread " + id},
		Annotations: []gainsay.Annotation{}, Assertions: []gainsay.Assertion{},
		Relations: []gainsay.Relation{}}
	a.Report.Problems = []gainsay.Problem{}
	sigs := map[string][]uint32{}
	for i := range n {
		c := &gainsay.Comment{ID: fmt.Sprint("c", i), ParentBy: gainsay.BySource,
			Author: fmt.Sprint("author ", i%97), State: gainsay.Live,
			Text: fmt.Sprintf("%s number %d says that the tram to gate %d runs every %d minutes", id, i, i%13, i%29)}
		if i > 0 {
			c.Parent = fmt.Sprint("c", i/2)
		}
		span := gainsay.Span{Start: 0, End: len(c.Text)}
		a.Thread.Comments = append(a.Thread.Comments, c)
		a.Annotations = append(a.Annotations, gainsay.Annotation{ID: fmt.Sprint("n", i), Comment: c.ID,
			Span: span, Tag: gainsay.TagClaim, Kind: "fact", Score: .6, By: "claim/x",
			Reasons: []gainsay.Reason{{Rule: "claim/x", Says: "says so"}}})
		a.Assertions = append(a.Assertions, gainsay.Assertion{ID: fmt.Sprint("n", i), Comment: c.ID,
			Span: span, Text: c.Text, Author: c.Author,
			Kind: gainsay.Fact, Status: gainsay.Unsupported, Dispute: gainsay.Open,
			Support: []gainsay.Evidence{}, AskedBy: []string{},
			SuppliedBy: []string{}, CounteredBy: []string{}, ConcededBy: []string{}, RepeatedBy: []string{},
			Chain:  []gainsay.Step{},
			Topics: []string{fmt.Sprint("Gate ", i%13), "Tram"}})
		sigs[c.ID] = sketch(uint32(i) * 1000)
	}
	return a, sigs
}

// about makes a decision about a mark of a stored thread.
func about(t testing.TB, db *DB, thread, mark string, v gainsay.Verdict, coder string) gainsay.Decision {
	t.Helper()
	a, err := db.Analysis(t.Context(), thread)
	if err != nil {
		t.Fatal(err)
	}
	d, err := decide.OfMark(a, mark, v)
	if err != nil {
		t.Fatal(err)
	}
	d.Coder = coder
	return d
}

// sketch makes 64 slots that count up from seed.
func sketch(seed uint32) []uint32 {
	sig := make([]uint32, 64)
	for i := range sig {
		sig[i] = seed + uint32(i)
	}
	return sig
}

// openTemp opens an empty database: a schema of PostgreSQL, or a copy of a file
// that was made once, because each migration takes its time.
func openTemp(t testing.TB) *DB {
	t.Helper()
	path := newAddress(t)
	if !onPostgres() {
		b, err := emptyFile()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return openAt(t, path)
}

// emptyFile returns a database without threads.
var emptyFile = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "gainsay-store-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "empty.db")
	db, err := Open(path)
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// openAt opens path and, at the end of the test, looks over what is in it.
func openAt(t testing.TB, path string) *DB {
	t.Helper()
	db, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		sound(t, db)
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// sound runs SQLite's checks of the file, its foreign keys and its word indexes.
func sound(t testing.TB, db *DB) {
	t.Helper()
	if db.pg != nil {
		indexed(t, db)
		return
	}
	var verdict string
	if err := db.write.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Errorf("integrity_check: %s, %v", verdict, err)
	}
	var broken int
	if err := db.write.QueryRow("SELECT count(*) FROM pragma_foreign_key_check").Scan(&broken); err != nil || broken != 0 {
		t.Errorf("foreign_key_check: %d rows, %v", broken, err)
	}
	for _, index := range []string{"comment_text", "assertion_text"} {
		if _, err := db.write.Exec(fmt.Sprintf("INSERT INTO %s (%[1]s, rank) VALUES ('integrity-check', 1)",
			index)); err != nil {
			t.Errorf("%s out of step: %v", index, err)
		}
	}
}

func save(t testing.TB, db *DB, a *gainsay.Analysis, sigs map[string][]uint32) Saved {
	t.Helper()
	saved, err := db.Save(context.Background(), "here", a, sigs)
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

func toJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// contents prints all rows of all tables, to compare states of a database.
func contents(t testing.TB, db *DB) string {
	t.Helper()
	var out strings.Builder
	for a, err := range db.All(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		out.WriteString(toJSON(t, a))
	}
	for _, table := range []string{"thread", "problem", "comment", "quote", "annotation", "relation",
		"assertion",
		"reception", "topic", "assertion_topic", "signature", "band"} {
		var n int
		if err := db.read.QueryRow("SELECT count(*) FROM " + table).Scan(&n); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&out, table, n)
	}
	return out.String()
}
