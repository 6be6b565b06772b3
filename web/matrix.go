package web

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"

	"github.com/gainsay/gainsay"
)

// matrix counts who answers whom, or whose comments have a chosen relation to whose:
// a row for each person who replies, a column for each person replied to.
type matrix struct {
	Names []string // of rows and columns: those who talk with each other side by side
	Rows  []matrixRow
	Left  int // further people, not shown
	Most  int
}

type matrixRow struct {
	Name, Href string
	Cells      []matrixCell
}

type matrixCell struct {
	N     int
	Shade int // 0 for none, 1 for one, to 5 for the largest
	Href  string
	Title string
}

const matrixPeople = 24

// newMatrix counts relations of the kinds, or replies if there are no kinds.
// Comments by unknown authors are left out: they are not one person.
func newMatrix(v *threadView, kinds []string) matrix {
	counts := map[[2]string]int{}
	active := map[string]int{}
	add := func(from, to *gainsay.Comment) {
		if from == nil || to == nil || from.Author == "" || to.Author == "" {
			return
		}
		counts[[2]string{from.Author, to.Author}]++
		active[from.Author]++
		active[to.Author]++
	}
	if len(kinds) == 0 {
		for _, c := range v.a.Thread.Comments {
			add(c, v.comments[c.Parent])
		}
	} else {
		for _, l := range v.links(kinds) {
			add(v.comments[l.From], v.comments[l.To])
		}
	}
	m := matrix{}
	for name := range active {
		m.Names = append(m.Names, name)
	}
	slices.SortFunc(m.Names, func(a, b string) int { return cmp.Or(active[b]-active[a], cmp.Compare(a, b)) })
	m.Left = max(0, len(m.Names)-matrixPeople)
	m.Names = grouped(m.Names[:len(m.Names)-m.Left], counts)
	m.fill(v, counts, len(kinds) > 0)
	return m
}

func (m *matrix) fill(v *threadView, counts map[[2]string]int, relations bool) {
	for _, from := range m.Names {
		for _, to := range m.Names {
			m.Most = max(m.Most, counts[[2]string{from, to}])
		}
	}
	verb := "answers"
	if relations {
		verb = "relates to"
	}
	for _, from := range m.Names {
		row := matrixRow{Name: from, Href: v.repliesBy(url.Values{"author": {from}})}
		for _, to := range m.Names {
			n := counts[[2]string{from, to}]
			cell := matrixCell{N: n, Title: fmt.Sprintf("%s %s %s: %d", from, verb, to, n)}
			if n > 0 {
				cell.Shade = 1 + 4*(n-1)/max(m.Most-1, 1)
				cell.Href = v.repliesBy(url.Values{"author": {from}, "to": {to}})
			}
			row.Cells = append(row.Cells, cell)
		}
		m.Rows = append(m.Rows, row)
	}
}

// repliesBy is the thread's page under a filter, by the same marks as here.
func (v *threadView) repliesBy(filter url.Values) string {
	return marked(string(v.basis), withQuery(threadPath(v.key), filter))
}

// grouped orders people so that those who talk with each other are side by
// side: the most active first, then whoever talks most with those already
// there; where nobody does, the most active of the others begins a new group.
func grouped(names []string, counts map[[2]string]int) []string {
	var out []string
	rest := slices.Clone(names)
	ties := make(map[string]int, len(names)) // with those in out
	for len(rest) > 0 {
		next := 0
		for i, name := range rest {
			if ties[name] > ties[rest[next]] {
				next = i
			}
		}
		added := rest[next]
		out, rest = append(out, added), slices.Delete(rest, next, next+1)
		for _, name := range rest {
			ties[name] += counts[[2]string{name, added}] + counts[[2]string{added, name}]
		}
	}
	return out
}
