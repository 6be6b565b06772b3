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
	Doc: `refers to something that a reader could check

Links, in the text or attached to its words, named sources and documents, quotations of a source, the
author's own experience. For a link the kind of site is given. A figure alone is specific but
unsourced and supports nothing by itself. Misses sources named only by initials that few readers know.`,
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

// alignLinks sets the spans of hits of rules for links to those of the addresses
// as the tokenizer cuts them: patterns also match the punctuation that follows.
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

// tagLinks reports words that are a link in the source, except those marked
// already and those that link to a person or a topic.
func tagLinks(p *analyze.Pass, i int) {
	c := p.Thread.Comments[i]
	for _, l := range c.Links {
		if !l.Span.Valid(len(c.Text)) || l.Len() == 0 {
			continue // nothing to mark
		}
		words := l.Span.In(c.Text)
		u, err := url.Parse(l.URL)
		if err != nil || u.Host == "" || strings.HasPrefix(words, "@") || strings.HasPrefix(words, "#") {
			continue // not an address of a page
		}
		d := p.Docs[i]
		if at := d.SentenceAt(l.Start); at >= 0 && d.Sentences[at].Quoted || p.Has(i, gainsay.TagEvidence, l.Span) {
			continue // quoted, or marked already
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

// linkScore is the score of words that are a link in the source: that of the rule
// for addresses in the text.
const linkScore = 0.85

// leadsTo is the reason that gives the kind of site of an address.
func leadsTo(address string) gainsay.Reason {
	return gainsay.Reason{Rule: "evidence/link", Says: "leads to " + site.Kind(address)}
}
