package gainsay

import (
	"cmp"
	"fmt"
	"maps"
	"strconv"
	"strings"
)

// Thresholds are the least scores, above 0 to 1, from which marks of a tag are
// kept. Marks of other tags are all kept.
type Thresholds map[Tag]float64

// Keeps reports whether a mark is kept.
func (t Thresholds) Keeps(a *Annotation) bool { return a.Score >= t[a.Tag] }

// Of returns the score from which a mark with the tag counts.
func (t Thresholds) Of(tag Tag) float64 { return cmp.Or(t[tag], DefaultThreshold) }

// Stricter returns for each tag the higher threshold of t and of what String wrote.
func (t Thresholds) Stricter(written string) Thresholds {
	out := maps.Clone(t)
	for part := range strings.FieldsSeq(written) {
		tag, value, _ := strings.Cut(part, "=")
		if least, err := strconv.ParseFloat(value, 64); err == nil {
			out[Tag(tag)] = max(out[Tag(tag)], least)
		}
	}
	return out
}

// Check returns an error for an unknown tag or a score outside the range.
func (t Thresholds) Check() error {
	for tag, least := range t {
		if !tag.Valid() {
			return fmt.Errorf("unknown tag %q", tag)
		}
		if !(least > 0 && least <= 1) {
			return fmt.Errorf("threshold %v of %s is not above 0 and at most 1", least, tag)
		}
	}
	return nil
}

// String lists the thresholds in the customary order of tags, as Version has
// them: "insult=0.8 spam=0.75"; "" for none.
func (t Thresholds) String() string {
	var out []string
	for _, tag := range tags {
		if least, ok := t[tag]; ok {
			out = append(out, string(tag)+"="+strconv.FormatFloat(least, 'g', -1, 64))
		}
	}
	return strings.Join(out, " ")
}

// YAML writes the thresholds as a file, a line for each tag in the customary
// order.
func (t Thresholds) YAML() string {
	var b strings.Builder
	for _, tag := range tags {
		if least, ok := t[tag]; ok {
			fmt.Fprintf(&b, "%s: %s\n", tag, strconv.FormatFloat(least, 'g', -1, 64))
		}
	}
	return b.String()
}
