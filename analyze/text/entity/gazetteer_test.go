package entity

import (
	"reflect"
	"strings"
	"testing"
)

func TestGazetteerLoads(t *testing.T) {
	size := 0
	for _, f := range []string{"country.tsv", "city.tsv", "org.tsv", "country.txt", "region.txt", "org.txt",
		"igo.txt", "armed.txt", "media.txt", "city.txt",
		"force.txt", "title.txt", "noun.txt", "phrase.txt", "firstname.txt"} {
		data, err := gazetteerFiles.ReadFile("gazetteer/" + f)
		if err != nil {
			t.Fatal(err)
		}
		size += len(data)
		for l := range linesOf(f) {
			if strings.HasSuffix(f, ".tsv") && strings.Count(l, "\t") != 3 {
				t.Errorf("%s: bad row %q", f, l)
			}
		}
	}
	if size > 400_000 {
		t.Errorf("gazetteer has %d bytes, want at most 400000", size)
	}
	if n := len(gaz().entries); n < 4000 {
		t.Errorf("%d names, want 4000 or more", n)
	}
}

// TestGazetteerDeterministic loads the lists twice.
func TestGazetteerDeterministic(t *testing.T) {
	if !reflect.DeepEqual(loadGazetteer(), loadGazetteer()) {
		t.Error("two loads of the gazetteer differ")
	}
}

func BenchmarkLoadGazetteer(b *testing.B) {
	for b.Loop() {
		loadGazetteer()
	}
}
