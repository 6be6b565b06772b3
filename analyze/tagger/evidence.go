package tagger

import (
	"net/url"
	"slices"
	"sort"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/rule"
	"github.com/gainsay/gainsay/analyze/site"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

var _ = register(&analyze.Tagger{
	Name: "evidence",
	Doc: `something that a reader could follow up

Links, in the text or behind its words, named sources and documents, quotations of a source, the
author's own experience. A link says what kind of site it leads to. A figure alone is specific but
unsourced and backs nothing by itself. Misses sources that only the trade knows by their initials.`,
	Tags:  []gainsay.Tag{gainsay.TagEvidence},
	Needs: []gainsay.Tag{gainsay.TagSpam},
	Run:   tagEvidence,
})

func tagEvidence(p *analyze.Pass, i int) error {
	if p.HasAny(i, gainsay.TagSpam) {
		return nil
	}
	found, err := hitsOf(p, "evidence", i)
	if err != nil {
		return err
	}
	for _, m := range marks(found) {
		if m.Score < gainsay.DefaultThreshold {
			continue
		}
		alignLinks(&m.Mark, p.Docs[i])
		a := annotation(gainsay.TagEvidence, m.Mark)
		if a.Kind == string(gainsay.EvidenceLink) {
			a.Reasons = append(a.Reasons, leadsTo(a.Span.In(p.Docs[i].Text)))
		}
		p.Report(i, a)
	}
	tagLinks(p, i)
	return nil
}

// alignLinks gives the hits of rules for links the spans of the addresses as
// the tokenizer cut them: patterns take the punctuation that follows, too.
func alignLinks(m *rule.Mark, d *text.Doc) {
	isLink := func(h rule.Hit) bool { return h.Rule.Of == string(gainsay.EvidenceLink) }
	if !slices.ContainsFunc(m.Hits, isLink) {
		return
	}
	m.Hits = slices.Clone(m.Hits) // other taggers read the same hits
	for k := range m.Hits {
		h := &m.Hits[k]
		if !isLink(*h) {
			continue
		}
		at := sort.Search(len(d.Tokens), func(i int) bool { return d.Tokens[i].End > h.Span.Start })
		if at == len(d.Tokens) || d.Tokens[at].POS != pos.URL {
			continue
		}
		if m.Span == h.Span {
			m.Span = d.Tokens[at].Span
		}
		h.Span = d.Tokens[at].Span
	}
}

// tagLinks reports words that the source made a link, but for those whose
// address the text spells out and those that lead to a person or a topic.
func tagLinks(p *analyze.Pass, i int) {
	c := p.Thread.Comments[i]
	for _, l := range c.Links {
		if !l.Span.Valid(len(c.Text)) || l.Len() == 0 {
			continue // nothing to mark
		}
		words := l.Span.In(c.Text)
		u, err := url.Parse(l.URL)
		if err != nil || u.Host == "" || strings.HasPrefix(words, "@") || strings.HasPrefix(words, "#") {
			continue // no address that could be followed
		}
		d := p.Docs[i]
		if at := d.SentenceAt(l.Start); at >= 0 && d.Sentences[at].Quoted || p.Has(i, gainsay.TagEvidence, l.Span) {
			continue // somebody else's, or marked already
		}
		p.Report(i, gainsay.Annotation{
			Span: l.Span, Tag: gainsay.TagEvidence, Kind: string(gainsay.EvidenceLink), Score: linkScore, By: "link",
			Reasons: []gainsay.Reason{
				{Rule: "evidence/link", Says: "is a link", Spans: []gainsay.Span{l.Span}, Weight: linkScore},
				leadsTo(l.URL),
			},
		})
	}
}

// linkScore is the score of words that the source made a link: that of the
// rule for addresses in the text.
const linkScore = 0.85

// leadsTo is the reason that says what kind of site an address leads to.
func leadsTo(address string) gainsay.Reason {
	return gainsay.Reason{Rule: "evidence/link", Says: "leads to " + site.Kind(address)}
}
