package table

import (
	"strconv"
	"strings"

	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
)

// bareHeader reports whether a header names no column because it consists of
// numbers.
func bareHeader(columns []string) bool {
	for _, c := range columns {
		if _, err := strconv.Atoi(c); err != nil && !strings.HasPrefix(c, "column") {
			return false
		}
	}
	return len(columns) >= 3
}

// guessRows is how many rows are examined.
const guessRows = 200

var (
	idForm   = lazy.Regexp(`^[A-Za-z0-9_-]{4,40}$`)
	nameForm = lazy.Regexp(`^[\pL\pN_.-]{2,40}$`)
)

// columnSort describes the cells of a column.
type columnSort struct {
	name                    string
	n, spaces, length       int
	times, ids, names, nums int
	seen                    map[string]bool
}

// guessCells guesses the columns of a table without a header from their cells:
// the longest texts are the text, dates the time, short words that never recur
// the id, other words without spaces the author.
func guessCells(head []byte) Mapping {
	names, rows, err := csvRows(strings.NewReader(string(head)))
	if err != nil {
		return nil
	}
	sorts := make([]*columnSort, len(names))
	for i, n := range names {
		sorts[i] = &columnSort{name: n, seen: map[string]bool{}}
	}
	n := 0
	for row, err := range rows {
		if err != nil {
			continue // the end of the head, or damage that is reported when the table is read
		}
		if n++; n > guessRows {
			break
		}
		for _, s := range sorts {
			s.look(row.cells[s.name])
		}
	}
	return mapColumns(sorts)
}

func (s *columnSort) look(cell string) {
	if cell = strings.TrimSpace(cell); cell == "" {
		return
	}
	s.n++
	s.length += len(cell)
	s.seen[cell] = true
	if strings.Contains(cell, " ") {
		s.spaces++
	}
	f, err := strconv.ParseFloat(cell, 64)
	switch {
	case err == nil && f > 9e8 && f < 5e12, err != nil && len(cell) >= 8 && !scalar.ParseTime(cell).IsZero():
		s.times++
	case err == nil:
		s.nums++
	case idForm().MatchString(cell) && strings.ContainsAny(cell, "0123456789"):
		s.ids++
		s.names++
	case nameForm().MatchString(cell):
		s.names++
	}
}

// mapColumns makes a mapping from the descriptions of columns.
func mapColumns(sorts []*columnSort) Mapping {
	m := Mapping{}
	longest := 0
	for _, s := range sorts {
		if s.spaces*2 > s.n && s.n > 0 && s.length/s.n > longest {
			m["text"], longest = s.name, s.length/s.n
		}
	}
	for _, s := range sorts {
		switch all := s.n; {
		case s.n == 0 || s.name == m["text"]:
		case m["time"] == "" && s.times*10 > all*9:
			m["time"] = s.name
		case m["id"] == "" && s.ids*10 > all*6 && len(s.seen)*4 > all*3:
			m["id"] = s.name
		case m["author"] == "" && s.names*10 > all*8 && len(s.seen) > max(2, all/20):
			m["author"] = s.name
		}
	}
	return m
}
