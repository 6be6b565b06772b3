package view

import (
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
)

// TestReviewQuestions: every tag and status has a question of its own.
func TestReviewQuestions(t *testing.T) {
	seen := map[string]bool{}
	check := func(name, q string) {
		if !strings.HasSuffix(q, "?") || seen[q] {
			t.Errorf("%s: question %q", name, q)
		}
		seen[q] = true
	}
	for _, tag := range gainsay.Tags() {
		check(string(tag), ReviewQuestion(tag, ""))
	}
	for _, s := range gainsay.Statuses() {
		check(string(s), ReviewQuestion(gainsay.TagClaim, s))
	}
}

// TestMarkOrderLabels: every order has a label.
func TestMarkOrderLabels(t *testing.T) {
	for _, o := range MarkOrders() {
		if MarkOrderLabel(o) == string(o) {
			t.Errorf("no label for %s", o)
		}
	}
}
