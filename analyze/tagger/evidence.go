package tagger

import (
	"net/url"
	"slices"
	"sort"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/rule"
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
		a := annotation(p, i, gainsay.TagEvidence, m.Mark)
		if a.Kind == string(gainsay.EvidenceLink) {
			a.Why += "; leads to " + siteKind(a.Span.In(p.Docs[i].Text))
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
			Span: l.Span, Tag: gainsay.TagEvidence, Kind: string(gainsay.EvidenceLink), Score: 0.85, By: "link",
			Why: "gives a link: “" + u.Host + u.Path + "”; leads to " + siteKind(l.URL),
		})
	}
}

// sites are hosts, or ends of hosts, by what they hold. Any site not listed
// is told by its address alone.
var sites = []struct{ kind, hosts string }{
	{"a reference work", "wikipedia.org wikidata.org britannica.com merriam-webster.com snopes.com factcheck.org politifact.com"},
	{"research", "doi.org arxiv.org nih.gov pubmed.gov jstor.org nature.com science.org sciencemag.org thelancet.com nejm.org bmj.com plos.org springer.com sciencedirect.com ssrn.com researchgate.net scholar.google.com biorxiv.org medrxiv.org who.int"},
	{"a government or public body", ".gov .mil .gov.uk .gov.au .gc.ca .govt.nz .gouv.fr .europa.eu europa.eu un.org oecd.org worldbank.org imf.org"},
	{"a university", ".edu .ac.uk .ac.nz .edu.au"},
	{"a news site", "reuters.com apnews.com ap.org bbc.co.uk bbc.com nytimes.com washingtonpost.com theguardian.com guardian.co.uk wsj.com ft.com economist.com cnn.com npr.org cbc.ca theglobeandmail.com thestar.com nationalpost.com aljazeera.com dw.com lemonde.fr spiegel.de bloomberg.com usatoday.com latimes.com nbcnews.com cbsnews.com abcnews.go.com abc.net.au smh.com.au independent.co.uk telegraph.co.uk thetimes.co.uk politico.com theatlantic.com newyorker.com time.com propublica.org"},
	{"a video", "youtube.com youtu.be vimeo.com dailymotion.com rumble.com bitchute.com tiktok.com"},
	{"a social network or forum", "twitter.com x.com t.co facebook.com fb.com instagram.com reddit.com redd.it t.me telegram.me discord.gg 4chan.org mastodon.social bsky.app quora.com news.ycombinator.com"},
	{"a blog", "blogspot.com wordpress.com medium.com substack.com tumblr.com livejournal.com"},
	{"a picture", "imgur.com i.redd.it flickr.com giphy.com"},
	{"a shop", "amazon.com ebay.com etsy.com"},
}

// siteOf gives the kind of a host, or an end of one that begins with a dot.
var siteOf = func() map[string]string {
	out := map[string]string{}
	for _, s := range sites {
		for h := range strings.FieldsSeq(s.hosts) {
			out[strings.TrimPrefix(h, ".")] = s.kind
		}
	}
	return out
}()

// siteKind says what kind of site an address leads to.
func siteKind(address string) string {
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	u, err := url.Parse(address)
	if err != nil {
		return "some site"
	}
	host := strings.ToLower(u.Hostname())
	for h := host; h != ""; {
		if kind, ok := siteOf[h]; ok {
			return kind
		}
		_, h, _ = strings.Cut(h, ".")
	}
	return "another site (" + host + ")"
}
