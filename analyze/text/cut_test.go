package text

import (
	"os"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/text/token"
	"github.com/gainsay/gainsay/internal/cpu"
)

// checkCut holds what every later stage relies on: tokens are ordered,
// disjoint, on rune boundaries and hold all but white space; sentences are
// ordered runs of tokens that leave none out; quotations are ordered,
// disjoint and in range, and a sentence lies in one or in none.
func checkCut(t *testing.T, d *Doc) {
	t.Helper()
	checkTokens(t, d)
	next := 0
	for _, s := range d.Sentences {
		if s.First != next || s.Last <= s.First || s.Last > len(d.Tokens) ||
			s.Start != d.Tokens[s.First].Start || s.End != d.Tokens[s.Last-1].End {
			t.Fatalf("sentence %+v in %q", s, d.Text)
		}
		next = s.Last
	}
	if next != len(d.Tokens) {
		t.Fatalf("%d tokens are in no sentence of %q", len(d.Tokens)-next, d.Text)
	}
	for i, s := range d.Sentences {
		if len(d.Sentences) < 50 && (d.SentenceAt(s.Start) != i || d.SentenceAt(s.End-1) != i) {
			t.Fatalf("sentence %d of %q is not at its own place", i, d.Text)
		}
	}
	checkQuotes(t, d.Text, d.Quotes)
	checkQuotes(t, d.Text, d.Quoted)
}

func checkTokens(t *testing.T, d *Doc) {
	t.Helper()
	var rebuilt strings.Builder
	end := 0
	for _, w := range d.Tokens {
		if w.Start < end || w.End <= w.Start || w.In(d.Text) != w.Text || !boundary(d.Text, w.Start) ||
			!boundary(d.Text, w.End) || w.Lower == "" {
			t.Fatalf("token %+v in %q", w, d.Text)
		}
		gap := d.Text[end:w.Start]
		if strings.TrimFunc(gap, unicode.IsSpace) != "" {
			t.Fatalf("%q is in no token of %q", gap, d.Text)
		}
		rebuilt.WriteString(gap + w.Text)
		end = w.End
	}
	if rest := d.Text[end:]; strings.TrimFunc(rest, unicode.IsSpace) != "" ||
		rebuilt.String()+rest != d.Text {
		t.Fatalf("%q is in no token of %q", rest, d.Text)
	}
}

func checkQuotes(t *testing.T, s string, spans []gainsay.Span) {
	t.Helper()
	end := 0
	for _, q := range spans {
		if q.Start < end || q.End <= q.Start || q.End > len(s) || !boundary(s, q.Start) ||
			!boundary(s, q.End) {
			t.Fatalf("quotation %+v in %q", q, s)
		}
		end = q.End
	}
}

// boundary reports whether byte i of s does not lie inside a valid rune.
func boundary(s string, i int) bool {
	if i == len(s) || utf8.RuneStart(s[i]) {
		return true
	}
	for k := max(0, i-utf8.UTFMax); k < i; k++ {
		if r, n := utf8.DecodeRuneInString(s[k:]); n > 1 && r != utf8.RuneError && k+n > i {
			return false
		}
	}
	return true
}

func cutOf(s string) *Doc {
	d := &Doc{Text: s}
	cut(d, nil, nil)
	return d
}

// hostile are texts to be repeated; each has broken a segmenter somewhere.
var hostile = []string{
	"!", "?", ".", "(", ")", "\n", " ", ">", "[quote]", "[/quote]", "[quote=", "\"", "'", "’", "“", "*",
	"-", "@", "#", "…", ":", ";)",
	"! ", ". ", "( ", "\" ", "> ", ".\n", ">\n", "\n\n>", "a", "a.", "ab.", "a. ", "1", "1,", "1.\n", "a'",
	"n't", "'s", "a*", "a-", "a@", "a@b.", "@a", "#1",
	"http://", "www.", "www.)", "http://a)", "http://a(", "a.com/", "a.com/)", "www.a)) ", "U.S.", "Mr. ",
	"A wrote:\n", "A wrote:\nb\n\n", "quote:\n", "On 1 A\n",
	"A wrote:\n\"", "Originally posted by\n", "A said:\nClick to expand", "\xff", "\xff's", "\x00",
	"\u202e", "\u200d", "\ufe0f", "👍", "👩\u200d", "🇩", "1\ufe0f\u20e3", "a\u0300", "\u0300", "ȺȺȺ's ", "Ⱥ",
	"this is a line that has a good many words in it, so that it looks\n", "。", "\u2028", "\r", "&gt;\n",
	"'em ", "x.y.z.", "http://a ", "(a.) ", ".\") ",
}

func TestHostileCuts(t *testing.T) {
	for _, s := range hostile {
		for _, n := range []int{1, 2, 7, 5000} {
			checkCut(t, cutOf(strings.Repeat(s, n)))
			checkCut(t, cutOf("Dana wrote:\n\n"+strings.Repeat(s, n)+"\n\nIt's \"so\"."))
		}
	}
}

// TestGrowth holds that four times the text takes about four times as long:
// twelve times would still pass, sixteen (quadratic time) would not. The best
// of some runs counts, so that a busy machine does not matter.
func TestGrowth(t *testing.T) {
	for _, s := range hostile {
		n := 1 + 12_000/len(s)
		small, large := strings.Repeat(s, n), strings.Repeat(s, 4*n)
		ratio := 99.0
		for tries := 0; tries < 8 && ratio > 12; tries++ {
			ratio = min(ratio, float64(best(large))/float64(best(small)))
		}
		if ratio > 12 {
			t.Errorf("%q: four times the text takes %.1f times as long", s, ratio)
		}
	}
}

// best returns the least processor time of three to cut s.
func best(s string) time.Duration {
	least := time.Hour
	for range 3 {
		least = min(least, cpu.Time(func() { cutOf(s) }))
	}
	return max(least, time.Microsecond)
}

// TestFewAllocations holds that a plain comment costs a handful of
// allocations, however long.
func TestFewAllocations(t *testing.T) {
	s := strings.Repeat("But the City closed the bridge in 2019, didn't it? I said no.\n", 40)
	if n := testing.AllocsPerRun(20, func() { cutOf(s) }); n > 6 {
		t.Errorf("%.0f allocations", n)
	}
}

func fuzzSeeds(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
		f.Add("I don't. " + s + s + " You can't!\n\n" + s + "agree.But")
	}
	for _, s := range []string{
		"> quoted\nmine", "[quote=x]a[/quote] b", "see http://a.b/c(d).", "U.S. Mr. X 1/3 rd 0.02 ★★",
		"On 4 May, Dana wrote:\nIt fell.\n\nNo.",
		"lower. writers. do", "“It fell.” he said", "1\ufe0f\u20e3 a b\r\n\r\nc", "a.com/(b) c@d.org",
		"No. 5 a.m. J. R. Smith e.g.this",
	} {
		f.Add(s)
	}
}

func FuzzTokens(f *testing.F) {
	fuzzSeeds(f)
	f.Fuzz(func(t *testing.T, s string) {
		checkTokens(t, &Doc{Text: s, Tokens: token.Tokenize(s)})
	})
}

func FuzzSentences(f *testing.F) {
	fuzzSeeds(f)
	f.Fuzz(func(t *testing.T, s string) {
		checkCut(t, cutOf(s))
	})
}

// benchTexts returns invented comments, which a line "%" parts in their file,
// and their size in bytes.
func benchTexts(b *testing.B) (texts []string, size int64) {
	file, err := os.ReadFile("testdata/comments.txt")
	if err != nil {
		b.Fatal(err)
	}
	for s := range strings.SplitSeq(string(file), "\n%\n") {
		texts = append(texts, s)
		size += int64(len(s))
	}
	return texts, size
}

func benchOver(b *testing.B, f func(string)) {
	texts, size := benchTexts(b)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range texts {
			f(s)
		}
	}
}

func BenchmarkCut(b *testing.B) { benchOver(b, func(s string) { cutOf(s) }) }

func BenchmarkTokenize(b *testing.B) { benchOver(b, func(s string) { token.Tokenize(s) }) }
