package fediverse

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

// bskyPost is a post as every method returns it.
type bskyPost struct {
	URI    string `json:"uri"`
	Author struct {
		DID    string `json:"did"`
		Handle string `json:"handle"`
	} `json:"author"`
	Record struct {
		Text    string      `json:"text"`
		Created scalar.Time `json:"createdAt"`
		Facets  []bskyFacet `json:"facets"`
		Reply   struct {
			Parent struct{ URI string }
			Root   struct{ URI string }
		} `json:"reply"`
		Embed bskyEmbed `json:"embed"`
	} `json:"record"`
	Indexed scalar.Time   `json:"indexedAt"`
	Likes   scalar.Number `json:"likeCount"`
	Replies scalar.Number `json:"replyCount"`
}

// bskyEmbed is what is attached to a post, as far as it is a link card.
type bskyEmbed struct {
	External struct{ URI string } `json:"external"`
	Media    struct {
		External struct{ URI string } `json:"external"`
	} `json:"media"`
}

// bskyFacet marks a range of bytes of a text.
type bskyFacet struct {
	Index struct {
		Start int `json:"byteStart"`
		End   int `json:"byteEnd"`
	} `json:"index"`
	Features []struct {
		URI string `json:"uri"`
	} `json:"features"`
}

// comment makes a comment of a post. parent is used if the record does not name
// the post it answers.
func (p *bskyPost) comment(parent string) *gainsay.Comment {
	c := &gainsay.Comment{
		ID: p.URI, Parent: cmp.Or(p.Record.Reply.Parent.URI, parent), ParentBy: gainsay.BySource,
		Author: cmp.Or(p.Author.Handle, p.Author.DID), State: gainsay.Live,
		Text: p.Record.Text, Score: p.Likes.Ptr(),
	}
	if c.Author == "handle.invalid" {
		c.Author = p.Author.DID
	}
	p.time().Apply(c)
	p.links(c)
	c.Quotes = markup.Typed(c.Text)
	return c
}

// time returns the time that the client gives, or when the network received the
// post if the client's time cannot be right.
func (p *bskyPost) time() scalar.Time {
	at := p.Record.Created
	if !p.Indexed.IsZero() && (at.IsZero() || at.Year() < firstPosts || at.After(p.Indexed.Time)) {
		return p.Indexed
	}
	return at
}

// links sets the links of the facets. Facets whose offsets do not fit the text
// are ignored.
func (p *bskyPost) links(c *gainsay.Comment) {
	facets := slices.Clone(p.Record.Facets)
	slices.SortStableFunc(facets, func(a, b bskyFacet) int { return a.Index.Start - b.Index.Start })
	linked, end := map[string]bool{}, 0
	for _, f := range facets {
		for _, feature := range f.Features {
			l := gainsay.Link{Span: gainsay.Span{Start: f.Index.Start, End: f.Index.End}, URL: feature.URI}
			if l.URL == "" || l.Len() <= 0 || l.Start < end || !l.Valid(len(c.Text)) ||
				!thread.OnRune(c.Text, l.Start) ||
				!thread.OnRune(c.Text, l.End) {
				continue
			}
			c.Links, end = append(c.Links, l), l.End
			linked[l.URL] = true
		}
	}
	for _, card := range []string{p.Record.Embed.External.URI, p.Record.Embed.Media.External.URI} {
		if card == "" || linked[card] || strings.Contains(c.Text, card) {
			continue
		}
		if c.Text != "" {
			c.Text += "\n\n"
		}
		c.Links = append(
			c.Links,
			gainsay.Link{Span: gainsay.Span{Start: len(c.Text), End: len(c.Text) + len(card)}, URL: card},
		)
		c.Text += card
	}
}

// root returns the address of the post that opens the thread.
func (p *bskyPost) root() string { return cmp.Or(p.Record.Reply.Root.URI, p.URI) }
