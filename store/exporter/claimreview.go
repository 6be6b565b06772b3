package exporter

import (
	"io"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

var _ = register(&Format{
	Name: "claimreview",
	Doc: `stubs of ClaimReview for fact-checkers, as schema.org JSON-LD

One for each assertion: the claim, who made it, when and where, and how the thread
received it. There is no rating and no verdict: Gainsay does not know whether a
claim is true. The person who checks it adds author, url, datePublished and reviewRating.
Threads follow each other in one @graph.`,
	apart: true,
	Ext:   ".jsonld",
	head:  `{"@context": "https://schema.org", "@graph": [`,
	tail:  "\n]}\n",
	begin: func(w io.Writer, _ Options) document { return &claimReviews{listWriter{w: w}} },
})

type claimReview struct {
	Type    string `json:"@type"`
	ID      string `json:"@id"`
	Claimed string `json:"claimReviewed"`
	Status  string `json:"creativeWorkStatus"`
	Item    claim  `json:"itemReviewed"`
	Notes   string `json:"description,omitempty"`
}

type claim struct {
	Type       string      `json:"@type"`
	Text       string      `json:"text"`
	Author     *claimant   `json:"author,omitempty"`
	Date       string      `json:"datePublished,omitempty"`
	About      []claimItem `json:"about,omitempty"`
	Appearance claimItem   `json:"appearance"`
}

type claimant struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

type claimItem struct {
	Type string `json:"@type"`
	ID   string `json:"@id,omitempty"`
	Name string `json:"name,omitempty"`
	URL  string `json:"url,omitempty"`
	Date string `json:"datePublished,omitempty"`
}

type claimReviews struct{ listWriter }

func (d *claimReviews) each(a *gainsay.Analysis) error {
	texts := view.NewTexts(a.Thread)
	for i := range a.Assertions {
		if err := d.item(claimReviewOf(a.Thread, texts, &a.Assertions[i])); err != nil {
			return err
		}
	}
	return nil
}

func claimReviewOf(t *gainsay.Thread, texts *view.Texts, s *gainsay.Assertion) claimReview {
	r := claimReview{Type: "ClaimReview", ID: urn(t, s.Comment) + ":" + s.ID, Claimed: s.Text,
		Status: "Draft: not checked, not rated", Notes: chainText(texts, s)}
	r.Item = claim{Type: "Claim", Text: s.Text,
		Appearance: claimItem{Type: "Comment", ID: urn(t, s.Comment), Name: t.Title, URL: t.URL}}
	if s.Author != "" {
		r.Item.Author = &claimant{"Person", s.Author}
	}
	if c := texts.Comment(s.Comment); c != nil {
		r.Item.Date = stampText(c.Time)
		r.Item.Appearance.Date = r.Item.Date
	}
	for _, topic := range s.Topics {
		r.Item.About = append(r.Item.About, claimItem{Type: "Thing", Name: topic})
	}
	return r
}
