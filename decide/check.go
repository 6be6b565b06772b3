package decide

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
)

// maxText bounds each text of a record, in bytes.
const maxText = 1 << 20

// Check reports what is wrong with a record that came from outside. Whether its
// thread exists is not its business.
func Check(d gainsay.Decision) error {
	for _, f := range []struct{ name, value string }{
		{"thread", d.Thread}, {"comment", d.Comment}, {"coder", d.Coder}, {"quote.exact", d.Quote.Exact},
	} {
		if f.value == "" && (f.name != "quote.exact" || d.Mark == "") {
			return fmt.Errorf("no %s", f.name)
		}
	}
	for _, s := range texts(d) {
		if len(s) > maxText || !utf8.ValidString(s) {
			return fmt.Errorf("a text is longer than %d bytes or not UTF-8", maxText)
		}
	}
	switch {
	case !slices.Contains(gainsay.Verdicts(), d.Verdict):
		return fmt.Errorf("unknown verdict %q", d.Verdict)
	case (d.Mark == "") != (d.Verdict == gainsay.Missed):
		return errors.New("mark must be empty where verdict is missed, and only there")
	case (d.Change != nil) != (d.Verdict == gainsay.Changed):
		return errors.New("change must be given where verdict is changed, and only there")
	case d.Time.IsZero() || d.Time.UTC().Year() < 1970 || d.Time.UTC().Year() > 9999: // as it is written
		return errors.New("no time (RFC 3339, such as 2026-01-02T15:04:05.678Z)")
	case d.ID < 0 || d.Undoes < 0 || d.Undoes != 0 && d.Undoes == d.ID:
		return errors.New("id and undoes must be numbers of records")
	case !(d.Score >= 0 && d.Score <= 1):
		return fmt.Errorf("score %v is not from 0 to 1", d.Score)
	}
	if err := checkMark(d.Tag, d.Status, d.Span); err != nil {
		return err
	}
	if c := d.Change; c != nil {
		if err := checkMark(c.Tag, c.Status, c.Span); err != nil {
			return fmt.Errorf("change: %w", err)
		}
	}
	return nil
}

func texts(d gainsay.Decision) []string {
	out := []string{
		d.Thread, d.Comment, d.Mark, d.Target, d.Quote.Exact, d.Quote.Prefix, d.Quote.Suffix, d.Note, d.Coder, d.Rule, d.Rules,
	}
	if c := d.Change; c != nil {
		out = append(out, c.Target, c.Quote.Exact, c.Quote.Prefix, c.Quote.Suffix)
	}
	return out
}

func checkMark(tag gainsay.Tag, status gainsay.Status, s gainsay.Span) error {
	switch {
	case !tag.Valid():
		return fmt.Errorf("unknown tag %q", tag)
	case status != "" && !slices.Contains(gainsay.Statuses(), status):
		return fmt.Errorf("unknown status %q", status)
	case s.Start < 0 || s.End < s.Start:
		return fmt.Errorf("start %d and end %d are no range", s.Start, s.End)
	}
	return nil
}
