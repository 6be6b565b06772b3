package tagger

import (
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text"
)

// The rules of comments that a reader calls spam, and of bare links by their
// authors. The scores are our own choice: where the model disagrees, a complaint
// alone does not suffice.
const (
	byComplaint    = "complaint"
	complaintSays  = "is called spam in a reply"
	complaintScore = 0.55

	byBareLink    = "bare-link"
	bareLinkSays  = "is a bare link by an author whose comment is called spam in a reply"
	bareLinkScore = 0.65
)

// longestComplaint is how many tokens a reply has at most that calls a comment
// spam; longer ones discuss the subject. Own choice.
const longestComplaint = 50

// denials are words that turn a complaint into its opposite.
var denials = text.WordSet("not n't isnt no never why who filter filters folder email emails mail inbox")

// complaints finds the comments that name an address and that a reply by another
// author calls spam. The value of authors is true for the authors of such comments.
func complaints(p *analyze.Pass) (called []bool, authors map[string]bool) {
	for i, at := range p.Parents {
		if at < 0 || !complains(p.Docs[i]) {
			continue
		}
		up := p.Thread.Comments[at]
		if up.Author != "" && up.Author == p.Thread.Comments[i].Author || !hasAddress(p.Docs[at]) && up.AuthorURL == "" {
			continue
		}
		if called == nil {
			called, authors = make([]bool, len(p.Docs)), map[string]bool{}
		}
		called[at] = true
		if up.Author != "" {
			authors[up.Author] = true
		}
	}
	return called, authors
}

// complains reports whether a text is short and calls something spam.
func complains(d *text.Doc) bool {
	if len(d.Tokens) > longestComplaint {
		return false
	}
	found := false
	for k := range d.Tokens {
		switch low := d.Tokens[k].Lower; {
		case denials[low]:
			return false
		case strings.HasPrefix(low, "spam"):
			found = true
		}
	}
	return found
}

// addComplaint adds the rules of complaints to the score of comment i.
func (m *suspicion) addComplaint(p *analyze.Pass, i int) {
	c := p.State().(*copies)
	if c.called == nil {
		return
	}
	if c.called[i] {
		m.add(byComplaint, complaintSays, complaintScore)
	}
	named := c.called[i] || c.calledAuthors[p.Thread.Comments[i].Author]
	if named && hasAddress(p.Docs[i]) && ownWords(p.Docs[i]) < fewestWords {
		m.add(byBareLink, bareLinkSays, bareLinkScore)
	}
}

// add adds a rule that is no pattern to the score by noisy or.
func (m *suspicion) add(by, says string, score float64) {
	if m.Score < score {
		m.By = by
	}
	m.Score = 1 - (1-m.Score)*(1-score)
	m.Reasons = append(m.Reasons, gainsay.Reason{Rule: "spam/" + by, Says: says, Weight: score})
}
