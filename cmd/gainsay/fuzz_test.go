package main

import (
	"bytes"
	"encoding/json"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
)

// twoComments is a thread of a fixed comment and a reply to it.
func twoComments(reply string) *gainsay.Thread {
	return &gainsay.Thread{ID: "t", Format: "json", Title: "The Norwick bridge", Comments: []*gainsay.Comment{
		{ID: "a", ParentBy: gainsay.BySource, Author: "Dana Orrin", State: gainsay.Live,
			Text: "The Norwick bridge cost 40 million euros in 2011, because the council paid twice. You idiots believe anything."},
		{ID: "b", Parent: "a", ParentBy: gainsay.BySource, Author: "piet", State: gainsay.Live, Text: reply},
	}}
}

// FuzzAnalyze runs every stage over an arbitrary reply: nothing may fail, all
// spans lie on characters, and the same bytes come out twice.
func FuzzAnalyze(f *testing.F) {
	for _, s := range []string{
		"", "No, Dana. The Norwick bridge did not cost 40 million, source?", "> cost 40 million\n\nyou are a moron /s",
		"I earn $5000 a week from home, click https://x.example/➤➤➤➤", "\xff\x00\u2028 \"“’'[quote]a[/quote] @Dana :) 👩‍👩‍👧",
		"Granted, I was wrong. But according to the Mayor 3/4 of it, e.g. 12.5 %, was paid because I saw it!!! f**k",
	} {
		f.Add(s)
	}
	d, err := ownDriver()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, reply string) {
		a := d.Run(twoComments(reply), gainsay.Report{}, nil)
		for _, p := range a.Report.Problems {
			t.Error(p.Message)
		}
		for _, m := range a.Annotations {
			checkSpan(t, a, m.Comment, m.Span)
		}
		for _, s := range a.Assertions {
			for _, e := range s.Support {
				checkSpan(t, a, e.Comment, e.Span)
			}
		}
		again := d.Run(twoComments(reply), gainsay.Report{}, nil)
		if !bytes.Equal(encoded(t, a), encoded(t, again)) {
			t.Error("another result the second time")
		}
	})
}

func checkSpan(t *testing.T, a *gainsay.Analysis, id string, span gainsay.Span) {
	s := a.Thread.Comment(id).Text
	if !span.Valid(len(s)) || utf8.ValidString(s) && !utf8.ValidString(span.In(s)) {
		t.Errorf("span %v of comment %s is bad", span, id)
	}
}

func encoded(t *testing.T, a *gainsay.Analysis) []byte {
	b, err := json.Marshal(a)
	if err != nil {
		t.Error(err)
	}
	return b
}

// TestWorkers checks that one driver serves several goroutines.
func TestWorkers(t *testing.T) {
	d, err := ownDriver()
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{"No, that is false, you liar. Source?", "I saw the bridge in Norwick in 2011 because I work there.", "Thanks to Dr Omo, whatsapp +1 555 010 0199"}
	var want [][]byte
	for _, s := range texts {
		want = append(want, encoded(t, d.Run(twoComments(s), gainsay.Report{}, nil)))
	}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for k := range 30 {
				n := k % len(texts)
				got := encoded(t, d.Run(twoComments(texts[n]), gainsay.Report{}, nil))
				if !bytes.Equal(got, want[n]) {
					t.Errorf("text %d: another result beside other work", n)
				}
			}
		})
	}
	wg.Wait()
}
