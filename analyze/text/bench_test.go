package text

import (
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text/entity"
	"github.com/gainsay/gainsay/analyze/text/perceptron"
	"github.com/gainsay/gainsay/analyze/text/quantity"
	"github.com/gainsay/gainsay/internal/lineartest"
)

// TestParseConcurrently parses the same texts in several goroutines, which
// share the models, what is remembered and the working memory.
func TestParseConcurrently(t *testing.T) {
	texts := lineartest.Sentences(t, "testdata")
	var want []*Doc
	for _, s := range texts {
		want = append(want, Parse(s))
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i, s := range texts {
				d := Parse(s)
				d.Terms(gainsay.Span{End: len(s)})
				if !reflect.DeepEqual(d, want[i]) {
					t.Errorf("%q: parsed differently beside others", s)
				}
			}
		})
	}
	wg.Wait()
}

// inventedDocs are the analysed comments that the benchmarks run over:
// every sentence of testdata, five to a comment.
func inventedDocs(tb testing.TB) (docs []*Doc, tokens int) {
	s := lineartest.Sentences(tb, "testdata")
	for i := 0; i+5 <= len(s); i += 5 {
		d := Parse(strings.Join(s[i:i+5], " "))
		docs = append(docs, d)
		tokens += len(d.Tokens)
	}
	return docs, tokens
}

// benchDocs runs stage over the invented comments and reports tokens a second.
func benchDocs(b *testing.B, stage func(*Doc)) {
	docs, tokens := inventedDocs(b)
	for b.Loop() {
		for _, d := range docs {
			stage(d)
		}
	}
	b.ReportMetric(float64(tokens)*float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
}

func BenchmarkEntities(b *testing.B) {
	benchDocs(b, func(d *Doc) {
		d.Entities = entity.Find(d.Text, d.Tokens, d.Sentences, lexemes.OfTokens(nil, d.Tokens))
	})
}
func BenchmarkQuantities(b *testing.B) {
	benchDocs(b, func(d *Doc) {
		d.Quantities, d.Times = quantity.Find(d.Text, d.Tokens, lexemes.OfTokens(nil, d.Tokens))
	})
}

func BenchmarkTag(b *testing.B) {
	benchDocs(b, func(d *Doc) {
		m := perceptron.New(lexemes)
		for i := range d.Tokens {
			if !d.Tokens[i].POS.IsNonWord() {
				d.Tokens[i].POS = ""
			}
		}
		words := lexemes.OfTokens(nil, d.Tokens)
		for _, s := range d.Sentences {
			m.Tag(d.Words(s), words[s.First:s.Last])
		}
	})
}
