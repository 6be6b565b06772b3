package tagger

import (
	"fmt"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

// TestRepeats posts variations of texts by one author.
func TestRepeats(t *testing.T) {
	const ad = "fenradio.example has what you never hear at breakfast, tune in folks"
	for _, tt := range []struct {
		name, author string
		texts        []string
		want         int
	}{
		{"varying openings", "Ann", []string{ad, "So true! " + ad, "Indeed, " + ad}, 3},
		{"twice", "Ann", []string{ad, ad}, 0},
		{"a chat bot", "weatherbot", []string{ad, ad, ad}, 0},
		{"no domain", "Ann", []string{"We all hear it at breakfast", "We all hear it at breakfast", "We all hear it at breakfast"}, 0},
		{"other texts", "Ann", []string{ad, "The bypass at bypass.example is too long for us", "Nobody reads fenradio.example on this side of the river"}, 0},
		{"notices", "Ann", []string{"comment removed by moderator", "comment removed by moderator", "comment removed by moderator"}, 0},
	} {
		p := &analyze.Pass{Thread: &gainsay.Thread{}}
		for i, s := range tt.texts {
			p.Docs = append(p.Docs, text.Parse(s))
			p.Thread.Comments = append(p.Thread.Comments, &gainsay.Comment{ID: fmt.Sprint(i), Author: tt.author, Text: s})
		}
		got := 0
		for _, of := range repeatsOf(p) {
			if of != nil {
				got++
			}
		}
		if got != tt.want {
			t.Errorf("%s: %d comments of a campaign, want %d", tt.name, got, tt.want)
		}
	}
}

// TestDomainIn checks domains with and without a link.
func TestDomainIn(t *testing.T) {
	for s, want := range map[string]string{
		"See https://www.example.org/minutes.html now": "example.org", "Agreed!!fenradio.example has it": "fenradio.example",
		"The end.Then we left...": "", "e.g. 3.5 km at 5 p.m.": "", "": "", "a.": "", "..": "",
	} {
		if got := domainIn(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

// TestIsNotice checks notices of deletion.
func TestIsNotice(t *testing.T) {
	for s, want := range map[string]bool{
		"[removed]": true, "This comment was deleted by a moderator.": true, "[message withdrawn]": true,
		"The comment was deleted from my notebook": false, "By the author": false, "": false,
	} {
		if got := isNotice(text.Parse(s)); got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}
