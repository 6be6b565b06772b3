package exporter_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/exporter"
)

// hostile is a thread whose every string tries to be markup.
func hostile() *gainsay.Analysis {
	a := rich()
	evil := `"><script>alert(1)</script><img src=x onerror=y>](javascript:z) | ` + "`\n# " + `'\`
	t := a.Thread
	t.Title, t.URL, t.ID = evil, "javascript:alert(1)", evil
	for _, c := range t.Comments {
		c.Author, c.Text = evil+c.Author, evil+c.Text
	}
	for i := range a.Assertions {
		s := &a.Assertions[i]
		s.Text, s.Author, s.Topics = evil, evil, []string{evil}
		for j := range s.Chain {
			s.Chain[j].Author, s.Chain[j].Site = evil, evil
		}
	}
	for i := range a.Annotations {
		n := &a.Annotations[i]
		n.Target = evil
		for j := range n.Reasons {
			n.Reasons[j].Says = evil
		}
	}
	a.Report.Problems = append(a.Report.Problems, gainsay.Problem{Message: evil})
	return a
}

var outside = regexp.MustCompile(`(?i)<(?:script|img|iframe|link|object|embed|form|base)\b|\bsrc=|url\(|@import|javascript:|\son[a-z]+=`)

// markup are tags: what people wrote has no bare < in it.
var markup = regexp.MustCompile(`<[^>]*>`)

// TestHTMLStandsAlone: the report loads nothing, runs nothing and takes no
// thread's word for markup.
func TestHTMLStandsAlone(t *testing.T) {
	for _, name := range []string{"html", "svg", "svg-argument"} {
		got := write(t, exporter.Lookup(name), exporter.Options{}, rich(), hostile(), bare())
		for _, tag := range markup.FindAllString(got, -1) {
			if m := outside.FindString(strings.ReplaceAll(tag, "url(#tip)", "")); m != "" { // the picture's own arrow
				t.Errorf("%s holds %q in %s", name, m, tag)
			}
		}
		style := got[strings.Index(got, "<style>"):strings.Index(got, "</style>")]
		if m := outside.FindString(style); m != "" {
			t.Errorf("%s: the style holds %q", name, m)
		}
	}
}

// TestHTMLLinks: whatever a link of the report leads to is in the report.
func TestHTMLLinks(t *testing.T) {
	got := write(t, exporter.Lookup("html"), exporter.Options{}, rich(), bare(), rich2(), rich())
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(got, -1) {
		if ids[m[1]] {
			t.Errorf("id %s twice", m[1])
		}
		ids[m[1]] = true
	}
	links := regexp.MustCompile(`href="#([^"]*)"`).FindAllStringSubmatch(got, -1)
	for _, m := range links {
		if !ids[m[1]] {
			t.Errorf("link to %s leads nowhere", m[1])
		}
	}
	if len(links) < 10 {
		t.Errorf("%d links", len(links))
	}
}

// TestMarkdownIsSafe: what people wrote does not become markup.
func TestMarkdownIsSafe(t *testing.T) {
	got := write(t, exporter.Lookup("markdown"), exporter.Options{}, hostile())
	for _, m := range []string{"<script", "](javascript", "\n# \"", "<img"} {
		if i := strings.Index(got, m); i > 0 && got[i-1] != '\\' {
			t.Errorf("%q is markup", m)
		}
	}
	for line := range strings.Lines(got) {
		if strings.HasPrefix(line, "|") && strings.Count(strings.ReplaceAll(line, `\|`, ""), "|") != 8 {
			t.Errorf("a row of the table is torn: %q", line)
		}
	}
}

// TestPictures: a large thread is drawn whole.
func TestPictures(t *testing.T) {
	a := bare()
	for i := range 500 {
		c := &gainsay.Comment{ID: strings.Repeat("x", i/26) + string(rune('a'+i%26)), State: gainsay.Live, Text: strings.Repeat("wide words here ", 40)}
		if i > 0 {
			c.Parent, c.ParentBy = a.Thread.Comments[i/2].ID, gainsay.BySource
		}
		a.Thread.Comments = append(a.Thread.Comments, c)
	}
	got := write(t, exporter.Lookup("svg"), exporter.Options{}, a)
	if n := strings.Count(got, "<circle"); n != 500 {
		t.Errorf("%d of 500 comments are drawn", n)
	}
	if n := strings.Count(got, `class="reply`); n != 499 {
		t.Errorf("%d of 499 replies are drawn", n)
	}
}
