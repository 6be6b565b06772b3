package tagger

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/rule"
	"github.com/gainsay/gainsay/analyze/text"
)

var _ = register(&analyze.Tagger{
	Name: "spam",
	Doc: `advertising or a copied campaign

Adds up the content signals below over the whole comment, and looks for nearly the same text
elsewhere in the thread and, where there is one, in the store (MinHash, Broder 1997). Copies of a
text that carries any content signal are one campaign and spam together. One author's double post
without such signals is none. Misses advertisements that read as plain praise.`,
	Tags:    []gainsay.Tag{gainsay.TagSpam},
	Prepare: findCopies,
	Run:     tagSpam,
})

// sameText is the similarity from which two texts count as copies.
const sameText = 0.7

// copies is what the spam tagger knows of a thread.
type copies struct {
	sigs []text.Signature
	of   [][]int // see copiesOf
}

func findCopies(p *analyze.Pass) error {
	c := &copies{sigs: make([]text.Signature, len(p.Docs))}
	p.Each(func(i int) error {
		c.sigs[i] = text.Sign(p.Docs[i])
		return nil
	})
	c.of = copiesOf(c.sigs)
	p.SetState(c)
	return nil
}

func tagSpam(p *analyze.Pass, i int) error {
	found, err := hitsOf(p, "spam", i)
	if err != nil {
		return err
	}
	d, c := p.Docs[i], p.State().(*copies)
	var hits []rule.Hit
	for _, f := range found {
		hits = append(hits, f.Hits...)
	}
	score, why := addUp(hits, d)
	by := strongest(hits)
	if n := len(c.of[i]); n > 1 && (score >= 0.25 || n > 2 && authorsOf(p, c.of[i]) != 1) {
		score = 1 - (1-max(score, 0.3))*0.2
		by, why = "campaign", campaign(p, c.of[i])+with(why)
	} else if score >= 0.25 {
		if refs := seen(p, c.sigs[i]); len(refs) > 0 {
			score = 1 - (1-score)*0.3
			by, why = "campaign", fmt.Sprintf("nearly the same text in other threads: %s", strings.Join(refs, ", "))+with(why)
		}
	}
	if score >= gainsay.DefaultThreshold && len(d.Text) > 0 {
		p.Report(i, gainsay.Annotation{Span: gainsay.Span{End: len(d.Text)}, Tag: gainsay.TagSpam, Score: score, By: by, Why: why})
	}
	return nil
}

func with(why string) string {
	if why == "" {
		return ""
	}
	return "; " + why
}

func seen(p *analyze.Pass, sig text.Signature) []string {
	if p.Seen == nil || sig == nil {
		return nil
	}
	return p.Seen.Near(p.Thread.Format+":"+p.Thread.ID, sig)
}

// addUp combines distinct rules by noisy or, wherever in the comment they hit.
func addUp(hits []rule.Hit, d *text.Doc) (score float64, why string) {
	miss := 1.0
	var done []*rule.Rule
	var reasons []string
	for _, h := range hits {
		if slices.Contains(done, h.Rule) {
			continue
		}
		done = append(done, h.Rule)
		miss *= 1 - h.Score
		reasons = append(reasons, h.Rule.Doc+": “"+clip(h.Span.In(d.Text), 60)+"”")
	}
	return 1 - miss, strings.Join(reasons, "; ")
}

// clip cuts s to n bytes or a little less, on a rune boundary.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n] + "…"
}

func strongest(hits []rule.Hit) string {
	best, name := 0.0, ""
	for _, h := range hits {
		if h.Score > best {
			best, name = h.Score, h.Rule.Name
		}
	}
	return name
}

// copiesOf returns, for each text, the indexes of all texts that are nearly
// the same, itself included; candidates are found by shared bands, so the
// time grows with the number of texts and not with its square.
func copiesOf(sigs []text.Signature) [][]int {
	out := make([][]int, len(sigs))
	byBand := map[uint64][]int{}
	for i, s := range sigs {
		out[i] = []int{i}
		for _, b := range s.Bands() {
			for _, j := range byBand[b] {
				if !slices.Contains(out[i], j) && s.Similarity(sigs[j]) >= sameText {
					out[i] = append(out[i], j)
					out[j] = append(out[j], i)
				}
			}
			if len(byBand[b]) < 50 {
				byBand[b] = append(byBand[b], i)
			}
		}
	}
	for i := range out {
		slices.Sort(out[i])
	}
	return out
}

// authorsOf counts the known authors of the comments; lost ones count as many.
func authorsOf(p *analyze.Pass, group []int) int {
	names := map[string]bool{}
	for k, i := range group {
		name := p.Thread.Comments[i].Author
		if name == "" {
			name = fmt.Sprint(k)
		}
		names[name] = true
	}
	return len(names)
}

// campaign names a group of copies after its first text.
func campaign(p *analyze.Pass, group []int) string {
	h := fnv.New32a()
	for _, t := range p.Docs[group[0]].Tokens {
		if t.POS != "URL" {
			h.Write([]byte(t.Lower + " "))
		}
	}
	var ids []string
	for _, i := range group {
		ids = append(ids, p.Thread.Comments[i].ID)
	}
	return fmt.Sprintf("campaign %08x: nearly the same text in %d comments (%s)", h.Sum32(), len(group), strings.Join(ids, ", "))
}
