package table

import (
	"bytes"
	"testing"
	"unicode/utf8"

	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/google/go-cmp/cmp"
)

// FuzzMapping parses arbitrary mappings, writes those that are accepted, parses them again, and reads
// a table with them: no panic, and texts are UTF-8.
func FuzzMapping(f *testing.F) {
	csv := "id,parent,who,body,when,score\n1,,ada,\"a, b\",2021-01-01,3\n2,1,bo,No.,x,-1e999\n"
	json := `[{"id":1,"c":[{"id":2,"body":"a","who":{"n":"x"}}],"who":null},{"id":"3","body":["b"]}]`
	for _, m := range []string{"text=body", "text=body,id=id,parent=parent,author=who,time=when,score=score", "text=c[].body,author=c[].who.n|who",
		"text= body ,id=|", "text=text=x", "text=a|a|body,thread=id", "text=[],id=[].id", "text=body,url=who,state=score,title=when,addressee=who,article=body,answer=body",
		"", ",", "text", "text=", "text=a,text=b", "x=y", "text=\x00", "text=\xff", "text=body,id=body,parent=body"} {
		f.Add(m, []byte(csv))
		f.Add(m, []byte(json))
	}
	f.Fuzz(func(t *testing.T, s string, table []byte) {
		m, err := ParseMapping(s)
		if err != nil {
			return
		}
		again, err := ParseMapping(m.String())
		if diff := cmp.Diff(m, again); err != nil || diff != "" {
			t.Fatal(err, diff)
		}
		for found, err := range Mapped(m).Read(&input.Text{Reader: bytes.NewReader(table), Whole: 1 << 20}) {
			if err != nil {
				continue
			}
			for _, c := range found.Thread.Comments {
				if utf8.Valid(table) && !utf8.ValidString(c.ID+c.Text+c.Author) {
					t.Errorf("%q is not UTF-8", c.ID+c.Text+c.Author)
				}
			}
		}
	})
}
