package table

import (
	"fmt"
	"strings"
	"testing"
)

// read returns the comments that a mapping finds in a source, one a line, and
// the errors.
func read(t *testing.T, mapping, source string) string {
	t.Helper()
	m, err := ParseMapping(mapping)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for f, err := range Mapped(m).Read(strings.NewReader(source)) {
		if err != nil {
			out = append(out, err.Error())
			continue
		}
		for _, c := range f.Comments {
			out = append(out, fmt.Sprintf("%s %s<%s %s: %s", f.Title, c.ID, c.Parent, c.Author, c.Text))
		}
	}
	return strings.Join(out, "\n")
}

// TestMappedJSON maps columns inside of JSON.
func TestMappedJSON(t *testing.T) {
	for _, c := range []struct{ mapping, source, want string }{
		{"text=comments[].body,id=comments[].n,author=comments[].by,title=name",
			`{"name":"Bridge","comments":[{"n":1,"body":"a","by":"olek","answers":[{"n":2,"body":"b","by":"ida"}]}]}`,
			"Bridge 1< olek: a\nBridge 2<1 ida: b"},
		{"text=data.items[].say", `{"data":{"items":[{"say":"a"},{"say":"b"}]}}`, " < : a\n < : b"},
		{"text=say,author=who.name", `[{"say":"a","who":{"name":"olek"}}]`, " < olek: a"},
		{"text=say,author=nick|who", `[{"say":"a","nick":"","who":"olek"},{"say":"b","nick":"ida"}]`,
			" < olek: a\n < ida: b"},
		{"text=say", `[{"other":1}]`, `1: row without "say"`},
	} {
		if got := read(t, c.mapping, c.source); !strings.Contains(got, c.want) {
			t.Errorf("--map %s: got\n%s\nwant\n%s", c.mapping, got, c.want)
		}
	}
}

// TestTabQuotes reads tables in which quotation marks begin cells.
func TestTabQuotes(t *testing.T) {
	for source, want := range map[string]string{
		"id\ttext\n1\t\"a\n2\tb\n":                                 "1< : \"a\n 2< : b",
		"id\ttext\n1\t\"a\tx\"\n2\tb\n":                            "read row: 3 cells",
		"id\ttext\tby\n1\t\"a\"\tu\n":                              "1< u: a",
		"id\ttext\n1\t\"first\nsecond\"\n2\tb\n":                   "1< : first\nsecond\n 2< : b",
		"id\ttext\n1\ta\x00b\n":                                    "zero bytes dropped: 1",
		"id,text\n1,\"a\n2,b\n":                                    "quotation mark is not closed",
		"sep=;\nid;text;by\n1;\"a;b\";olek\n":                      "1< olek: a;b",
		"id|text|by\n1|a, b|olek\n":                                "1< olek: a, b",
		"id,text,by\n1," + strings.Repeat("x", 70<<10) + ",olek\n": "a cell of 71680 bytes",
	} {
		mapping := "text=text,id=id"
		if strings.Contains(source, "by\n") {
			mapping += ",author=by"
		}
		if got := read(t, mapping, source); !strings.Contains(got, want) {
			t.Errorf("%.60q: got %.200q, want %q", source, got, want)
		}
	}
}

// TestGuess guesses the columns of headers with rows.
func TestGuess(t *testing.T) {
	for source, want := range map[string]string{
		"id,pid,nick,comment,ts\na1,0,olek,The repair takes until May,1609459200\na2,a1,ida,The stones,1609459300\n": "text=comment,id=id,parent=pid,author=nick,time=ts",
		"PostId,Id,Text,CreationDate\n5,1,The repair takes until May,2021-01-01\n5,2,The stones,2021-01-02\n":        "text=Text,id=Id,thread=PostId,time=CreationDate",
		"Username,Tweet Text,In reply to\n@olek,The repair takes until May,\n@ida,The stones,@olek\n":                "text=Tweet Text,author=Username,addressee=In reply to",
		"1,2,3\nab12,olek,The repair takes until May\nab13,ida,The stones are for the quay\n":                        "text=3,id=1",
	} {
		if got := sampleCSV([]byte(source)).guess().String(); got != want {
			t.Errorf("%q: got %s, want %s", source, got, want)
		}
	}
}

// FuzzCompleted completes heads of JSON that end anywhere: what comes out can
// be sampled.
func FuzzCompleted(f *testing.F) {
	f.Add([]byte(`{"data":[{"id":1,"text":"a","replies":[{"id":2,"text":"b"`))
	f.Add([]byte(`[{"id":"\"1,2","text":["a",{"b":1`))
	f.Fuzz(func(_ *testing.T, b []byte) { sampleJSON(b) })
}
