package exporter

import (
	"github.com/gainsay/gainsay/view"
	"io"
	"strconv"
	"strings"
	"time"
)

// What the formats of rows share: RFC 4180, so CRLF between records, and
// quotation marks where a cell needs them. encoding/csv would also turn the
// line feeds inside cells into CRLF; a comment's text must not change.

// csvHead is the header of a document.
func csvHead(columns ...string) string { return strings.Join(columns, ",") + "\r\n" }

// writeRow writes one record. Its cells are string, int, float64 or time.Time.
func writeRow(w io.Writer, cells ...any) error {
	var b strings.Builder
	for i, c := range cells {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(cell(c))
	}
	b.WriteString("\r\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func cell(v any) string {
	switch v := v.(type) {
	case int:
		return strconv.Itoa(v)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.UTC().Format(time.RFC3339)
	case string:
		return quote(view.Cell(v))
	}
	panic("exporter: a cell of an unknown type") // a programmer's mistake: the callers are in this package
}

func quote(s string) string {
	if !strings.ContainsAny(s, "\",\r\n") && strings.TrimSpace(s) == s {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// list joins the values of a cell that has several.
func list[S ~string](values []S) string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return strings.Join(out, ";")
}
