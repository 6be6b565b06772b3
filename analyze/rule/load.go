package rule

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// wireSet is a rule file as it is written.
type wireSet struct {
	Doc   string        `yaml:"doc"`
	Tag   gainsay.Tag   `yaml:"tag"` // default: the file's stem
	Needs []gainsay.Tag `yaml:"needs"`
	Rules []wireRule    `yaml:"rules"`
}

type wireRule struct {
	Name     string         `yaml:"name"`
	Doc      string         `yaml:"doc"`
	Kind     string         `yaml:"kind"`
	Of       string         `yaml:"of"`
	Effect   analyze.Effect `yaml:"effect"`
	At       place          `yaml:"at"`
	Match    wireMatch      `yaml:"match"`    // pattern and sequence
	Lexicon  []string       `yaml:"lexicon"`  // lexicon: names of the files
	Requires []string       `yaml:"requires"` // one of these words must be in the sentence
	Score    float64        `yaml:"score"`
	Veto     bool           `yaml:"veto"`
	Source   string         `yaml:"source"`
	Hit      []string       `yaml:"hit"`
	Miss     []string       `yaml:"miss"`
	Todo     []string       `yaml:"todo"`
}

// wireMatch is the text of a pattern or sequence, with its line in the file.
type wireMatch struct {
	text string
	line int
}

// UnmarshalYAML reads the text of a scalar node.
func (m *wireMatch) UnmarshalYAML(n ast.Node) error {
	m.line = n.GetToken().Position.Line
	return yaml.NodeToValue(n, &m.text)
}

// place is the file's name with the line, if the rule has a match.
func (m *wireMatch) place(file string) string {
	if m.line == 0 {
		return file
	}
	return fmt.Sprintf("%s:%d", file, m.line)
}

// Load reads a rule file. Errors name the file and the line, and the column
// where the YAML itself is at fault; unknown fields are refused.
func Load(fsys fs.FS, name string, lex *Lexicons) (*Set, error) {
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("read rules: %w", err)
	}
	var w wireSet
	if err := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict()).Decode(&w); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	stem := strings.TrimSuffix(path.Base(name), path.Ext(name))
	set := &Set{Name: stem, Doc: w.Doc, Tag: w.Tag, Needs: w.Needs}
	if set.Tag == "" {
		set.Tag = gainsay.Tag(stem)
	}
	if !set.Tag.Valid() {
		return nil, fmt.Errorf("%s: %q is not a tag", name, set.Tag)
	}
	for _, wr := range w.Rules {
		r, err := wr.compile(lex)
		if err != nil {
			return nil, fmt.Errorf("%s: rule %s: %w", wr.Match.place(name), wr.Name, err)
		}
		r.ID = set.Name + "/" + r.Name
		set.Rules = append(set.Rules, r)
	}
	if err := set.validate(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return set, nil
}

func (w *wireRule) compile(lex *Lexicons) (*Rule, error) {
	r := &Rule{
		Name: w.Name, Doc: w.Doc, Kind: w.Kind, Of: w.Of, Effect: w.Effect, Source: w.Source,
		Score: w.Score, Veto: w.Veto,
		Hit: w.Hit, Miss: w.Miss, Todo: w.Todo, at: w.At, requires: w.Requires,
	}
	switch w.Kind {
	case "lexicon":
		return r, w.compileLexicon(r, lex)
	case "pattern":
		var m patternMatcher
		var err error
		m, r.literals, err = newPattern(w.Match.text)
		r.matcher = m
		if w.Requires != nil {
			r.words = [][]string{w.Requires}
		}
		return r, err
	case "sequence":
		m, err := newSequence(w.Match.text, lex)
		if err != nil {
			return nil, err
		}
		r.matcher, r.words = m, m.needs()
		return r, nil
	}
	return nil, fmt.Errorf("kind %q is not lexicon, pattern or sequence", w.Kind)
}

func (w *wireRule) compileLexicon(r *Rule, lex *Lexicons) error {
	var m lexiconMatcher
	for _, name := range w.Lexicon {
		l, err := lex.Get(name)
		if err != nil {
			return err
		}
		m = append(m, l)
	}
	if len(m) == 0 {
		return errors.New("no lexicon named")
	}
	r.matcher, r.words = m, m.needs()
	return nil
}

// validate reports rules without doc, source, score or examples, two rules of
// one name, and values out of range.
func (s *Set) validate() error {
	var errs []error
	bad := func(r *Rule, format string, args ...any) {
		errs = append(errs, fmt.Errorf("rule %s: "+format, append([]any{r.Name}, args...)...))
	}
	if strings.TrimSpace(s.Doc) == "" {
		errs = append(errs, errors.New("no doc"))
	}
	seen := map[string]bool{}
	for _, r := range s.Rules {
		if r.Name == "" || seen[r.Name] {
			bad(r, "the name is missing or used twice")
		}
		seen[r.Name] = true
		if r.Doc == "" || r.Source == "" {
			bad(r, "doc or source is missing")
		}
		if !r.Veto && (r.Score <= 0 || r.Score > 1) {
			bad(r, "score %v is not in (0, 1]", r.Score)
		}
		if len(r.Hit) < 3 || len(r.Miss) < 3 {
			bad(r, "needs three hits and three misses at least")
		}
		if !slices.Contains(places, r.at) {
			bad(r, "%q is not a place", r.at)
		}
		if r.Effect != "" && !slices.Contains(analyze.Effects(), r.Effect) {
			bad(r, "%q is not an effect", r.Effect)
		}
		if i := slices.IndexFunc(r.requires, notWord); i >= 0 {
			bad(r, "requires %q, which is not one word in lower case", r.requires[i])
		}
	}
	return errors.Join(errs...)
}

func notWord(s string) bool {
	return s == "" || s != strings.ToLower(s) || strings.ContainsAny(s, " \t\n")
}
