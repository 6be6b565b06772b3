package text

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/analyze/text/disguise"
	"github.com/gainsay/gainsay/analyze/text/token"
)

var harsh = disguise.NewVocabulary("idiot", "idiots", "moron", "stupid", "ass", "asshole", "fascist",
	"retarded", "bitch", "loser", "losers", "half-wit", "fool", "dick")

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
	for _, f := range harsh.Find(s, d.Tokens) {
		out = append(out, f.In(s)+"="+f.Lower)
		if !slices.ContainsFunc(u.Tokens, func(w token.Token) bool {
			return w.Lower == f.Lower &&
				w.Span.Contains(f.Span)
		}) {
			t.Errorf("%q: no token reads %q", s, f.Lower)
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

func FuzzUnmasked(f *testing.F) {
	for _, s := range []string{"1d10t", "i d i o t", "i.d.i.o.t", "stuuupid", "ıdıot", "\xff@ss",
		"z̸̢̛a̷l̶g̵o̴", "x\u00adyz 𝐢𝐝𝐢𝐨𝐭", "no!\u200b", "@ss-hole"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		checkCut(t, Parse(s).Unmasked(harsh))
	})
}
