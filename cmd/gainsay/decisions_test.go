package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/wire"
)

// decidedThread is a thread of several kinds of marks.
func decidedThread() *gainsay.Thread {
	return &gainsay.Thread{ID: "t1", Format: "json", Comments: []*gainsay.Comment{
		{ID: "1", ParentBy: gainsay.BySource, State: gainsay.Live, Author: "Ann", Text: "The new bridge cost 40 million euros. I like it a lot."},
		{ID: "2", Parent: "1", ParentBy: gainsay.BySource, State: gainsay.Live, Author: "Bo", Text: "You are an idiot. Where is your source for that?"},
		{ID: "3", Parent: "1", ParentBy: gainsay.BySource, State: gainsay.Live, Author: "Cy", Text: "I agree with you. The bridge cost 12 million euros in 2019."},
	}}
}

func analysed(t *testing.T) *gainsay.Analysis {
	t.Helper()
	run, err := analyzerWith(nil, false, nil, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	a, err := run(decidedThread(), gainsay.Report{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestDecisionsSurviveOtherRules decides on every mark of a stored thread, saves
// it as other rules would have analysed it, and finds every decision on its mark.
func TestDecisionsSurviveOtherRules(t *testing.T) {
	ctx := context.Background()
	db, err := store.Open(filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	a := analysed(t)
	save := func(a *gainsay.Analysis) *gainsay.Analysis {
		t.Helper()
		if _, err := db.SaveAll(ctx, []store.Item{{Source: "t.json", Analysis: a}}); err != nil {
			t.Fatal(err)
		}
		a, err := db.Analysis(ctx, "json:t1")
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	a = save(a)
	verdicts := []gainsay.Verdict{gainsay.Right, gainsay.Wrong}
	for i, n := range a.Annotations {
		d, err := decide.OfMark(a, n.ID, verdicts[i%2])
		if err != nil {
			t.Fatal(err)
		}
		d.Coder = "Ada"
		if _, err := db.Decide(ctx, d); err != nil {
			t.Fatal(err)
		}
	}
	b := save(otherRules(analysed(t)))
	ds, err := db.Decisions(ctx, view.DecisionFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if len(ds) < 5 || len(ds) != len(a.Annotations) {
		t.Fatalf("%d decisions about %d marks", len(ds), len(a.Annotations))
	}
	p := decide.Place(b, ds)
	if len(p.Lost) > 0 {
		t.Errorf("lost: %+v", p.Lost)
	}
	for i, x := range p.Placed {
		if x.By == decide.ByID || x.Now != b.Annotations[i].ID {
			t.Errorf("%s %q is placed by %s on %q, want %q", x.Tag, x.Quote.Exact, x.By, x.Now, b.Annotations[i].ID)
		}
	}
}

// otherRules makes an analysis as if other rules had made it: all ids are
// others, and the marks are by other rules.
func otherRules(a *gainsay.Analysis) *gainsay.Analysis {
	renamed := func(id string) string { return "z" + id }
	a.Version.Rules = "sha256:other"
	for i := range a.Annotations {
		a.Annotations[i].ID = renamed(a.Annotations[i].ID)
	}
	for i := range a.Assertions {
		a.Assertions[i].ID = renamed(a.Assertions[i].ID)
		for j, step := range a.Assertions[i].Chain {
			if step.Claim != "" {
				a.Assertions[i].Chain[j].Claim = renamed(step.Claim)
			}
		}
	}
	for i := range a.Relations {
		a.Relations[i].From, a.Relations[i].To = renamed(a.Relations[i].From), renamed(a.Relations[i].To)
	}
	return a
}

// TestDecidedFitsSchema validates analyses as decided against the contract.
func TestDecidedFitsSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../../docs/analysis.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	a := analysed(t)
	var ds []gainsay.Decision
	for i, n := range a.Annotations {
		d, err := decide.OfMark(a, n.ID, gainsay.Verdicts()[i%3])
		if err != nil {
			t.Fatal(err)
		}
		d.ID, d.Coder = int64(i+1), "Ada Example"
		if d.Verdict == gainsay.Changed {
			text := a.Thread.Comment(n.Comment).Text
			d.Change = decide.NewChange(text, gainsay.TagClaim, gainsay.Sourced, "", n.Span)
		}
		ds = append(ds, d)
	}
	missed, err := decide.OfMissed(a, "1", gainsay.TagClaim, gainsay.Span{Start: 38, End: 54})
	if err != nil {
		t.Fatal(err)
	}
	missed.ID, missed.Coder, missed.Status = 100, "Bo", gainsay.Unsupported
	ds = append(ds, missed)
	for _, mode := range decide.Modes() {
		for n := range ds {
			b, err := wire.AppendAnalysis(nil, decide.Apply(a, ds[:n+1], mode))
			if err != nil {
				t.Fatal(err)
			}
			v, err := jsonschema.UnmarshalJSON(strings.NewReader(string(b)))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(v); err != nil {
				t.Errorf("%s with %d decisions: %v", mode, n+1, err)
			}
		}
	}
}

// decideForever names the database in which the test binary decides until it is
// killed, reporting each answered decision.
const decideForever = "GAINSAY_TEST_DECIDE"

func TestKilledBetweenDecisions(t *testing.T) {
	if path := os.Getenv(decideForever); path != "" {
		decideUntilKilled(path)
	}
	path := filepath.Join(t.TempDir(), "x.db")
	cmd := exec.Command(os.Args[0], "-test.run=^TestKilledBetweenDecisions$")
	cmd.Env = append(os.Environ(), decideForever+"="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	answered := 0
	for answered < 20 && lines.Scan() {
		answered++
	}
	if err := cmd.Process.Kill(); err != nil { // SIGKILL
		t.Fatal(err)
	}
	for lines.Scan() {
		answered++ // answered before the signal arrived
	}
	_ = cmd.Wait()
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ds, err := db.Decisions(context.Background(), view.DecisionFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if answered < 20 || len(ds) < answered || len(ds) > answered+1 {
		t.Errorf("%d decisions answered, %d saved", answered, len(ds))
	}
}

func decideUntilKilled(path string) {
	db, err := store.Open(path)
	for i := 0; err == nil; i++ {
		_, err = db.Decide(context.Background(), gainsay.Decision{
			Thread: "json:t1", Comment: "1", Mark: fmt.Sprint("m", i), Tag: gainsay.TagClaim,
			Verdict: gainsay.Right, Coder: "Ada",
		})
		fmt.Println("answered", i)
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
