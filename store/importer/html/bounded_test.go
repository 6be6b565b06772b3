package html

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay/internal/cpu"
)

// TestNestedPages reads pages whose elements are nested in each other, or lie
// beside many others. Asked of each element, what is in it or before it took
// minutes for larger ones.
func TestNestedPages(t *testing.T) {
	const head = "<!doctype html><html><body><h1>The ferry</h1>"
	many := func(unit string) string { return head + strings.Repeat(unit, 150_000/len(unit)) }
	for name, page := range map[string]string{
		"posts in posts":       many(`<div class="post"><div class="post-body entry-content">The ferry `),
		"comments in comments": many(`<div class="comment" id="comment-1">`),
		"terms":                head + `<div id="comments"><dl>` + strings.Repeat("<dd>Somebody has to pay.</dd>", 7000),
		"notes":                many(`<div class="note-discussion"><ul><li class="note timeline-entry" id="note_1">x`),
		"one quoting line":     head + `<div class="comment" id="c1"><p>` + strings.Repeat(`<a href="#comment-7">x</a>`, 7000),
	} {
		took := cpu.Time(func() {
			for range readHTML(strings.NewReader(page)) {
				continue
			}
		})
		t.Log(name, took)
		if took > 5*time.Second {
			t.Errorf("%s: %v", name, took)
		}
	}
}

// TestBroken refuses pages whose repair would take far more memory or time than
// they are long, and no others.
func TestBroken(t *testing.T) {
	const head = "<!doctype html><html><body><h1>The ferry</h1>"
	var open strings.Builder
	for i := range 390 {
		fmt.Fprintf(&open, `<p><b id="%d">x`, i)
	}
	for name, c := range map[string]struct {
		page string
		want bool
	}{
		"elements never closed":    {head + open.String() + strings.Repeat("<p>x", 20_000), true},
		"end tags without start":   {head + strings.Repeat("words</span> ", 80_000), true},
		"rows outside a table":     {head + strings.Repeat("words<tr>", 80_000), true},
		"words between rows":       {head + "<table>" + strings.Repeat("words<tr>", 80_000), true},
		"many bodies":              {head + strings.Repeat("<body a=b>", 20_000), true},
		"a table":                  {head + "<table>" + strings.Repeat("<tr><td><b>words</b> and <i>words", 20_000), false},
		"paragraphs":               {head + strings.Repeat("<p>words <b>and <i>more</i></b> words</p></div>", 20_000), false},
		"one never closed, in all": {head + strings.Repeat("<p>words<b>", 20_000), false},
		"a few never closed":       {head + "<font size=1><b><i>" + strings.Repeat("<p>words</p>", 20_000), false},
	} {
		if got := broken([]byte(c.page)); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestShortText compares the text of elements with their whole text.
func TestShortText(t *testing.T) {
	for in, want := range map[string]string{
		"<p> a\n <b>b</b>c  </p>": "a bc", "<p></p>": "", "<p>" + strings.Repeat("x", 21) + "</p>": "-",
		"<p>" + strings.Repeat(" ", 5000) + "x</p>": "-", "<p>" + strings.Repeat("<b></b>", 300) + "x</p>": "-",
	} {
		doc, err := parseHTML(strings.NewReader(in))
		if err != nil {
			t.Fatal(err)
		}
		got, short := firstText(doc.Find("body"), 20)
		if !short {
			got = "-"
		}
		if got != want {
			t.Errorf("%.30q: %q, want %q", in, got, want)
		}
	}
}
