package table

import (
	"strings"
)

// A preamble is what spreadsheets and scrapers write before the header of a
// table: "sep=;", a title, notes, blank lines.
const maxPreamble = 50 // lines

// preamble returns how many lines precede the header in the head of a table,
// and the delimiter of the header; 0 for a table of one column. m is the
// mapping given, nil if the columns are to be guessed.
func preamble(head string, m Mapping) (lines int, d byte) {
	lines, d = opening(head)
	rest := head
	for range lines {
		_, rest, _ = strings.Cut(rest, "\n")
	}
	line, _, _ := strings.Cut(rest, "\n")
	cells := trimmed(splitRow(line, d))
	if isHeader(cells, m) {
		return lines, d
	}
	if n, found := findHeader(rest, m, filled(cells)); n > 0 {
		return lines + n, found
	}
	return lines, d
}

// opening returns how many lines before the first row are blank or give the
// delimiter, as in "sep=;", and the delimiter of that row.
func opening(head string) (lines int, d byte) {
	for l := range strings.Lines(head) {
		s := strings.Trim(l, " \r\n")
		given, ok := strings.CutPrefix(strings.ToLower(strings.Trim(s, `"`)), "sep=")
		switch {
		case ok && len(given) <= 1:
			d = (given + "\t")[0]
		case strings.TrimSpace(s) != "" && d == 0:
			return lines, delimiter(l)
		case strings.TrimSpace(s) != "":
			return lines, d
		}
		lines++
	}
	return 0, 0
}

// findHeader looks for a header below the first line of a table, which has most
// cells that are not empty. It has more of them than every line before, and the row
// below has as many cells.
func findHeader(head string, m Mapping, most int) (lines int, d byte) {
	all := strings.SplitAfterN(head, "\n", maxPreamble+3)
	for i := 1; i < min(len(all)-1, maxPreamble+1); i++ {
		line := strings.TrimRight(all[i], "\r\n")
		d := delimiter(line)
		if d == 0 || d == '|' {
			continue // a vertical bar also separates the cells of a table within a text
		}
		cells := trimmed(splitRow(line, d))
		if n := filled(cells); n > most {
			if isHeader(cells, m) && followed(all[i+1:], d, len(cells)) {
				return i, d
			}
			most = n
		}
	}
	return 0, 0
}

// followed reports whether the first line that is not blank has as many cells
// as the header, or begins a row with a line break in a cell.
func followed(lines []string, d byte, columns int) bool {
	for _, l := range lines {
		if strings.TrimSpace(l) != "" {
			return len(splitRow(l, d)) == columns || quoteOpen([]byte(l), d, false)
		}
	}
	return false
}

// isHeader reports whether cells are the names of columns: those of the
// mapping, or one of a text and one of another field.
func isHeader(cells []string, m Mapping) bool {
	if m != nil {
		return len(m.missing(cells)) == 0
	}
	text, other := false, false
	for _, cell := range cells {
		n := newName(cell)
		switch {
		case len(n.words) > 4:
		case !text && n.rank("text") > 0:
			text = true
		case n.rank("id")+n.rank("author")+n.rank("time")+n.rank("parent")+n.rank("thread") > 0:
			other = true
		}
	}
	return text && other
}

// trimmed removes the space around cells.
func trimmed(cells []string) []string {
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
}

// filled counts the cells that are not empty.
func filled(cells []string) int {
	n := 0
	for _, c := range cells {
		if c != "" {
			n++
		}
	}
	return n
}
