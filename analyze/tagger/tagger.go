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
	"slices"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/rule"
	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/analyze/text"
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

// asking are the runs of those taggers written in Go that ask the models.
var asking = map[string]func(s *scoring, p *analyze.Pass, i int) error{}

// registerAsking is register for a tagger that asks the models.
func registerAsking(t *analyze.Tagger, run func(s *scoring, p *analyze.Pass, i int) error) *analyze.Tagger {
	asking[t.Name] = run
	return register(t)
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
func All() ([]*analyze.Tagger, error) { return byName(score.Load()) }

// AllWith returns every tagger, in the order in which they run. They ask these
// models; with nil the rules decide alone.
func AllWith(models *score.Models) ([]*analyze.Tagger, error) {
	all, err := byName(models)
	if err != nil {
		return nil, err
	}
	return analyze.Order(all)
}

func byName(models *score.Models) ([]*analyze.Tagger, error) {
	b, err := ownRules()
	if err != nil {
		return nil, err
	}
	return b.taggers(newScoring(b, models)), nil
}

// ruleBook is the compiled rule files of a folder.
type ruleBook struct {
	sets  []*rule.Set // by name
	index *rule.Index
}

// ownRules are the rule files of the binary.
var ownRules = sync.OnceValues(func() (*ruleBook, error) { return readRules(files) })

func readRules(fsys fs.FS) (*ruleBook, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, err
	}
	b := &ruleBook{sets: make([]*rule.Set, len(names))}
	errs := make([]error, len(names))
	var all sync.WaitGroup
	for k, name := range names {
		all.Go(func() { b.sets[k], errs[k] = rule.Load(fsys, name, lexicons) })
	}
	all.Wait()
	if i := slices.IndexFunc(errs, func(err error) bool { return err != nil }); i >= 0 {
		return nil, errs[i]
	}
	b.index = rule.NewIndex(b.sets...)
	return b, nil
}

// set returns the rules of the file <name>.yaml, nil if there is none.
func (b *ruleBook) set(name string) *rule.Set {
	if i := slices.IndexFunc(b.sets, func(s *rule.Set) bool { return s.Name == name }); i >= 0 {
		return b.sets[i]
	}
	return nil
}

// taggers are those written in Go and one for each rule file without one.
func (b *ruleBook) taggers(sc *scoring) []*analyze.Tagger {
	var all []*analyze.Tagger
	for _, t := range coded {
		cp := *t
		if run, ok := asking[t.Name]; ok {
			cp.Run = func(p *analyze.Pass, i int) error { return run(sc, p, i) }
		}
		if set := b.set(t.Name); set != nil {
			cp.Rules = append(ruleDocs(set), t.Rules...)
		}
		all = append(all, &cp)
	}
	for _, set := range b.sets {
		if !slices.ContainsFunc(coded, func(t *analyze.Tagger) bool { return t.Name == set.Name }) {
			all = append(all, b.tagger(set, sc))
		}
	}
	slices.SortFunc(all, compareNames)
	return all
}

// tagger makes a tagger of a rule file: every mark of .5 or more on the
// author's own words is reported under the file's tag, weighed by a model
// where there is one for the tag. A file that needs spam passes over comments
// that are.
func (b *ruleBook) tagger(set *rule.Set, sc *scoring) *analyze.Tagger {
	t := &analyze.Tagger{Name: set.Name, Doc: set.Doc, Tags: []gainsay.Tag{set.Tag}, Needs: set.Needs, Rules: ruleDocs(set)}
	needsSpam := slices.Contains(set.Needs, gainsay.TagSpam)
	t.Run = func(p *analyze.Pass, i int) error {
		if needsSpam && p.HasAny(i, gainsay.TagSpam) {
			return nil
		}
		for _, m := range marks(b.hits(p, set, i)) {
			a := unexplained(set.Tag, m.Mark)
			if err := sc.weighMark(p, i, m.Sentence, &a); err != nil {
				return err
			}
			if a.Score >= gainsay.DefaultThreshold {
				a.Reasons = reasonsOf(m.Hits)
				p.Report(i, a)
			}
		}
		return nil
	}
	return t
}

// hits returns what a set finds in comment i, of whatever score, leaving out
// sentences quoted from somebody else. The rules of all sets are matched at
// the first call for a comment.
func (b *ruleBook) hits(p *analyze.Pass, set *rule.Set, i int) []rule.SentenceHits {
	return b.scan(p, i).In(set)
}

// scanned is what the rules of all sets find in a comment.
type scanned struct {
	*rule.Found
	inputs *inputs // for the models, once one is asked
}

func (b *ruleBook) scan(p *analyze.Pass, i int) *scanned {
	return p.Shared(i, b.index, func(d *text.Doc) any { return &scanned{Found: b.index.Scan(unmasked(d))} }).(*scanned)
}

// hitsOf is ruleBook.hits for a tagger with a rule file of the binary.
func hitsOf(p *analyze.Pass, set string, i int) ([]rule.SentenceHits, error) {
	b, err := ownRules()
	if err != nil {
		return nil, err
	}
	return b.hits(p, b.set(set), i), nil
}

// sentenceMark is a mark with the index of its sentence.
type sentenceMark struct {
	rule.Mark
	Sentence int
}

// marks combines the hits of each sentence.
func marks(found []rule.SentenceHits) []sentenceMark {
	var out []sentenceMark
	for _, f := range found {
		for _, m := range rule.Combine(f.Hits) {
			out = append(out, sentenceMark{m, f.Sentence})
		}
	}
	return out
}

// annotation turns a mark into an annotation with its reasons.
func annotation(tag gainsay.Tag, m rule.Mark) gainsay.Annotation {
	a := unexplained(tag, m)
	a.Reasons = reasonsOf(m.Hits)
	return a
}

// unexplained turns a mark into an annotation that still lacks its reasons.
func unexplained(tag gainsay.Tag, m rule.Mark) gainsay.Annotation {
	return gainsay.Annotation{Span: m.Span, Tag: tag, Kind: m.Best.Of, Score: m.Score, By: m.Best.Name}
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
