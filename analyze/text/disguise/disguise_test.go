package disguise

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text/token"
	"github.com/gainsay/gainsay/internal/cpu"
)

var harsh = NewVocabulary("idiot", "idiots", "moron", "stupid", "ass", "asshole", "fascist", "retarded",
	"bitch", "loser", "losers", "half-wit", "fool", "dick")

func TestNormalize(t *testing.T) {
	for _, c := range []struct{ in, want, part, origin string }{
		{"You ＷＯＷ a\u200bb 1d10t", "you wow ab idiot", "idiot", "1d10t"},
		{"An i.d.i.o.t’s view", "an idiot's view", "idiot", "i.d.i.o.t"},
		{"bad \xff byte, STUUUPID", "bad \xff byte, stupid", "stupid", "STUUUPID"},
	} {
		n := harsh.Normalize(c.in)
		if n.Text != c.want {
			t.Errorf("%q: got %q, want %q", c.in, n.Text, c.want)
			continue
		}
		i := strings.Index(n.Text, c.part)
		if got := n.Original(i, i+len(c.part)).In(c.in); got != c.origin {
			t.Errorf("%q: %q comes from %q", c.in, c.part, got)
		}
	}
}

// checkNormal checks that every byte of the normal form comes from a span of the
// original on rune boundaries, in order.
func checkNormal(t *testing.T, s string) {
	t.Helper()
	n := harsh.Normalize(s)
	if len(n.spans) != len(n.Text) {
		t.Fatalf("%q: %d spans for %d bytes", s, len(n.spans), len(n.Text))
	}
	last, valid := gainsay.Span{}, utf8.ValidString(s)
	for i, span := range n.spans {
		if !span.Valid(len(s)) || span.Len() == 0 || span != last && span.Start < last.End {
			t.Fatalf("%q: byte %d comes from %v after %v", s, i, span, last)
		}
		if valid && !utf8.ValidString(span.In(s)) {
			t.Fatalf("%q: byte %d comes from %v, inside a rune", s, i, span)
		}
		last = span
	}
}

func FuzzNormalize(f *testing.F) {
	for _, s := range []string{"1d10t", "i d i o t", "i.d.i.o.t", "stuuupid", "ıdıot", "\xff@ss",
		"z̸̢̛a̷l̶g̵o̴", "x\u00adyz 𝐢𝐝𝐢𝐨𝐭", "no!\u200b", "@ss-hole"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		checkNormal(t, s)
		if !Suspect(s) && len(harsh.Find(s, token.Tokenize(s))) > 0 {
			t.Fatalf("%q is disguised and not suspect", s)
		}
	})
}

func TestNormalizeHostile(t *testing.T) {
	for _, s := range []string{"1 ", "1!", "1!|", "i d ", "1.!.", "a", "1", "а", "a\u0300\u0301", "\u200b",
		"@", "i-", "aaab", "$5", "\xff", "o0"} {
		if took := cpu.Time(func() { checkNormal(t, strings.Repeat(s, (1<<17)/len(s))) }); took > 10*time.Second {
			t.Errorf("%q repeated took %v", s, took)
		}
	}
}

func BenchmarkSuspect(b *testing.B) {
	s := strings.Repeat("The second line of a plain comment, nothing hidden in it. ", 20)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		if Suspect(s) {
			b.Fatal("suspect")
		}
	}
}
