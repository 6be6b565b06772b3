package tagger

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
)

// TestModelCardNamesCombinations checks the weights and neutral probabilities
// that docs/MODEL_CARD.md gives.
func TestModelCardNamesCombinations(t *testing.T) {
	b, err := os.ReadFile("../../docs/MODEL_CARD.md")
	if err != nil {
		t.Fatal(err)
	}
	for mark, c := range map[string]combination{
		"insult at a participant":  {insultWeight, participantInsults.neutral},
		"insult at a person":       {insultWeight, personInsults.neutral},
		"insult at a group":        {insultWeight, groupInsults.neutral},
		"insult, unknown target":   {insultWeight, otherInsults.neutral},
		"spam":                     spamCombination,
		"claim of experience":      experienceCombination,
		"claim of value or policy": valueCombination,
		"agreement, disagreement":  adjustments[gainsay.TagAgreement].combination,
		"evidencerequest":          adjustments[gainsay.TagEvidenceRequest].combination,
		"premise":                  adjustments[gainsay.TagPremise].combination,
	} {
		_, row, _ := strings.Cut(string(b), "\n| "+mark+" | `")
		row, _, _ = strings.Cut(row, "\n")
		if end := fmt.Sprintf(" | %.2f | %.2f |", c.weight, c.neutral); !strings.HasSuffix(row, end) {
			t.Errorf("row %q of the table of combinations: got %q, want it to end in %q", mark, row, end)
		}
	}
	if adjustments[gainsay.TagDisagreement].combination != adjustments[gainsay.TagAgreement].combination {
		t.Error("disagreement needs a row of its own")
	}
}
