package web_test

import (
	"strconv"
	"testing"
)

// TestMapOfManyComments: a thread of 500 comments stays readable.
func TestMapOfManyComments(t *testing.T) {
	s := site(t)
	doc := viewed(t, s.URL+longPath+"/map", 200)
	folded, whole := doc.Find(".map .row").Length(), viewed(t, s.URL+longPath+"/map?fold=no",
		200).Find(".map .row").Length()
	if folded >= whole/2 || whole != 500 {
		t.Errorf("%d rows folded, %d unfolded", folded, whole)
	}
	one := doc.Find(".row.folded a").First()
	if n := viewed(t, s.URL+one.AttrOr("href", ""), 200).Find(".map .row").Length(); n <= folded {
		t.Errorf("%q unfolds to %d rows of %d", one.Text(), n, folded)
	}
	lands(t, s.URL, longPath+"/map", doc, doc.Find(".listed a"))
	kinds := viewed(t, s.URL+longPath+"/map?kind=questions", 200)
	if kinds.Find(".arc.questions").Length() == 0 || kinds.Find(".arcs .arc:not(.questions)").Length() > 0 {
		t.Error("the filter by kind does not hold")
	}
}

// TestMatrixCells: a number of the matrix is that of the comments it leads to.
func TestMatrixCells(t *testing.T) {
	s := site(t)
	cell := viewed(t, s.URL+longPath+"/graph", 200).Find(".matrix td.s5 a").First()
	n := viewed(t, s.URL+cell.AttrOr("href", ""), 200).Find("article.c").Length()
	if cell.Text() != strconv.Itoa(n) {
		t.Errorf("the cell says %q and leads to %d comments", cell.Text(), n)
	}
}
