package web

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/gainsay/gainsay"
)

// person is an author of a thread with their assertions.
type person struct {
	Name        string // "" for unknown authors, who are counted together
	Assertions  int
	Unsupported int
}

// countPeople counts the authors of the thread, and what pages say about all of it.
func (x *index) countPeople() {
	at := map[string]*person{}
	for _, c := range x.a.Thread.Comments {
		if c.State == gainsay.Missing {
			continue
		}
		if c.Author == "" && c.State == gainsay.Live {
			x.unknown++
		}
		if c.Author != "" && at[c.Author] == nil {
			at[c.Author] = &person{Name: c.Author}
		}
	}
	for i := range x.a.Assertions {
		s := &x.a.Assertions[i]
		if at[s.Author] == nil {
			at[s.Author] = &person{Name: s.Author}
		}
		at[s.Author].Assertions++
		at[s.Author].Unsupported += btoi(s.Status == gainsay.Unsupported)
		for _, e := range s.Support {
			x.used += btoi(e.Kind == gainsay.EvidenceArticle)
		}
	}
	for _, p := range at {
		x.people = append(x.people, *p)
	}
	slices.SortFunc(x.people, func(a, b person) int {
		return cmp.Or(b.Assertions-a.Assertions, b.Unsupported-a.Unsupported, cmp.Compare(a.Name, b.Name))
	})
}

// strip shows who asserts how much without support.
type strip struct {
	People      []stripPerson
	More        []stripPerson // further ones with assertions
	None        []stripPerson // without assertions
	MoreLeft    int           // left out of More, and of None
	NoneLeft    int
	Count       int // people with a name
	Unsupported int
	Assertions  int
}

type stripPerson struct {
	person
	Label, Href string
	Width, Part int // percent of the bar for all, and for unsupported assertions
	On          bool
}

// How many people a strip shows, and how many more it has folded, with assertions
// and without.
const (
	stripShown = 12
	stripMore  = 48
	stripNone  = 150
)

func (v *threadView) strip() (s strip) {
	most := 1
	if len(v.people) > 0 {
		most = max(most, v.people[0].Assertions)
	}
	for _, p := range v.people {
		s.Count += btoi(p.Name != "")
		s.Assertions += p.Assertions
		s.Unsupported += p.Unsupported
		e := stripPerson{person: p, Label: named(p.Name), Width: max(100*p.Assertions/most, 4),
			On: p.Name != "" && v.query.Get("author") == p.Name}
		e.Part = e.Width * p.Unsupported / max(p.Assertions, 1)
		if p.Name != "" {
			q := without(v.kept(), "to", "author")
			if !e.On {
				q.Set("author", p.Name)
			}
			e.Href = withQuery(threadPath(v.key), q)
		}
		switch {
		case p.Assertions == 0 && !e.On && len(s.None) == stripNone:
			s.NoneLeft++
		case p.Assertions == 0 && !e.On:
			s.None = append(s.None, e)
		case len(s.People) < stripShown || e.On:
			s.People = append(s.People, e)
		case len(s.More) < stripMore:
			s.More = append(s.More, e)
		default:
			s.MoreLeft++
		}
	}
	return s
}

// minimap shows where in the thread the marks are: a cell for a stretch of marks.
type minimap struct {
	Cells []mapCell
	Width int
	Label string
}

type mapCell struct {
	X, Y, Height int
	Class, Href  string
	Now          bool
}

const (
	mapCells  = 72
	mapHeight = 22
	cellWidth = 5
)

func (v *threadView) minimap(l listing, at int) minimap {
	m := minimap{Width: mapCells * cellWidth, Label: fmt.Sprintf("%d marks", len(l.marks))}
	if len(l.marks) < 8 || v.query.Get("order") != "" {
		return minimap{}
	}
	position := make(map[string]int, len(l.comments))
	for i, c := range l.comments {
		position[c.ID] = i * mapCells / len(l.comments)
	}
	var cells [mapCells][]int
	most := 1
	for i, p := range l.marks {
		k := position[p.Comment]
		cells[k] = append(cells[k], i)
		most = max(most, len(cells[k]))
	}
	for k, marks := range cells {
		if len(marks) == 0 {
			continue
		}
		top := slices.MinFunc(marks, func(a, b int) int { return v.rankOf(l.marks[a]) - v.rankOf(l.marks[b]) })
		h := max(4, mapHeight*len(marks)/most)
		m.Cells = append(m.Cells, mapCell{k * cellWidth, mapHeight - h, h, v.class(l.marks[top].Annotation),
			v.markHref(l.marks[marks[0]].ID), slices.Contains(marks, at)})
	}
	return m
}

// rankOf orders marks for the colour of a cell: what matters most comes first.
func (v *threadView) rankOf(p place) int { return rank(p.Tag, v.assertions[p.ID] != nil) }
