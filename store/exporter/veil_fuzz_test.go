package exporter

import (
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
)

// FuzzVeil hides any name in any text: spans stay in the text and in order,
// what is outside the replaced parts stays as it was, and bytes that are no
// UTF-8 do no harm.
func FuzzVeil(f *testing.F) {
	f.Add("Mara Quill", "Mara, who says so? I asked mara quill.", 3, 9)
	f.Add("@sam@sea.example", "thanks @sam\xff!", 0, 2)
	f.Add("İpek", "ȺȺȺ's İPEK ipek\x00", 1, 5)
	f.Fuzz(func(t *testing.T, name, text string, start, end int) {
		a := &gainsay.Analysis{Thread: &gainsay.Thread{Comments: []*gainsay.Comment{{ID: "c", Author: name}}}}
		v := newVeil(a, []byte("key"))
		got, m := v.text(text)
		if name == "" && got != text {
			t.Fatalf("%q became %q without a name", text, got)
		}
		if n := len(text); n > 0 {
			start, end = abs(start)%(n+1), abs(end)%(n+1)
			s := gainsay.Span{Start: min(start, end), End: max(start, end)}
			moved := m.span(s)
			if !moved.Valid(len(got)) {
				t.Fatalf("span %v of %q is %v of %q", s, text, moved, got)
			}
			if len(m.edits) == 0 && moved.In(got) != s.In(text) {
				t.Fatalf("span %v of %q moved to %v", s, text, moved)
			}
		}
		at := 0
		for _, e := range m.edits {
			if e.start < at || !strings.HasPrefix(got[e.at:], "author-") {
				t.Fatalf("edit %+v of %q in %q", e, text, got)
			}
			at = e.end
		}
	})
}

func abs(n int) int { return max(n, -max(n, -1<<62)) }
