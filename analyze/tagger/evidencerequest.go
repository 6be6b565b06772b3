package tagger

import (
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

var _ = registerWithModels(&analyze.Tagger{
	Name: "evidencerequest",
	Doc: `asks what supports a claim

Requests for a source, proof or the way someone came to know, sincere or rhetorical, and complaints
that nothing of the kind was given. A question to a comment that was deleted asks what it said. Misses
requests that are clear only from the thread ("And?").`,
	Tags:  []gainsay.Tag{gainsay.TagEvidenceRequest},
	Needs: []gainsay.Tag{gainsay.TagQuestion},
}, tagRequests)

func tagRequests(s *scorers, p *analyze.Pass, i int) error {
	if j := p.Parents[i]; j >= 0 && unseen(p, j) {
		return nil
	}
	found, err := hitsOf(p, "evidencerequest", i)
	if err != nil {
		return err
	}
	for _, m := range marks(found) {
		if err := s.reportAdjusted(p, i, gainsay.TagEvidenceRequest, m); err != nil {
			return err
		}
	}
	return nil
}

// unseen reports whether readers cannot read comment i: it is not live, or its
// text is a notice that it was deleted.
func unseen(p *analyze.Pass, i int) bool {
	d := p.Docs[i]
	return len(d.Tokens) == 0 || isNotice(d)
}

// noticeWords are the words that notices of deletion consist of.
var noticeWords = text.WordSet(`a an and as been because breach by comment content deleted edited for guidelines
	has have hidden in is it its longer message moderated moderation moderator moderators no not of original our
	poster author post posts removed reply rules rule standards terms the their this to unavailable user users
	violated violates violating violation was were withdrawn admin admins community available anymore`)

// noticeSays are those of which a notice has at least one.
var noticeSays = text.WordSet("deleted removed withdrawn hidden unavailable moderated violated violates violation")

// isNotice reports whether a text is a notice that stands for a deleted comment.
func isNotice(d *text.Doc) bool {
	says := false
	for k := range d.Tokens {
		switch t := &d.Tokens[k]; {
		case !isWord(t):
		case !noticeWords[t.Lower]:
			return false
		default:
			says = says || noticeSays[t.Lower]
		}
	}
	return says
}
