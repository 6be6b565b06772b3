package table

import (
	"strings"
	"testing"
)

// TestPreamble finds headers below other lines, and leaves alone what only
// looks like one.
func TestPreamble(t *testing.T) {
	text := Mapping{"text": "a"}
	for _, c := range []struct {
		source string
		m      Mapping
		lines  int
		d      byte
	}{
		{"id,text\n1,a\n", nil, 0, ','},
		{"sep=;\nid;text\n1;a\n", nil, 1, ';'},
		{"\"sep=|\"\r\nid|text\r\n1|a\r\n", nil, 1, '|'},
		{"Export, March\n\nid,author,text\n1,ida,a\n", nil, 2, ','},
		{"Export;;\nid;author;text\n1;ida;a\n", nil, 1, ';'},
		{"x,y\n1,2\nb,a,c\n1,2,3\n", text, 2, ','},
		{"x,y\n1,2\nb,a,c\n1,2,3\n", nil, 0, ','},                             // no names of fields
		{"1,2,3\nid,author,text\n1,ida,a\n", nil, 0, ','},                     // as many cells in the first line
		{"Title\nauthor, text\nnothing follows here\n", nil, 0, 0},            // no row
		{"Title\nid|author|text\n1|ida|a\n", nil, 0, 0},                       // a table within a text
		{strings.Repeat("note\n", 60) + "id,author,text\n1,a,b\n", nil, 0, 0}, // too far below
		{"Title\nid,author,text", nil, 0, 0},                                  // the head ends
		{"", nil, 0, 0},
		{"sep=", nil, 0, 0},
	} {
		if lines, d := preamble(c.source, c.m); lines != c.lines || d != c.d {
			t.Errorf("%.60q: %d lines, delimiter %q; want %d and %q", c.source, lines, d, c.lines, c.d)
		}
	}
}

// TestMappedLists maps columns of lists of cells.
func TestMappedLists(t *testing.T) {
	for _, c := range []struct{ mapping, source, want string }{
		{"text=say", `[["no","say"],[1,"a"],[2,"b"]]`, " < : a\n < : b"},
		{"text=say", `[["no","other"],[1,"a"]]`, "a list with the names of columns"},
		{"text=data[].say,id=data[].no", `{"columns":["no","say"],"data":[[1,"a"],[2]]}`,
			"rows that do not have a cell for each column: 1\n 1< : a"},
		{"text=say", `["a","b"]`, "expected an object"},
	} {
		if got := read(t, c.mapping, c.source); !strings.Contains(got, c.want) {
			t.Errorf("--map %s of %s: got\n%s\nwant\n%s", c.mapping, c.source, got, c.want)
		}
	}
}
