package perspective

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"

	"github.com/gainsay/gainsay/web/door"
)

// text is a text of a request.
type text struct {
	Text string `json:"text"`
	Type string `json:"type"` // PLAIN_TEXT, HTML or ""
}

func (t text) asText() door.Text { return door.Text{Text: t.Text, HTML: t.Type == "HTML"} }

// parameters are those of a requested attribute.
type parameters struct {
	ScoreType      string   `json:"scoreType"`
	ScoreThreshold *float64 `json:"scoreThreshold"`
}

// above is what the comment answers.
type above struct {
	Entries                 []text `json:"entries"`
	ArticleAndParentComment *struct {
		Article       *text `json:"article"`
		ParentComment *text `json:"parentComment"`
	} `json:"articleAndParentComment"`
}

// request is that of both methods.
type request struct {
	Comment                   *text                 `json:"comment"`
	Context                   *above                `json:"context"`
	RequestedAttributes       map[string]parameters `json:"requestedAttributes"`
	AttributeScores           map[string]scores     `json:"attributeScores"` // of suggestscore
	Languages                 []string              `json:"languages"`
	DoNotStore                bool                  `json:"doNotStore"`
	SpanAnnotations           bool                  `json:"spanAnnotations"`
	DropUnsupportedAttributes bool                  `json:"dropUnsupportedAttributes"`
	ClientToken               string                `json:"clientToken"`
	SessionID                 string                `json:"sessionId"`
	CommunityID               string                `json:"communityId"`
}

// read reads a request and checks what both methods need.
func read(body io.Reader) (*request, error) {
	b, err := io.ReadAll(body)
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		return nil, failure{http.StatusRequestEntityTooLarge, "INVALID_ARGUMENT",
			fmt.Sprintf("Request payload size exceeds the limit: %d bytes.", large.Limit), nil}
	}
	if err != nil {
		return nil, invalid("Request could not be read.")
	}
	var q request
	if err := json.Unmarshal(b, &q); err != nil {
		return nil, invalid("Invalid JSON payload received. " + err.Error())
	}
	switch {
	case q.Comment == nil || q.Comment.Text == "":
		return nil, typed("Comment must be non-empty.", "COMMENT_EMPTY", nil)
	case len(q.Comment.Text) > door.MaxText:
		return nil, typed(fmt.Sprintf("Comment text was too many bytes: %d > %d.", len(q.Comment.Text), door.MaxText),
			"COMMENT_TOO_LONG", nil)
	}
	for _, t := range q.texts() {
		if !slices.Contains([]string{"", "TEXT_TYPE_UNSPECIFIED", "PLAIN_TEXT", "HTML"}, t.Type) {
			return nil, invalid("Invalid value at 'type' (TextType): " + clip(t.Type))
		}
	}
	if q.Context != nil && q.Context.ArticleAndParentComment != nil && len(q.Context.Entries) > 0 {
		return nil, invalid("Only one of context.entries and context.articleAndParentComment may be set.")
	}
	return &q, nil
}

// texts are all texts of a request.
func (q *request) texts() []text {
	out := []text{*q.Comment}
	if q.Context == nil {
		return out
	}
	out = append(out, q.Context.Entries...)
	if both := q.Context.ArticleAndParentComment; both != nil {
		for _, t := range []*text{both.Article, both.ParentComment} {
			if t != nil {
				out = append(out, *t)
			}
		}
	}
	return out
}

// mostAbove is how many comments above are read, the nearest.
const mostAbove = 20

// comment is what the engine judges.
func (q *request) comment(key string) door.Comment {
	c := door.Comment{Text: q.Comment.asText()}
	if !q.DoNotStore {
		c.Remember, c.Source = door.Perspective+" "+key, string(door.Digest(q.Comment.Text))
	}
	if q.Context == nil {
		return c
	}
	for _, t := range q.Context.Entries[max(0, len(q.Context.Entries)-mostAbove):] {
		c.Parents = append(c.Parents, t.asText())
	}
	if both := q.Context.ArticleAndParentComment; both != nil {
		if both.Article != nil {
			c.Article = both.Article.asText()
		}
		if both.ParentComment != nil {
			c.Parents = []door.Text{both.ParentComment.asText()}
		}
	}
	return c
}

// attributes returns the attributes asked for, sorted by name.
func (q *request) attributes() ([]string, error) {
	if len(q.RequestedAttributes) == 0 {
		return nil, invalid("No requested_attributes specified.")
	}
	var out []string
	for name, p := range q.RequestedAttributes {
		if !slices.Contains(door.Attributes(), door.Attribute(name)) {
			if q.DropUnsupportedAttributes {
				continue
			}
			return nil, invalid("Unknown requested attribute: " + clip(name))
		}
		if !slices.Contains([]string{"", "SCORE_TYPE_UNSPECIFIED", probability}, p.ScoreType) {
			return nil, invalid(fmt.Sprintf("Attribute %s does not support score type: %s", name, clip(p.ScoreType)))
		}
		out = append(out, name)
	}
	slices.Sort(out)
	return out, nil
}
