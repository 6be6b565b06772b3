package tagger

import (
	"bytes"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/score"
)

// factTrainer returns a trainer with two labelled comments.
func factTrainer(t *testing.T) *FactTrainer {
	t.Helper()
	encoded := score.Load()
	encoded.Encoder = &oneVector{vector: make([]float32, 512)}
	tr, err := NewFactTrainer(score.Load(), encoded)
	if err != nil {
		t.Fatal(err)
	}
	for text, label := range map[string]string{
		"The council of Orlin sold 14 boats in 2011.": NotableFact,
		"That is a very sad and silly idea.":          OtherClause,
	} {
		span := gainsay.Span{End: len(text) - 1}
		th := &gainsay.Thread{Comments: []*gainsay.Comment{{ID: "1", Text: text}}}
		missed, err := tr.Add(th, text, []FactSpan{{span, label}, {gainsay.Span{Start: 1, End: 3}, PlainFact}})
		if err != nil || missed != 1 {
			t.Fatalf("Add: %d missed, %v; want 1, none", missed, err)
		}
	}
	return tr
}

// TestFactTrainer checks that the weights written are read again, tell the clauses
// apart and are the same each time.
func TestFactTrainer(t *testing.T) {
	tr := factTrainer(t)
	var b, again bytes.Buffer
	if err := tr.Write(&b, "two comments"); err != nil {
		t.Fatal(err)
	}
	if tr.Write(&again, "two comments"); b.String() != again.String() {
		t.Error("the second time the weights differ")
	}
	m, err := readFactModel(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for v := range variants {
		if n := len(m[v][isFact].vector); (n == 512) != (v == byVectors) {
			t.Errorf("%s: %d weights of a vector", variantNames[v], n)
		}
		for q := range questions {
			sums := map[string]float64{}
			for i := range tr.rows[v] {
				r := &tr.rows[v][i]
				sums[r.label] = m[v][q].sum(&r.found, &r.logits, r.vector)
			}
			if sums[NotableFact] <= sums[OtherClause] {
				t.Errorf("%s, %s: log-odds %v", variantNames[v], questionNames[q], sums)
			}
		}
	}
}

func TestReadFactModelErrors(t *testing.T) {
	for line, want := range map[string]string{
		"rules fact bias":         "line 2: 3 fields",
		"rules maybe bias 1":      `line 2: unknown regression "rules" "maybe"`,
		"rules fact colour 1":     `line 2: feature "colour"`,
		"rules fact bias 1 2":     `line 2: feature "bias" with 2 weights`,
		"rules fact bias one":     "line 2: strconv.ParseFloat",
		"vectors fact vector 1 x": "line 2: strconv.ParseFloat",
	} {
		_, err := readFactModel([]byte("# weights\n" + line + "\n"))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", line, err, want)
		}
	}
}

// TestOwnVector checks that a clause gets the vector of its own words where that
// of the sentence does not decide, and only there.
func TestOwnVector(t *testing.T) {
	e := &oneVector{vector: make([]float32, 512)}
	models := score.Load()
	models.Encoder = e
	const words = "The council sold the boats to a firm, and the mayor of Orlin is quite pleased about all of it."
	d := driverWith(t, models)
	d.Run(&gainsay.Thread{Comments: []*gainsay.Comment{{ID: "1", Text: words}}}, gainsay.Report{}, nil)
	if len(e.seen) < 2 || e.seen[0] != words {
		t.Fatalf("the encoder saw %q, want the sentence and a clause", e.seen)
	}
	for _, s := range e.seen[1:] {
		if len(s) >= len(words) || !strings.Contains(words, s) {
			t.Errorf("the encoder saw %q, which is no clause", s)
		}
	}
}
