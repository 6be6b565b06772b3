package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/internal/cpu"
)

// said is what the comments of a growing thread are made of; %d and %s differ
// from one to the next.
var said = []string{
	"The Norwick bridge cost %[1]d million euros, because %[2]s paid twice.", "No, %[2]s never paid %[1]d million.",
	"Source? Who says it was %[1]d, %[2]s?", "You idiots believe anything, %[2]s and his %[1]d friends say so.",
	"I agree with %[2]s: it was %[1]d.", "According to %[2]s, %[1]d people saw it on May 4, 2011.",
	"> it was %[1]d\n\n%[2]s, that is not what the report says.", "I earn $%[1]d a week, ask %[2]s at http://w%[1]d.example/now",
}

// growing is a thread of n comments; parent says which one comment i answers.
func growing(n int, parent func(i int) int) *gainsay.Thread {
	t := &gainsay.Thread{ID: "t", Format: "json", Title: "The Norwick bridge"}
	for i := range n {
		author := fmt.Sprintf("Dana %c%c", 'A'+i%26, 'a'+i/26%26)
		c := &gainsay.Comment{ID: fmt.Sprint("c", i), Author: author, State: gainsay.Live,
			Text: fmt.Sprintf(said[i*i%7]+" "+said[i%len(said)], i, "Dana "+author)}
		if p := parent(i); p >= 0 {
			c.Parent, c.ParentBy = fmt.Sprint("c", p), gainsay.BySource
		}
		t.Comments = append(t.Comments, c)
	}
	return t
}

// TestAnalysisGrows holds that four times the thread takes about four times
// as long, whatever its shape: ten times would still pass, sixteen (quadratic
// time) would not. The best of some runs counts, so that a busy machine does
// not matter.
func TestAnalysisGrows(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	d, err := ownDriver()
	if err != nil {
		t.Fatal(err)
	}
	for name, thread := range map[string]func(n int) *gainsay.Thread{
		"replies to the first": func(n int) *gainsay.Thread { return growing(n, func(i int) int { return min(i, 1) - 1 }) },
		"a chain":              func(n int) *gainsay.Thread { return growing(n, func(i int) int { return i - 1 }) },
		"parents lost":         func(n int) *gainsay.Thread { return growing(n, func(int) int { return -1 }) },
		"copies": func(n int) *gainsay.Thread {
			t := growing(n, func(i int) int { return i/2*2 - 1 })
			for _, c := range t.Comments {
				c.Text = "Cheap watches and handbags, visit our shop today at http://w.example/now, only $49 this week!"
			}
			return t
		},
		"one long comment": func(n int) *gainsay.Thread {
			return twoComments(strings.Repeat(fmt.Sprintf(said[0]+" "+said[2]+"\n", n, "Dana"), n/2))
		},
	} {
		const n = 100
		ratio := 99.0
		for tries := 0; tries < 8 && ratio > 10; tries++ {
			ratio = min(ratio, float64(analysisTakes(d, thread(4*n)))/float64(analysisTakes(d, thread(n))))
		}
		t.Logf("%s: %.1f times", name, ratio)
		if ratio > 10 {
			t.Errorf("%s: four times the thread takes %.1f times as long", name, ratio)
		}
	}
}

// analysisTakes returns the shorter of two times to analyse t.
func analysisTakes(d *analyze.Driver, t *gainsay.Thread) time.Duration {
	least := time.Hour
	for range 2 {
		least = min(least, cpu.Time(func() { d.Run(t, gainsay.Report{}, nil) }))
	}
	return max(least, time.Microsecond)
}
