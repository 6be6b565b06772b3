package text

import (
	"strings"
	"testing"
)

// TestParserReuse holds docs of one parser apart from each other, whatever
// their length, also after their memory was used before.
func TestParserReuse(t *testing.T) {
	texts := []string{"", "Short.", strings.Repeat("Many words, and more. ", 200), strings.Repeat("!", 700), "The mayor lied in 2017.", strings.Repeat("a.b ", 150)}
	p := new(Parser)
	for range 3 {
		var docs []*Doc
		for k := range 60 {
			docs = append(docs, p.Parse(texts[k%len(texts)]))
		}
		for k, d := range docs {
			want := Parse(texts[k%len(texts)])
			if len(d.Tokens) != len(want.Tokens) {
				t.Fatalf("text %d: %d tokens, want %d", k, len(d.Tokens), len(want.Tokens))
			}
			for i := range d.Tokens {
				if d.Tokens[i] != want.Tokens[i] {
					t.Fatalf("text %d, token %d: %v, want %v", k, i, d.Tokens[i], want.Tokens[i])
				}
			}
		}
		p.Reuse()
	}
}

// TestSlabLetsGo checks that a slab that is emptied holds on to no more than it
// may, behind its list neither.
func TestSlabLetsGo(t *testing.T) {
	var s slab[int]
	for range keptRooms + 3 {
		s.keep(append(s.take(slabRoom/4), make([]int, slabRoom/4)...))
		s.used = slabRoom
	}
	s.empty()
	if len(s.rooms) != keptRooms {
		t.Fatalf("%d rooms", len(s.rooms))
	}
	for _, room := range s.rooms[keptRooms : keptRooms+3] {
		if room != nil {
			t.Error("a room is held behind the list")
		}
	}
}
