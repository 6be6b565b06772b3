package tagger

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"math/bits"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/rule"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

var _ = registerAsking(&analyze.Tagger{
	Name: "spam",
	Doc: `advertising or a copied campaign

Adds up the content signals below over the whole comment, asks a model that also sees the author's
name and address, and looks for nearly the same text elsewhere in the thread and, where there is one,
in the store (MinHash, Broder 1997). Copies of a text that carries any content signal, or that the
model suspects, are one campaign and spam together. One author's double post without such signals is
none.`,
	Tags:    []gainsay.Tag{gainsay.TagSpam},
	Rules:   []analyze.RuleDoc{modelDoc("spam"), {Name: byCampaign, Doc: copyHere, Source: "MinHash, Broder 1997"}},
	Prepare: findCopies,
}, tagSpam)

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
		if len(p.Docs[i].Tokens) > 0 { // a copy of what is not live is none
			c.sigs[i] = p.Signature(i)
		}
		return nil
	})
	c.of = copiesOf(c.sigs)
	p.SetState(c)
	return nil
}

func tagSpam(s *scoring, p *analyze.Pass, i int) error {
	d := p.Docs[i]
	if len(d.Tokens) == 0 {
		return nil
	}
	var m suspicion
	got, err := m.weigh(s, p, i)
	if err != nil {
		return err
	}
	m.findCampaign(p, i)
	if got.bench != nil {
		got.explain(&m.Annotation, "spam")
		got.done()
	}
	if m.Score < gainsay.DefaultThreshold {
		return nil
	}
	m.Span = gainsay.Span{End: len(d.Text)}
	if m.By == byModel {
		m.Reasons = []gainsay.Reason{{Rule: "spam/" + byModel, Says: modelSays["spam"], Weight: round(m.Score)}}
	}
	p.Report(i, m.Annotation)
	return nil
}

// byCampaign is the name of the rule of marks on copies of one text.
const byCampaign = "campaign"

// What the reasons of a campaign say of one copy.
const (
	copyHere  = "is nearly the same text as another comment"
	copyThere = "is nearly the same text as a comment of another thread"
)

// maxCopies is how many copies the reasons of one mark name. The target names
// the campaign, which all copies share.
const maxCopies = 8

// suspicion is how far a comment is suspected of spam for its own sake.
type suspicion struct {
	gainsay.Annotation
	suspects bool // enough for copies of it to be a campaign
}

// How the model and the rules of spam are joined: spamPull is how much the
// model counts beside the rules where it finds less than they do, spamEven
// the probability at which it says nothing, spamSuspects the one from which
// on copies are a campaign.
const (
	spamPull     = 0.25
	spamEven     = 0.5
	spamSuspects = 0.8
)

// weigh joins what the rules add up to with the model. The model makes a mark
// alone only from its threshold on. What the model answered, if it was asked,
// is to be handed back with done.
func (m *suspicion) weigh(s *scoring, p *analyze.Pass, i int) (got asked, err error) {
	found, err := hitsOf(p, "spam", i)
	if err != nil {
		return got, err
	}
	var hits []rule.Hit
	for _, f := range found {
		hits = append(hits, f.Hits...)
	}
	m.Tag, m.By = gainsay.TagSpam, strongest(hits)
	m.Score, m.Reasons = addUp(hits), reasonsOf(hits)
	m.suspects = m.Score >= 0.25
	if s.silent || len(hits) == 0 && p.Thread.Comments[i].AuthorURL == "" && !leadsAway(p.Docs[i]) {
		return got, nil // what leads nowhere advertises nothing
	}
	in := s.inputs(p, i).of(gainsay.Span{End: len(p.Docs[i].Text)})
	in.Of = len(p.Docs[i].Sentences)
	if got, err = s.spam.ask(in); err != nil {
		return got, err
	}
	model := got.scores[0].Positive()
	m.suspects = m.suspects || model >= spamSuspects
	switch {
	case model >= s.spam.threshold(0) && model > m.Score && ownWords(p.Docs[i]) >= fewestWords:
		m.Score, m.By = model, byModel
	case m.Score >= 0.25 && m.Score < 0.95:
		m.Score = join(m.Score, model, spamEven, spamPull)
	}
	return got, nil
}

// fewestWords is how many words besides addresses the model needs to mark a
// comment alone: bare links are posted for many reasons.
const fewestWords = 4

func ownWords(d *text.Doc) (n int) {
	for k := range d.Tokens {
		if t := &d.Tokens[k]; isWord(t) && t.POS != pos.URL {
			n++
		}
	}
	return n
}

// leadsAway reports whether a text holds a web or e-mail address.
func leadsAway(d *text.Doc) bool {
	for k := range d.Tokens {
		if d.Tokens[k].POS == pos.URL {
			return true
		}
	}
	return false
}

// findCampaign raises the score of a comment of which there are copies.
func (m *suspicion) findCampaign(p *analyze.Pass, i int) {
	c := p.State().(*copies)
	if n := len(c.of[i]); n > 1 && (m.suspects || n > 2 && authorsOf(p, c.of[i]) != 1) {
		m.Score = 1 - (1-max(m.Score, 0.3))*0.2
		m.By, m.Target = byCampaign, gainsay.TargetCampaign+campaign(p, c.of[i][0])
		var ids []string
		for _, j := range c.of[i] {
			if j != i {
				ids = append(ids, p.Thread.Comments[j].ID)
			}
		}
		m.Reasons = append(copyReasons(copyHere, ids), m.Reasons...)
		return
	}
	if !m.suspects {
		return
	}
	if refs := seen(p, c.sigs[i]); len(refs) > 0 {
		m.Score = 1 - (1-max(m.Score, 0.3))*0.3
		m.By, m.Target = byCampaign, gainsay.TargetCampaign+campaign(p, i)
		m.Reasons = append(copyReasons(copyThere, refs), m.Reasons...)
	}
}

// copyReasons names the first of the comments that hold a copy.
func copyReasons(says string, comments []string) []gainsay.Reason {
	var out []gainsay.Reason
	for _, id := range comments[:min(len(comments), maxCopies)] {
		out = append(out, gainsay.Reason{Rule: "spam/" + byCampaign, Says: says, Comment: id})
	}
	return out
}

func seen(p *analyze.Pass, sig text.Signature) []string {
	if p.Seen == nil || sig == nil {
		return nil
	}
	return p.Seen.Near(p.Thread.Format+":"+p.Thread.ID, sig)
}

// addUp combines distinct rules by noisy or, wherever in the comment they hit.
func addUp(hits []rule.Hit) float64 {
	miss := 1.0
	var done []*rule.Rule
	for _, h := range hits {
		if !slices.Contains(done, h.Rule) {
			done = append(done, h.Rule)
			miss *= 1 - h.Score
		}
	}
	return 1 - miss
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

// maxBand bounds how many texts of one band a further one is compared with.
const maxBand = 50

// banded is a text that has a band.
type banded struct {
	band uint64
	text int
}

// copiesOf returns, for each text, the indexes of all texts that are nearly
// the same, itself included; candidates are found by shared bands, so the
// time grows with the number of texts and not with its square.
func copiesOf(sigs []text.Signature) [][]int {
	out := make([][]int, len(sigs))
	alone := make([]int, len(sigs))
	for i := range sigs {
		alone[i] = i
		out[i] = alone[i : i+1 : i+1]
	}
	all := sharedBands(sigs)
	for first, k := 0, 0; k < len(all); k++ {
		if all[first].band != all[k].band {
			first = k
		}
		i := all[k].text
		for _, o := range all[first:min(k, first+maxBand)] {
			if j := o.text; !slices.Contains(out[i], j) && sigs[i].Similarity(sigs[j]) >= sameText {
				out[i] = append(out[i], j)
				out[j] = append(out[j], i)
			}
		}
	}
	for i := range out {
		slices.Sort(out[i])
	}
	return out
}

// sharedBands lists the bands that several texts have, and few others, sorted
// by band, then by text.
func sharedBands(sigs []text.Signature) []banded {
	var all []banded
	var bands []uint64
	for i, s := range sigs {
		bands = s.AppendBands(bands[:0])
		if all == nil {
			all = make([]banded, 0, len(bands)*(len(sigs)-i))
		}
		for _, b := range bands {
			all = append(all, banded{b, i})
		}
	}
	counts := make([]uint8, 1<<bits.Len(uint(len(all)*4))) // of bands alike in their last bits, up to two
	mask := uint64(len(counts) - 1)
	for k := range all {
		if c := &counts[all[k].band&mask]; *c < 2 {
			*c++
		}
	}
	all = slices.DeleteFunc(all, func(b banded) bool { return counts[b.band&mask] < 2 }) // most are of one text alone
	slices.SortFunc(all, func(a, b banded) int { return cmp.Or(cmp.Compare(a.band, b.band), cmp.Compare(a.text, b.text)) })
	return all
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

// campaign is a key for the texts that are nearly the same as comment i.
func campaign(p *analyze.Pass, i int) string {
	h := fnv.New32a()
	for _, t := range p.Docs[i].Tokens {
		if t.POS != pos.URL {
			h.Write([]byte(t.Lower + " "))
		}
	}
	return fmt.Sprintf("%08x", h.Sum32())
}
