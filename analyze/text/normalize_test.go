package text

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/internal/cpu"
)

var harsh = NewVocabulary("idiot", "idiots", "moron", "stupid", "ass", "asshole", "fascist", "retarded", "bitch", "loser", "losers", "half-wit", "fool", "dick")

// TestDisguised holds Unmasked to the golden file: hits with their spans, and
// what must stay untouched.
func TestDisguised(t *testing.T) {
	b, err := os.ReadFile("testdata/disguised.txt")
	if err != nil {
		t.Fatal(err)
	}
	hits, calm := 0, 0
	for line := range strings.Lines(string(b)) {
		in, want, ok := strings.Cut(strings.TrimRight(line, "\n"), " =>")
		if !ok || line[0] == '#' {
			continue
		}
		in, want = unescape(in), strings.TrimPrefix(unescape(want), " ")
		if got := strings.Join(masked(t, in), " | "); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
		if want == "" {
			calm++
		} else {
			hits++
		}
	}
	if hits < 40 || calm < 40 {
		t.Fatalf("%d cases with hits, %d without", hits, calm)
	}
}

// masked lists the tokens that Unmasked reads as something else.
func masked(t *testing.T, s string) []string {
	d := Parse(s)
	u := d.Unmasked(harsh)
	if again := d.Unmasked(harsh); again != u {
		t.Errorf("%q: the answer is not kept", s)
	}
	if len(u.Sentences) != len(d.Sentences) {
		t.Errorf("%q: %d sentences were %d", s, len(u.Sentences), len(d.Sentences))
	}
	var out []string
	for _, f := range harsh.disguises(s, d.Tokens) {
		out = append(out, f.In(s)+"="+f.word)
		if !slices.ContainsFunc(u.Tokens, func(w Token) bool { return w.Lower == f.word && w.Span.Contains(f.Span) }) {
			t.Errorf("%q: no token reads %q", s, f.word)
		}
	}
	if !d.suspect && len(out) > 0 {
		t.Errorf("%q is not suspect", s)
	}
	if len(out) == 0 && u != d {
		t.Errorf("%q was copied for nothing", s)
	}
	return out
}

// TestUnmaskedTokens holds that merged tokens keep the original's bytes and
// get the part of speech of the word meant.
func TestUnmaskedTokens(t *testing.T) {
	u := Parse("He is an i d i o t today. Fine.").Unmasked(harsh)
	var got []string
	for _, w := range u.Words(u.Sentences[0]) {
		got = append(got, w.Text+"/"+w.Lower+"/"+string(w.POS))
	}
	want := "He/he/PRP is/is/VBZ an/an/DT i d i o t/idiot/NN today/today/NN ././."
	if s := strings.Join(got, " "); s != want {
		t.Errorf("got %s\nwant %s", s, want)
	}
	if n := len(u.Words(u.Sentences[1])); n != 2 {
		t.Errorf("the second sentence has %d tokens", n)
	}
}

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

// checkNormal is the round trip: every byte leads back to a span of the
// original on rune boundaries, and order is kept.
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
	for _, s := range []string{"1d10t", "i d i o t", "i.d.i.o.t", "stuuupid", "ıdıot", "\xff@ss", "z̸̢̛a̷l̶g̵o̴", "x\u00adyz 𝐢𝐝𝐢𝐨𝐭", "no!\u200b", "@ss-hole"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		checkNormal(t, s)
		d := Parse(s)
		checkCut(t, d.Unmasked(harsh))
		if !d.suspect && len(harsh.disguises(s, d.Tokens)) > 0 {
			t.Fatalf("%q is disguised and not suspect", s)
		}
	})
}

func TestNormalizeHostile(t *testing.T) {
	for _, s := range []string{"1 ", "1!", "1!|", "i d ", "1.!.", "a", "1", "а", "a\u0300\u0301", "\u200b", "@", "i-", "aaab", "$5", "\xff", "o0"} {
		if took := cpu.Time(func() { checkNormal(t, strings.Repeat(s, (1<<17)/len(s))) }); took > 10*time.Second {
			t.Errorf("%q repeated took %v", s, took)
		}
	}
}

func BenchmarkSuspect(b *testing.B) {
	s := strings.Repeat("The second line of a plain comment, nothing hidden in it. ", 20)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		if suspect(s) {
			b.Fatal("suspect")
		}
	}
}
