// Package tagger holds the taggers: one file each, a YAML rule file where rules
// suffice and a Go file where they do not. A rule file without a Go file of the
// same name is a tagger by itself. Every file registers its tagger; there is no
// other list of them.
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

//go:embed *.yaml lexicon/*.txt fact.weights
var files embed.FS

// coded are the taggers written in Go, sorted by name.
var coded []*analyze.Tagger

// register adds a tagger written in Go. It panics if the name is taken.
func register(t *analyze.Tagger) *analyze.Tagger {
	i, found := slices.BinarySearchFunc(coded, t, compareNames)
	if found {
		panic("tagger: two taggers named " + t.Name)
	}
	coded = slices.Insert(coded, i, t)
	return t
}

// modelRun is a Tagger.Run that uses the models.
type modelRun func(s *scorers, p *analyze.Pass, i int) error

// modelRuns are those of the taggers written in Go, by name.
var modelRuns = map[string]modelRun{}

// registerWithModels is register for a tagger that uses the models.
func registerWithModels(t *analyze.Tagger, run modelRun) *analyze.Tagger {
	modelRuns[t.Name] = run
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

// All returns every tagger, sorted by name, with the documentation of its rules.
// The rule files are compiled at the first call; if one does not compile, the
// error names the file and the rule.
func All() ([]*analyze.Tagger, error) { return byName(score.Load()) }

// AllWith returns every tagger, in the order in which they run (see
// analyze.Order). They use the given models; with nil the rules decide alone.
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
	return b.taggers(newScorers(b, models)), nil
}

// ruleBook holds the compiled rule files of a folder.
type ruleBook struct {
	sets  []*rule.Set // by name
	index *rule.Index
}

// ownRules returns the embedded rule files, compiled at the first call.
var ownRules = sync.OnceValues(func() (*ruleBook, error) { return readRules(files) })

// readRules compiles the rule files of a folder, in parallel.
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

// taggers returns the taggers written in Go and one for each other rule file,
// sorted by name.
func (b *ruleBook) taggers(sc *scorers) []*analyze.Tagger {
	var all []*analyze.Tagger
	for _, t := range coded {
		cp := *t
		if run, ok := modelRuns[t.Name]; ok {
			cp.Run = func(p *analyze.Pass, i int) error { return run(sc, p, i) }
		}
		if set := b.set(t.Name); set != nil {
			cp.Rules, cp.Effects = append(ruleDocs(set), t.Rules...), set.Effects()
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

// tagger makes a tagger of a rule file. It reports every mark on the author's own
// words under the file's tag if the score, adjusted by the tag's model if there
// is one, reaches gainsay.DefaultThreshold. If the file needs the tag spam, the
// tagger skips comments that are spam.
func (b *ruleBook) tagger(set *rule.Set, sc *scorers) *analyze.Tagger {
	t := &analyze.Tagger{
		Name: set.Name, Doc: set.Doc, Tags: []gainsay.Tag{set.Tag}, Needs: set.Needs, Rules: ruleDocs(set),
		Effects: set.Effects(),
	}
	needsSpam := slices.Contains(set.Needs, gainsay.TagSpam)
	t.Run = func(p *analyze.Pass, i int) error {
		if needsSpam && p.HasAny(i, gainsay.TagSpam) {
			return nil
		}
		for _, m := range marks(b.hits(p, set, i)) {
			if err := sc.reportAdjusted(p, i, set.Tag, m); err != nil {
				return err
			}
		}
		return nil
	}
	return t
}

// hits returns what a set finds in comment i, whatever its score, except in
// sentences quoted from somebody else. The first call for a comment matches the
// rules of all sets.
func (b *ruleBook) hits(p *analyze.Pass, set *rule.Set, i int) []rule.SentenceHits {
	return b.scan(p, i).In(set)
}

// scanned is what the rules of all sets find in a comment.
type scanned struct {
	*rule.Found
	inputs *inputs // for the models; nil until the first one is used
}

// scan matches the rules of all sets with comment i, once.
func (b *ruleBook) scan(p *analyze.Pass, i int) *scanned {
	return p.Shared(i, b.index, func(d *text.Doc) any {
		return &scanned{Found: b.index.Scan(unmasked(d))}
	}).(*scanned)
}

// hitsOf is ruleBook.hits for an embedded rule file.
func hitsOf(p *analyze.Pass, set string, i int) ([]rule.SentenceHits, error) {
	b, err := ownRules()
	if err != nil {
		return nil, err
	}
	return b.hits(p, b.set(set), i), nil
}

// sentenceMark is a mark and the index of its sentence.
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

// unexplained turns a mark into an annotation without reasons.
func unexplained(tag gainsay.Tag, m rule.Mark) gainsay.Annotation {
	return gainsay.Annotation{Span: m.Span, Tag: tag, Kind: m.Best.Of, Score: m.Score, By: m.Best.Name}
}

// ruleDocs documents the rules of a set.
func ruleDocs(set *rule.Set) []analyze.RuleDoc {
	var out []analyze.RuleDoc
	for _, r := range set.Rules {
		out = append(out, analyze.RuleDoc{
			Name:   r.Name,
			Doc:    r.Doc,
			Source: r.Source,
			Score:  r.Score,
			Hits:   r.Hit,
			Misses: r.Miss,
			Gaps:   r.Todo,
		})
	}
	return out
}

// Hash identifies the embedded rule files, lexicons and weights of facts: "sha256:" and the 64
// hexadecimal digits of a digest of their names and contents.
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
