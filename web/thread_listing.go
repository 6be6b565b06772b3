package web

import (
	"cmp"
	"slices"

	"github.com/gainsay/gainsay"
)

// listing is what the filter leaves: comments in order and their marks.
type listing struct {
	comments []*gainsay.Comment
	marks    []place
	starts   []int // of pages, indices of comments
	page     int
	here     []*gainsay.Comment // those to show
}

// place is a mark with the page that shows it.
type place struct {
	*gainsay.Annotation
	page int
}

// listing lists comments and marks under the filter, in pages.
func (v *threadView) listing() (l listing) {
	filtered := filtersMarks(v.query)
	first, size := 0, 0 // of the page
	l.starts = []int{0}
	for _, c := range v.ordered {
		if v.hidesPerson(c) {
			continue
		}
		n := len(l.marks)
		for _, a := range v.marksIn(c.ID) {
			if v.wanted(a) {
				l.marks = append(l.marks, place{a, 0})
			}
		}
		if len(l.marks) == n && filtered {
			continue
		}
		cost := nodeBytes(v.size(c), len(l.marks)-n)
		if at := len(l.comments); at > first && (at-first == perPage || size+cost > pageBytes) {
			first, size = at, 0
			l.starts = append(l.starts, at)
		}
		size += cost
		for i := n; i < len(l.marks); i++ {
			l.marks[i].page = len(l.starts)
		}
		l.comments = append(l.comments, c)
	}
	return l
}

// nodeBytes estimates how long a comment of so many bytes with its marks is on the page.
func nodeBytes(text, marks int) int { return 650 + text + 1150*marks }

// size is how many bytes a comment has.
func (x *index) size(c *gainsay.Comment) int {
	if x.outline != nil {
		return x.outline.Sizes[c.ID]
	}
	return len(c.Text)
}

// pageWith is the page that shows a comment, 0 for none.
func (l *listing) pageWith(comment string) int {
	i := slices.IndexFunc(l.comments, func(c *gainsay.Comment) bool { return c.ID == comment })
	if i < 0 {
		return 0
	}
	n, found := slices.BinarySearch(l.starts, i)
	return n + btoi(found)
}

// list finds the page asked for among the comments that the filter leaves: by
// number, or the page with the current mark or the comment "at".
func (p *threadPage) list(v *threadView) (l listing, err error) {
	page, err := pageOf(v.query)
	if err != nil {
		return l, err
	}
	l = v.listing()
	p.Folded = len(p.T.Comments) - len(l.comments)
	at := cmp.Or(v.query.Get("at"), v.query.Get("add"))
	if v.now != nil {
		at = v.now.Comment
	}
	l.page = min(cmp.Or(l.pageWith(at), page), len(l.starts))
	p.Pages = pageLinks(threadPath(p.Key), v.kept(), l.page, len(l.starts), 1)
	end := len(l.comments)
	if l.page < len(l.starts) {
		end = l.starts[l.page]
	}
	l.here = l.comments[l.starts[l.page-1]:end]
	for _, c := range l.here {
		v.onPage[c.ID] = true
	}
	if v.query.Get("part") != "" { // only the comment of the current mark is asked for
		l.here = slices.DeleteFunc(slices.Clone(l.here), func(c *gainsay.Comment) bool { return c.ID != at })
	}
	return l, nil
}
