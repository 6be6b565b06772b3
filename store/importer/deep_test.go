package importer

import (
	"fmt"
	"strings"
	"testing"
)

// TestDeepThreads reads threads in which every comment is nested in the one it
// answers, as deeply as JSON allows. A reader that decodes each level anew
// takes quadratic time and does not finish.
func TestDeepThreads(t *testing.T) {
	body := strings.Repeat("deep ", 400)
	for _, c := range []struct{ format, before, open, close, after string }{
		{"hackernews", `{"id":"h","type":"story","author":"a","title":"t","text":null,"children":[`, `{"id":%d,"type":"comment","author":"a","text":"` + body + `","children":[`, `]}`, `]}`},
		{"bluesky", `{"thread":{"post":{"uri":"at://d/p/r","author":{"handle":"h"},"record":{"text":"x"}},"replies":[`, `{"post":{"uri":"at://d/p/%d","author":{"handle":"h"},"record":{"text":"` + body + `"}},"replies":[`, `]}`, `]}}`},
		{"reddit", `[{"kind":"Listing","data":{"children":[{"kind":"t3","data":{"id":"x","title":"t"}}]}},`, `{"kind":"Listing","data":{"children":[{"kind":"t1","data":{"id":"c%d","parent_id":"t3_x","link_id":"t3_x","author":"a","body":"` + body + `","replies":`, `}}]}}`, `]`},
	} {
		t.Run(c.format, func(t *testing.T) {
			const levels = 1900
			var b strings.Builder
			b.WriteString(c.before)
			for i := range levels {
				fmt.Fprintf(&b, c.open, i)
			}
			if c.format == "reddit" {
				b.WriteString(`""`)
			}
			b.WriteString(strings.Repeat(c.close, levels) + c.after)
			f, err := Sniff([]byte(b.String()))
			if err != nil || f.Name != c.format {
				t.Fatalf("sniffed as %v, %v", f, err)
			}
			n := 0
			for res, err := range Read("deep", f, strings.NewReader(b.String())) {
				if err != nil {
					t.Fatal(err)
				}
				conforms(t, res)
				n += len(res.Thread.Comments)
			}
			if n != levels && n != levels+1 {
				t.Errorf("%d comments of %d levels", n, levels)
			}
		})
	}
}

// TestManyParents reads a post that refers to 100,000 others.
func TestManyParents(t *testing.T) {
	f, err := Find("4chan")
	if err != nil {
		t.Fatal(err)
	}
	var com strings.Builder
	const names = 100_000
	for i := range names {
		fmt.Fprintf(&com, "&gt;&gt;%d ", 2_000_000+i)
	}
	doc := `{"posts":[{"no":1000000,"resto":0,"com":"first"},{"no":1000001,"resto":1000000,"com":"` + com.String() + `"}]}`
	for res, err := range Read("many", f, strings.NewReader(doc)) {
		if res == nil {
			t.Log(err) // the parent is not in the source
			continue
		}
		conforms(t, res)
		last := res.Thread.Comments[len(res.Thread.Comments)-1]
		if n := len(last.OtherParents); n != names-1 {
			t.Errorf("%d other parents", n)
		}
	}
}
