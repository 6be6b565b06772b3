package table

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
)

const (
	sampleRows = 400 // rows that are examined before columns are chosen
	longCell   = 200 // bytes of a cell that are examined
)

// column describes the cells of a column in the first rows.
type column struct {
	nameOf
	n        int // cells that are not empty
	words    int // in all cells
	numbers  int
	times    int
	dates    int // times that are not numbers
	epochs   int // numbers that may be times in milliseconds or finer units
	ids      int // short words with a digit
	names    int // short words
	boolean  int
	tree     int // numbers with hyphens
	dotted   int // ids with a dot
	prefixed int // ids with Reddit's prefix of comments
	values   map[string]int
	stateful int    // cells that name the state of a comment
	orders   [3]int // dates by the order that they show
}

// sample is the first rows of a table, by column.
type sample struct {
	columns []*column
	rows    int
}

func newSample(names []string) *sample {
	s := &sample{}
	for _, n := range names {
		s.columns = append(s.columns, &column{nameOf: newName(n), values: map[string]int{}})
	}
	s.stripPrefix()
	return s
}

// stripPrefix finds the first words that at least three columns, and at least
// half of them, share, such as "Live Chat".
func (s *sample) stripPrefix() {
	count := map[string]int{}
	for _, c := range s.columns {
		for n := 1; n <= c.mostPrefix(); n++ {
			count[strings.Join(c.nameOf.words[:n], "")]++
		}
	}
	for _, c := range s.columns {
		for n := 1; n <= c.mostPrefix(); n++ {
			if k := count[strings.Join(c.nameOf.words[:n], "")]; k >= 3 && k*2 >= len(s.columns) {
				c.rest = strings.Join(c.nameOf.words[n:], "")
			}
		}
	}
}

// mostPrefix returns how many words a prefix of the column's name may have.
func (c *column) mostPrefix() int {
	if c.depth > 0 {
		return 0
	}
	return min(len(c.nameOf.words)-1, 3)
}

// add examines a row.
func (s *sample) add(cells map[string]string) {
	if s.rows++; s.rows > sampleRows {
		return
	}
	for _, c := range s.columns {
		c.look(cells[c.path])
	}
}

// get returns the description of a column, an empty one for a name that is not
// in the table.
func (s *sample) get(name string) *column {
	for _, n := range append([]string{name}, parts(name)...) { // the whole name may have such a sign
		if i := slices.IndexFunc(s.columns, func(c *column) bool { return c.path == n }); i >= 0 {
			return s.columns[i]
		}
	}
	return &column{nameOf: newName(name), values: map[string]int{}}
}

var (
	treeForm = lazy.Regexp(`^\d{1,6}(?:-\d{1,6})+$`)
	idForm   = lazy.Regexp(`^[A-Za-z0-9_-]{4,40}$`)
	nameForm = lazy.Regexp(`^[\pL\pN_.-]{2,40}$`)
)

func (c *column) look(cell string) {
	if strings.HasPrefix(cell, "[") && c.rank("addressee") > 0 {
		cell = firstPerson(cell)
	}
	if cell = strings.TrimSpace(cell); cell == "" || noParent[strings.ToLower(cell)] && len(cell) > 2 {
		return
	}
	c.n++
	if treeForm().MatchString(cell) {
		c.tree++
	}
	if bareName(cell) != cell {
		c.prefixed++
	}
	c.values[bareName(scalar.ParseID(cell))]++
	if len(cell) > longCell {
		cell = cell[:longCell]
	}
	c.words += countWords(cell)
	low := strings.ToLower(cell)
	if low == "true" || low == "false" || low == "0" || low == "1" || low == "yes" || low == "no" {
		c.boolean++
	}
	if scalar.IsState(low) {
		c.stateful++
	}
	f, err := strconv.ParseFloat(cell, 64)
	if err == nil && (f > 5e12 && f < 5e15 || f > 9e17 && f < 5e18) {
		c.epochs++
	}
	if err != nil && strings.Count(cell, ".") == 1 && !strings.Contains(cell, " ") {
		c.dotted++
	}
	switch {
	case err == nil && len(cell) == 8 && c.rank("time") > 0 && isTime(cell):
		c.times++
	case err == nil && f > 9e8 && f < 5e12, err != nil && len(cell) >= 8 && isTime(cell):
		c.times++
		if err != nil {
			c.dates++
		}
		c.orders[scalar.OrderOf(cell)]++
	case err == nil, scalar.ParseNumber(cell).Valid:
		c.numbers++
	case idForm().MatchString(cell) && strings.ContainsAny(cell, "0123456789"):
		c.ids++
		c.names++
	case nameForm().MatchString(cell):
		c.names++
	}
}

// order returns the order of day and month in the dates of a column, if the
// dates that show one agree.
func (c *column) order() scalar.DateOrder {
	switch {
	case c.orders[scalar.DayFirst] > 0 && c.orders[scalar.MonthFirst] == 0:
		return scalar.DayFirst
	case c.orders[scalar.MonthFirst] > 0 && c.orders[scalar.DayFirst] == 0:
		return scalar.MonthFirst
	}
	return scalar.UnknownOrder
}

// countWords counts the words of a text. Characters of scripts without spaces
// count as half a word.
func countWords(s string) int {
	n := len(strings.Fields(s))
	han := 0
	for _, r := range s {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
			han++
		}
	}
	return n + han/2
}

// isTime reports whether a cell is a time or the words for one.
func isTime(cell string) bool {
	if len(cell) > 40 || !strings.ContainsAny(cell, "0123456789") {
		return false
	}
	return !scalar.ParseTime(cell).IsZero() || scalar.IsAmbiguousDate(cell)
}

// distinct returns the share of the cells that differ from one another.
func (c *column) distinct() float64 {
	if c.n == 0 {
		return 0
	}
	return float64(len(c.values)) / float64(c.n)
}

// average returns the average number of words in a cell.
func (c *column) average() float64 {
	if c.n == 0 {
		return 0
	}
	return float64(c.words) / float64(c.n)
}

// numeric reports whether all cells are numbers or times.
func (c *column) numeric() bool { return c.n > 0 && c.numbers+c.times == c.n }

// in returns the share of the different values of c that are values of o.
func (c *column) in(o *column) float64 {
	if len(c.values) == 0 {
		return 0
	}
	n := 0
	for v := range c.values {
		if o.values[v] > 0 {
			n++
		}
	}
	return float64(n) / float64(len(c.values))
}
