package eval

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/gainsay/gainsay"
)

// LabelledThread is a real thread with the labels of readers, one JSON object;
// docs/LABELLING.md describes the form.
type LabelledThread struct {
	ID       string            `json:"id"`
	Title    string            `json:"title"`
	Article  string            `json:"article"`
	Comments []LabelledComment `json:"comments"`
}

// LabelledComment is one comment of a LabelledThread.
type LabelledComment struct {
	ID     string  `json:"id"`
	Parent *string `json:"parent"` // nil for none
	Author *string `json:"author"` // nil where unknown
	Time   string  `json:"time"`
	Text   string  `json:"text"`
	Gold   Gold    `json:"gold"`
}

// Gold is what readers found in a comment. A nil label means that they did not
// agree; it is not counted.
type Gold struct {
	Insult    *bool       `json:"insult"`
	Spam      *bool       `json:"spam"`
	Asks      *bool       `json:"asks_evidence"`
	Concedes  *bool       `json:"concedes"`
	Sarcasm   *bool       `json:"sarcasm"`
	Stance    *string     `json:"stance"`    // agree, disagree or neutral, towards the comment answered
	Addressee string      `json:"addressee"` // id of the comment answered, toArticle, or unclear
	Claims    []GoldClaim `json:"claims"`
}

// The values of Gold.Addressee other than the id of a comment.
const (
	toArticle = "article"
	unclear   = "?"
)

// GoldClaim is a proposition put forward in a comment.
type GoldClaim struct {
	Text    string            `json:"text"` // exact words of the comment
	Agreed  bool              `json:"agreed"`
	Kind    gainsay.ClaimKind `json:"kind"`
	Support string            `json:"support"` // an evidence kind, or "none"
	Hedged  *bool             `json:"hedged"`
	Notable *bool             `json:"notable"`
}

// unsupported reports whether readers agree that the claim is a notable
// assertion that nothing backs but reasoning or a figure.
func (c *GoldClaim) unsupported() bool {
	is := func(label *bool, want bool) bool { return label != nil && *label == want }
	backed := c.Support != "none" && c.Support != string(gainsay.EvidenceReasoning) &&
		c.Support != string(gainsay.EvidenceFigure)
	return c.Agreed && c.Kind == gainsay.Fact && !backed && is(c.Hedged, false) && is(c.Notable, true)
}

// noFact reports whether readers agree that the claim is none of fact.
func (c *GoldClaim) noFact() bool {
	return c.Agreed && (c.Kind == gainsay.Value || c.Kind == gainsay.Policy || c.Kind == gainsay.Experience)
}

// ReadLabelledThread decodes a labelled thread. It fails on one without
// comments and on a claim whose words are not in its comment.
func ReadLabelledThread(b []byte) (*LabelledThread, error) {
	var l LabelledThread
	if err := json.Unmarshal(b, &l); err != nil {
		return nil, fmt.Errorf("read labelled thread: %w", err)
	}
	if len(l.Comments) == 0 {
		return nil, fmt.Errorf("read labelled thread %s: no comments", l.ID)
	}
	for i := range l.Comments {
		c := &l.Comments[i]
		for _, g := range c.Gold.Claims {
			if !strings.Contains(c.Text, g.Text) {
				return nil, fmt.Errorf("read labelled thread %s: comment %s: claim %q is not in its text", l.ID, c.ID, g.Text)
			}
		}
	}
	return &l, nil
}

// sourceComment is a comment without labels, in the JSON of Gainsay's own
// threads.
type sourceComment struct {
	ID     string `json:"id"`
	Parent string `json:"parent"`
	Author string `json:"author"`
	Time   string `json:"time"`
	Text   string `json:"text"`
}

// Source returns the thread without labels as the JSON of Gainsay's own
// threads, for the importer: with the parents, or with all of them hidden. The
// authors' addresses are left out.
func (l *LabelledThread) Source(hideParents bool) ([]byte, error) {
	known := map[string]bool{}
	for i := range l.Comments {
		known[l.Comments[i].ID] = true
	}
	comments := make([]sourceComment, len(l.Comments))
	for i := range l.Comments {
		c := &l.Comments[i]
		comments[i] = sourceComment{ID: c.ID, Author: orEmpty(c.Author), Time: c.Time, Text: c.Text}
		if p := orEmpty(c.Parent); known[p] && !hideParents {
			comments[i].Parent = p
		}
	}
	return json.Marshal(struct {
		ID       string          `json:"id"`
		Title    string          `json:"title"`
		Article  string          `json:"article"`
		Comments []sourceComment `json:"comments"`
	}{l.ID, l.Title, l.Article, comments})
}

// Linked reports whether any comment names its parent.
func (l *LabelledThread) Linked() bool {
	for i := range l.Comments {
		if orEmpty(l.Comments[i].Parent) != "" {
			return true
		}
	}
	return false
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
