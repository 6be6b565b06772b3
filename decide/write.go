package decide

import (
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
)

// WriteJSONL writes one record a line.
func WriteJSONL(w io.Writer, ds []gainsay.Decision) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, d := range ds {
		if err := e.Encode(d); err != nil {
			return err
		}
	}
	return nil
}

// columns are those of the table, in order; of those with change_ only changed
// marks have values.
var columns = []string{
	"id", "thread", "comment", "mark", "tag", "status", "target", "start", "end", "exact", "prefix", "suffix", "verdict",
	"change_tag", "change_status", "change_target", "change_start", "change_end", "change_exact", "change_prefix",
	"change_suffix", "note", "coder", "time", "blind", "settles", "undoes", "rule", "score", "rules",
}

// timeLayout is RFC 3339 to the millisecond.
const timeLayout = "2006-01-02T15:04:05.000Z07:00"

// WriteCSV writes records as a table with a header (RFC 4180).
func WriteCSV(w io.Writer, ds []gainsay.Decision) error {
	if err := writeRecord(w, columns); err != nil {
		return err
	}
	for _, d := range ds {
		if err := writeRecord(w, cells(d)); err != nil {
			return err
		}
	}
	return nil
}

func cells(d gainsay.Decision) []string {
	out := []string{number(d.ID), d.Thread, d.Comment, d.Mark}
	out = append(out, markCells(d.Tag, d.Status, d.Target, d.Span, d.Quote)...)
	out = append(out, string(d.Verdict))
	if c := d.Change; c != nil {
		out = append(out, markCells(c.Tag, c.Status, c.Target, c.Span, c.Quote)...)
	} else {
		out = append(out, make([]string, 8)...)
	}
	return append(out, d.Note, d.Coder, d.Time.UTC().Format(timeLayout), yes(d.Blind), yes(d.Settles), number(d.Undoes),
		d.Rule, strconv.FormatFloat(d.Score, 'g', -1, 64), d.Rules)
}

func markCells(tag gainsay.Tag, status gainsay.Status, target string, s gainsay.Span, q gainsay.Quote) []string {
	return []string{
		string(tag), string(status), target, strconv.Itoa(s.Start), strconv.Itoa(s.End), q.Exact, q.Prefix, q.Suffix,
	}
}

func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func yes(b bool) string {
	if b {
		return "1"
	}
	return ""
}

// writeRecord writes a record of a table. encoding/csv would turn the line
// feeds inside cells into CRLF.
func writeRecord(w io.Writer, values []string) error {
	out := make([]string, len(values))
	for i, v := range values {
		v = guard(v)
		if strings.ContainsAny(v, "\",\r\n") || strings.TrimSpace(v) != v {
			v = `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
		}
		out[i] = v
	}
	_, err := io.WriteString(w, strings.Join(out, ",")+"\r\n")
	return err
}

// formula reports whether a spreadsheet takes a cell for a formula, apart from
// apostrophes before it.
func formula(s string) bool {
	s = strings.TrimLeft(s, "'")
	for _, r := range s {
		return strings.ContainsRune("=+-@\t\r\n＝＋－＠", r)
	}
	return false
}

// guard puts an apostrophe before a formula (OWASP, "CSV Injection"); unguard
// takes it away.
func guard(s string) string {
	if formula(s) {
		return "'" + s
	}
	return s
}

func unguard(s string) string {
	if strings.HasPrefix(s, "'") && formula(s) {
		return s[1:]
	}
	return s
}

func parseTime(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	return t.UTC(), err
}
