// Package tagger holds the taggers: one file each, a YAML rule file where
// rules suffice and a Go file where they do not. A rule file without a Go
// file of the same name is a tagger by itself. Each is registered by being
// there; nothing else lists them.
package tagger

import (
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/rule"
)

//go:embed *.yaml lexicon/*.txt
var files embed.FS

var coded []*analyze.Tagger

// register adds a tagger written in Go. A second one of the same name is a
// programmer's mistake.
func register(t *analyze.Tagger) *analyze.Tagger {
	i, found := slices.BinarySearchFunc(coded, t, compareNames)
	if found {
		panic("tagger: two taggers named " + t.Name)
	}
	coded = slices.Insert(coded, i, t)
	return t
}

func compareNames(a, b *analyze.Tagger) int { return cmp.Compare(a.Name, b.Name) }

// lexicons are those of the embedded files.
var lexicons = rule.NewLexicons(must(fs.Sub(files, "lexicon")))

func must[T any](v T, err error) T {
	if err != nil {
		panic("tagger: " + err.Error())
	}
	return v
}

// All returns every tagger, sorted by name, with its rules' documentation.
// The rule files are compiled at the first call; one that does not compile is
// an error that names the file and rule.
func All() ([]*analyze.Tagger, error) { return load(files) }

func load(fsys fs.FS) ([]*analyze.Tagger, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, err
	}
	all := slices.Clone(coded)
	for _, name := range names {
		stem := strings.TrimSuffix(path.Base(name), ".yaml")
		set, err := ruleSet(fsys, stem)
		if err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(all, func(t *analyze.Tagger) bool { return t.Name == stem }); i >= 0 {
			all[i].Rules = ruleDocs(set)
			continue
		}
		all = append(all, fromRules(set))
	}
	slices.SortFunc(all, compareNames)
	return all, nil
}

// sets keeps the compiled rule files of the binary.
var sets = map[string]*rule.Set{}

func ruleSet(fsys fs.FS, stem string) (*rule.Set, error) {
	if s, ok := sets[stem]; ok && fsys == fs.FS(files) {
		return s, nil
	}
	s, err := rule.Load(fsys, stem+".yaml", lexicons)
	if err == nil && fsys == fs.FS(files) {
		sets[stem] = s
	}
	return s, err
}

// fromRules makes a tagger of a rule file: every mark of .5 or more on the
// author's own words is reported under the file's tag. A file that needs spam
// passes over comments that are.
func fromRules(set *rule.Set) *analyze.Tagger {
	t := &analyze.Tagger{Name: set.Name, Doc: set.Doc, Tags: []gainsay.Tag{set.Tag}, Needs: set.Needs, Rules: ruleDocs(set)}
	needsSpam := slices.Contains(set.Needs, gainsay.TagSpam)
	t.Run = func(p *analyze.Pass, i int) error {
		if needsSpam && p.HasAny(i, gainsay.TagSpam) {
			return nil
		}
		for _, m := range ownMarks(p, set, i) {
			if m.Score >= gainsay.DefaultThreshold {
				p.Report(i, annotation(p, i, set.Tag, m.Mark))
			}
		}
		return nil
	}
	return t
}

// sentenceMark is a mark with the index of its sentence.
type sentenceMark struct {
	rule.Mark
	Sentence int
}

// ownMarks returns the marks of the rules in comment i, of whatever score,
// leaving out sentences quoted from somebody else.
func ownMarks(p *analyze.Pass, set *rule.Set, i int) []sentenceMark {
	var out []sentenceMark
	d := unmasked(p.Docs[i])
	for s, sent := range d.Sentences {
		if sent.Quoted {
			continue
		}
		for _, m := range rule.Combine(set.Match(d, s)) {
			out = append(out, sentenceMark{m, s})
		}
	}
	return out
}

// annotation turns a mark of comment i into an annotation.
func annotation(p *analyze.Pass, i int, tag gainsay.Tag, m rule.Mark) gainsay.Annotation {
	return gainsay.Annotation{Span: m.Span, Tag: tag, Kind: m.Best.Of, Score: m.Score, By: m.Best.Name, Why: m.Why(p.Docs[i])}
}

func ruleDocs(set *rule.Set) []analyze.RuleDoc {
	var out []analyze.RuleDoc
	for _, r := range set.Rules {
		out = append(out, analyze.RuleDoc{Name: r.Name, Doc: r.Doc, Source: r.Source, Score: r.Score, Hits: r.Hit, Misses: r.Miss, Gaps: r.Todo})
	}
	return out
}

// Hash identifies the rules and lexicons in the binary: "sha256:" and 64
// hexadecimal digits over the names and contents of all of them.
func Hash() string {
	h := sha256.New()
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := files.ReadFile(name)
		fmt.Fprintf(h, "%s %d\n", name, len(b))
		h.Write(b)
		return err
	})
	must(struct{}{}, err)
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}
