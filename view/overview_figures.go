package view

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Figure is one number of an overview.
type Figure struct {
	Part string // "all", "month", "without a date", "source", "quarter", "topic", "author", "repeated claim", "contested pair 1" …
	Name string // of what: a month, a source, the words of a claim; "" for the whole
	Share
}

// Figures lists the numbers of an overview in the order of its page.
func (o Overview) Figures() (out []Figure) {
	add := func(part, name string, s Share) { out = append(out, Figure{part, name, s}) }
	add("all", "", o.All)
	for _, m := range o.Months {
		add("month", m.Month.Format("2006-01"), m.Share)
	}
	add("without a date", "", o.Undated)
	for _, s := range o.Sources {
		add("source", s.Name, s.Share)
		for _, q := range s.Quarters {
			add("quarter", fmt.Sprintf("%s %d-Q%d", s.Name, q.Month.Year(), (int(q.Month.Month())+2)/3), q.Share)
		}
	}
	for _, t := range o.Topics {
		add("topic", t.Name, t.Share)
	}
	for _, a := range o.Authors {
		add("author", a.Name, a.Share)
	}
	for _, c := range o.Repeated {
		add("repeated claim", wordsOf(c), Share{c.Unsupported, c.Times})
	}
	for i, p := range o.Pairs {
		for _, c := range p.Claims {
			add(fmt.Sprint("contested pair ", i+1), wordsOf(c), Share{c.Unsupported, c.Times})
		}
	}
	return out
}

func wordsOf(c Claim) string { return strings.Join(strings.Fields(c.Said[0].Text), " ") }

// HideNames replaces the names of authors by their rank.
func (o *Overview) HideNames() {
	for i := range o.Authors {
		o.Authors[i].Name = fmt.Sprint("Author ", i+1)
	}
}

// WriteFigures writes overviews as CSV, a row a figure. Sets name them, where
// there are several.
func WriteFigures(w io.Writer, sets []string, all []Overview) error {
	c := csv.NewWriter(w)
	rows := [][]string{{"set", "part", "name", "unsupported", "assertions", "share", "low95", "high95"}}
	for i, o := range all {
		for _, f := range o.Figures() {
			row := []string{Cell(sets[i]), f.Part, Cell(f.Name), strconv.Itoa(f.N), strconv.Itoa(f.Of), "", "", ""}
			if f.Of > 0 {
				low, high := f.Interval()
				for k, v := range []float64{f.Rate(), low, high} {
					row[5+k] = strconv.FormatFloat(v, 'f', 4, 64)
				}
			}
			rows = append(rows, row)
		}
	}
	return c.WriteAll(rows)
}
