package importer

import "testing"

// TestSpill sorts more records than fit and keeps the order within a key.
func TestSpill(t *testing.T) {
	s := newSpill()
	s.limit = 500
	defer s.Close()
	for i := range 100 {
		if err := s.put(string(rune('a'+i%7)), "f", i, []byte{byte(i)}); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.runs) < 2 {
		t.Fatal("nothing was written to disk")
	}
	keys, n := "", 0
	for g, err := range s.groups() {
		if err != nil {
			t.Fatal(err)
		}
		keys += g[0].key
		for i, r := range g {
			n++
			if r.key != g[0].key || int(r.raw[0]) != r.line || i > 0 && r.line != g[i-1].line+7 {
				t.Errorf("group %s: record %d is %+v", g[0].key, i, r)
			}
		}
	}
	if keys != "abcdefg" || n != 100 {
		t.Errorf("keys %s, %d records", keys, n)
	}
}
