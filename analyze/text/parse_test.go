package text

import (
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay/internal/cpu"
	"github.com/jdkato/prose/v2"
)

var update = flag.Bool("update", false, "rewrite the golden file")

// checkDoc holds what every later stage relies on.
func checkDoc(t *testing.T, d *Doc) {
	t.Helper()
	checkCut(t, d)
	for _, w := range d.Tokens {
		if w.POS == "" {
			t.Fatalf("token %q has no part of speech", w.Text)
		}
	}
}

func TestHostile(t *testing.T) {
	for _, s := range []string{
		"", " ", "\x00", "\xff\xfe's n't", "ȺȺȺ's", "can't", "n't", "'s", "\u202eabc\u202c", "z̸̢̛a̷l̶g̵o̴",
		strings.Repeat("!", 100000), strings.Repeat("(", 100000), strings.Repeat(".", 100000),
		strings.Repeat("\n", 100000),
		strings.Repeat("! ", 50000), strings.Repeat("( ", 50000), strings.Repeat(`" `, 50000),
		strings.Repeat("a", 1<<20), strings.Repeat("word ", 200000),
		strings.Repeat("> ", 50000), strings.Repeat("[quote]", 20000), strings.Repeat("a.", 50000),
		strings.Repeat("1,", 50000), strings.Repeat("http://", 20000),
	} {
		if took := cpu.Time(func() { checkDoc(t, Parse(s)) }); took > 20*time.Second {
			t.Errorf("%.20q… of %d bytes took %v", s, len(s), took)
		}
	}
}

// TestAgreesWithProse compares our parts of speech with prose's own, one
// document a sentence, on the sentences of the golden file: 99 % or better
// where the tokens are the same.
func TestAgreesWithProse(t *testing.T) {
	b, err := os.ReadFile("testdata/plain.txt")
	if err != nil {
		t.Fatal(err)
	}
	p := prose.ModelFromData("shared")
	same, all := 0, 0
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		ref, err := prose.NewDocument(line, prose.UsingModel(p), prose.WithExtraction(false),
			prose.WithSegmentation(false))
		if err != nil {
			t.Fatal(err)
		}
		d := Parse(line)
		if len(ref.Tokens()) != len(d.Tokens) || len(d.Sentences) != 1 {
			continue
		}
		for i, r := range ref.Tokens() {
			if r.Text != d.Tokens[i].Text {
				continue
			}
			all++
			if r.Tag == string(d.Tokens[i].POS) {
				same++
			} else {
				t.Logf("%q in %q: prose %s, ours %s", r.Text, line, r.Tag, d.Tokens[i].POS)
			}
		}
	}
	if all < 300 {
		t.Fatalf("only %d tokens compared", all)
	}
	t.Logf("%d of %d tokens agree", same, all)
	if float64(same) < 0.99*float64(all) {
		t.Errorf("%d of %d tokens agree with prose", same, all)
	}
}

func TestSign(t *testing.T) {
	a := Parse("Acme pays 97$ an hour and weekly payouts to all. Last friday I got a new car after four weeks of it http://abcJobs1/easy ★✫★!gu186lhhh")
	b := Parse("Acme pays 85$ an hour and weekly payouts to all. Last friday I got a new car after four weeks of it http://xyzJobs9/easy ★★★!kz99qp")
	c := Parse("The council closed the bridge on Tuesday because its hangers were cracked, the engineer said.")
	if s := Sign(a).Similarity(Sign(b)); s < 0.8 {
		t.Errorf("salted copies: %.2f", s)
	}
	if s := Sign(a).Similarity(Sign(c)); s > 0.2 {
		t.Errorf("different texts: %.2f", s)
	}
	if Sign(Parse("too short to tell")) != nil {
		t.Error("a short text has a signature")
	}
}

func TestTrimCommands(t *testing.T) {
	for text, want := range map[string]string{
		"Read Mira Holt's account of the flood.": "Mira Holt",
		"Mira Holt wrote about the flood.":       "Mira Holt",
	} {
		d := Parse(text)
		if len(d.Entities) != 1 || d.Entities[0].Name != want || d.Entities[0].In(text) != want {
			t.Errorf("%q: entities %+v", text, d.Entities)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"I don't. You can't!", "agree.But", "> quoted\nmine", "[quote=x]a[/quote] b",
		"see http://a.b/c(d).", "U.S. Mr. X 1/3 rd 0.02 ★★", "\xff's"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkDoc(t, Parse(s)) })
}

func BenchmarkParse(b *testing.B) {
	s := "But the city closed the bridge in 2019, didn't it? According to the report, 3,200 cars a day went to the ferry. You're wrong about the rest, mate."
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		Parse(s)
	}
}
