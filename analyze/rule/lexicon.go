package rule

import (
	"bufio"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/rule/internal/prefilter"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/wordlist"
)

// Lexicon is a list of words and phrases with weights.
//
// A lexicon file has one entry a line: words in lower case separated by blanks,
// optionally a tab and a weight in (0, 1]. A "~" at the end of an entry adds
// its regular plural. "#" begins a comment.
type Lexicon struct {
	Name    string
	entries map[string][]entry      // by first word; longest first
	index   wordlist.Table[[]entry] // the same
	rare    []string                // sorted words, one of which every sentence has in which an entry occurs
}

type entry struct {
	words  []string
	weight float64
}

// Lexicons loads lexicons by name from a folder and caches them. Several
// goroutines may use it at once.
type Lexicons struct {
	fsys  fs.FS
	mu    sync.Mutex
	known map[string]*Lexicon
}

// NewLexicons returns the lexicons <name>.txt of fsys.
func NewLexicons(fsys fs.FS) *Lexicons { return &Lexicons{fsys: fsys, known: map[string]*Lexicon{}} }

// Get returns a lexicon, which it reads at the first call. Errors name the file
// and line.
func (l *Lexicons) Get(name string) (*Lexicon, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if lex, ok := l.known[name]; ok {
		return lex, nil
	}
	b, err := fs.ReadFile(l.fsys, name+".txt")
	if err != nil {
		return nil, fmt.Errorf("read lexicon: %w", err)
	}
	lex, err := parseLexicon(name, string(b))
	if err != nil {
		return nil, err
	}
	l.known[name] = lex
	return lex, nil
}

func parseLexicon(name, src string) (*Lexicon, error) {
	lex := &Lexicon{Name: name, entries: map[string][]entry{}}
	sc := bufio.NewScanner(strings.NewReader(src))
	for line := 1; sc.Scan(); line++ {
		body, _, _ := strings.Cut(sc.Text(), "#")
		if strings.TrimSpace(body) == "" {
			continue
		}
		if err := lex.add(body); err != nil {
			return nil, fmt.Errorf("%s.txt:%d: %w", name, line, err)
		}
	}
	lex.finish()
	return lex, sc.Err()
}

// Join returns a lexicon of the entries of several; of equal entries, the weight
// of the first counts.
func Join(lexicons ...*Lexicon) *Lexicon {
	all := &Lexicon{entries: map[string][]entry{}}
	for _, l := range lexicons {
		for first, entries := range l.entries {
			all.entries[first] = append(all.entries[first], entries...)
		}
	}
	all.finish()
	return all
}

// finish puts the longest entries of each first word first.
func (l *Lexicon) finish() {
	for _, es := range l.entries {
		slices.SortStableFunc(es, func(a, b entry) int { return len(b.words) - len(a.words) })
	}
	l.index = wordlist.NewTable(l.entries)
	l.rare = l.rareWords()
}

func (l *Lexicon) add(line string) error {
	phrase, weight, weighted := strings.Cut(line, "\t")
	w := 1.0
	if weighted {
		var err error
		if w, err = strconv.ParseFloat(strings.TrimSpace(weight), 64); err != nil || w <= 0 || w > 1 {
			return fmt.Errorf("weight %q is not in (0, 1]", strings.TrimSpace(weight))
		}
	}
	phrase = strings.TrimSpace(phrase)
	if phrase != strings.ToLower(phrase) {
		return fmt.Errorf("entry %q is not in lower case", phrase)
	}
	base, plural := strings.CutSuffix(phrase, "~")
	l.insert(base, w)
	if plural {
		l.insert(pluralOf(base), w)
	}
	return nil
}

// insert adds a phrase under its first word. The tokenizer of comments cuts it,
// so that the two agree ("can't" is two tokens).
func (l *Lexicon) insert(phrase string, weight float64) {
	var words []string
	for _, t := range text.Tokenize(phrase) {
		words = append(words, t.Lower)
	}
	if len(words) > 0 {
		l.entries[words[0]] = append(l.entries[words[0]], entry{words, weight})
	}
}

func pluralOf(s string) string {
	switch {
	case strings.HasSuffix(s, "y") && len(s) > 1 && !strings.ContainsRune("aeiou", rune(s[len(s)-2])):
		return s[:len(s)-1] + "ies"
	case strings.HasSuffix(s, "s"), strings.HasSuffix(s, "x"),
		strings.HasSuffix(s, "ch"), strings.HasSuffix(s, "sh"):
		return s + "es"
	}
	return s + "s"
}

// At returns the number of tokens of the longest entry that tokens begin with,
// and its weight; 0 if they begin with none. There must be a token.
func (l *Lexicon) At(tokens []text.Token) (n int, weight float64) {
	entries, _ := l.index.Get(tokens[0].Lower)
	for i := range entries {
		if e := &entries[i]; e.fits(tokens) {
			return len(e.words), e.weight
		}
	}
	return 0, 0
}

// Next returns the index of the first token from the k-th on at which an entry
// begins, len(tokens) if there is none.
func (l *Lexicon) Next(tokens []text.Token, k int) int {
	for ; k < len(tokens); k++ {
		if n, _ := l.At(tokens[k:]); n > 0 {
			return k
		}
	}
	return len(tokens)
}

func (e *entry) fits(tokens []text.Token) bool {
	if len(tokens) < len(e.words) {
		return false
	}
	for i := 1; i < len(e.words); i++ { // the first word is that of the index
		if tokens[i].Lower != e.words[i] {
			return false
		}
	}
	return true
}

// Words returns the entries of one word, sorted.
func (l *Lexicon) Words() []string {
	var out []string
	for _, w := range l.firstWords() {
		if slices.ContainsFunc(l.entries[w], func(e entry) bool { return len(e.words) == 1 }) {
			out = append(out, w)
		}
	}
	return out
}

// firstWords returns the first words of all entries, sorted.
func (l *Lexicon) firstWords() []string { return slices.Sorted(maps.Keys(l.entries)) }

// rareWords returns the rarest word of each entry, sorted.
func (l *Lexicon) rareWords() []string {
	var out []string
	for _, entries := range l.entries {
		for _, e := range entries {
			out = append(out, prefilter.Rarest(e.words))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// lexiconMatcher finds the entries of some lexicons, longest match, left to right.
type lexiconMatcher []*Lexicon

func (m lexiconMatcher) match(d *text.Doc, s text.Sentence, hits []found) []found {
	words := d.Words(s)
	for i := 0; i < len(words); {
		n, weight := m.longest(words[i:])
		if n == 0 {
			i++
			continue
		}
		span := gainsay.Span{Start: words[i].Start, End: words[i+n-1].End}
		hits = append(hits, found{span, weight})
		i += n
	}
	return hits
}

func (m lexiconMatcher) longest(words []text.Token) (n int, weight float64) {
	for _, l := range m {
		if k, w := l.At(words); k > n {
			n, weight = k, w
		}
	}
	return n, weight
}

func (m lexiconMatcher) needs() [][]string {
	var out []string
	for _, l := range m {
		out = append(out, l.rare...)
	}
	return [][]string{out}
}
