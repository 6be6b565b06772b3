package argue_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/argue"
	"github.com/gainsay/gainsay/analyze/reply"
	"github.com/gainsay/gainsay/analyze/tagger"
	"github.com/gainsay/gainsay/view"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite golden files")

func driver(t testing.TB) *analyze.Driver {
	t.Helper()
	taggers, err := tagger.AllWith(nil) // the ledger's golden files are to change with the ledger alone
	if err != nil {
		t.Fatal(err)
	}
	return &analyze.Driver{Taggers: taggers, Recover: reply.Recover, Argue: argue.Build}
}

// TestLedger prints the ledger of each thread of testdata.
func TestLedger(t *testing.T) {
	threads, err := filepath.Glob("testdata/*.json")
	if err != nil || len(threads) == 0 {
		t.Fatalf("%d threads, %v", len(threads), err)
	}
	dr := driver(t)
	for _, path := range threads {
		t.Run(filepath.Base(path), func(t *testing.T) {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var th gainsay.Thread
			if err := json.Unmarshal(b, &th); err != nil {
				t.Fatal(err)
			}
			a := dr.Run(&th, gainsay.Report{}, nil)
			checkAuthors(t, a)
			got := ledger(a)
			golden := strings.TrimSuffix(path, ".json") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), got); d != "" {
				t.Error(d)
			}
		})
	}
}

// checkAuthors checks that no relation joins two claims of one author unless
// it concedes.
func checkAuthors(t *testing.T, a *gainsay.Analysis) {
	t.Helper()
	author := map[string]string{}
	for _, n := range a.Annotations {
		if n.Tag == gainsay.TagClaim {
			author[n.ID] = a.Thread.Comment(n.Comment).Author
		}
	}
	for _, r := range a.Relations {
		if r.Kind != gainsay.Concedes && author[r.From] != "" && author[r.From] == author[r.To] {
			t.Errorf("%s relates two claims of %s", r.By, author[r.From])
		}
	}
}

// ledger prints the comments of a thread with their assertions and, at the
// end, the relations.
func ledger(a *gainsay.Analysis) string {
	var out strings.Builder
	words, marks := map[string]string{}, map[string]*gainsay.Annotation{}
	for k, n := range a.Annotations {
		marks[n.ID] = &a.Annotations[k]
		words[n.ID] = n.Comment + " “" + n.In(a.Thread.Comment(n.Comment).Text) + "”"
	}
	texts := view.NewTexts(a.Thread)
	for _, c := range a.Thread.Comments {
		fmt.Fprintf(&out, "%s %s → %s: %s\n", c.ID, c.Author, c.Parent,
			strings.Join(strings.Fields(c.Text), " "))
		for _, s := range a.Assertions {
			if s.Comment == c.ID {
				printAssertion(&out, texts, &s)
			}
		}
	}
	for _, r := range a.Relations {
		why := texts.WhyRelation(&r, marks[r.From])
		fmt.Fprintf(&out, "%s %.2f: %s → %s (%s)\n", r.Kind, r.Score, words[r.From], words[r.To], why)
	}
	return out.String()
}

func printAssertion(out *strings.Builder, texts *view.Texts, s *gainsay.Assertion) {
	fmt.Fprintf(out, "  “%s” %s, %s, notable %.2f, cluster %.4s, [%s]\n",
		s.Text, s.Status, s.Dispute, s.Notable, s.Cluster, strings.Join(s.Topics, ", "))
	for _, l := range []struct {
		name string
		ids  []string
	}{
		{"asked", s.AskedBy},
		{"supplied", s.SuppliedBy},
		{"countered", s.CounteredBy},
		{"conceded", s.ConcededBy},
		{"repeated", s.RepeatedBy},
	} {
		if len(l.ids) > 0 {
			fmt.Fprintf(out, "    %s by %s\n", l.name, strings.Join(l.ids, ", "))
		}
	}
	for _, step := range s.Chain {
		fmt.Fprintf(out, "    - %s %s: %s\n", step.Kind, step.Comment, texts.Step(&step, s))
	}
}
