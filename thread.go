package gainsay

import (
	"encoding/json"
	"fmt"
	"time"
)

// Thread is one discussion: the text above it, if there is one, and its
// comments in the order of the source, moved only as far as is needed for a
// parent to stand before its replies.
type Thread struct {
	ID       string     `json:"id"`     // unique within its format and stable across imports
	Format   string     `json:"format"` // name of the importer that read it
	URL      string     `json:"url"`
	Title    string     `json:"title"`
	Article  string     `json:"article"` // plain text above the thread; paragraphs are parted by blank lines
	Comments []*Comment `json:"comments"`
}

// Comment returns the comment with the given id, or nil.
func (t *Thread) Comment(id string) *Comment {
	for _, c := range t.Comments {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// State says what became of a comment in its source.
type State string

// The states of a comment. Only a live comment is analysed; all are kept.
const (
	Live       State = "live"
	Deleted    State = "deleted" // by its author
	Removed    State = "removed" // by a moderator
	Pending    State = "pending" // not yet approved
	MarkedSpam State = "spam"    // the source filed it as spam
	Missing    State = "missing" // known only by its id
)

// States lists every state.
func States() []State {
	return []State{Live, Deleted, Removed, Pending, MarkedSpam, Missing}
}

// ParentSource says how a comment's parent is known.
type ParentSource string

// The parent sources. All but BySource are inferred and carry a score.
const (
	ByNothing    ParentSource = ""           // not known, and not recovered yet
	BySource     ParentSource = "source"     // the file said so, "" included
	ByQuote      ParentSource = "quote"      // it quotes the parent's words
	ByMention    ParentSource = "mention"    // it names the parent's author with an @
	ByAddress    ParentSource = "address"    // it speaks to the parent's author by name or as "you"
	BySimilarity ParentSource = "similarity" // it shares words with the parent or contradicts them
	ByTurn       ParentSource = "turn"       // the two authors take turns
	ByOrder      ParentSource = "order"      // nothing but its place
)

// ParentSources lists every source but ByNothing.
func ParentSources() []ParentSource {
	return []ParentSource{BySource, ByQuote, ByMention, ByAddress, BySimilarity, ByTurn, ByOrder}
}

// Inferred reports whether the parent was recovered rather than read.
func (p ParentSource) Inferred() bool { return p != ByNothing && p != BySource }

// Comment is one contribution to a thread.
type Comment struct {
	ID          string       // unique within the thread
	Parent      string       // id of the comment answered; "" for the article or the thread itself
	ParentBy    ParentSource // how Parent is known, also where Parent is ""
	ParentScore float64      // 0 to 1, how sure an inferred parent is; 0 for BySource
	Author      string       // as shown; "" where it was lost, deleted or anonymous
	Time        time.Time    // UTC; the zero time where it is not known
	Text        string       // plain text, valid UTF-8; never normalised after import
	State       State
	Score       *int   // votes in the source; nil where there are none
	Quotes      []Span // parts of Text repeated from elsewhere, in order, disjoint
}

// wireComment is Comment as the JSON contract spells it.
type wireComment struct {
	ID          string       `json:"id"`
	Parent      string       `json:"parent"`
	ParentBy    ParentSource `json:"parent_by"`
	ParentScore float64      `json:"parent_score"`
	Author      string       `json:"author"`
	Time        string       `json:"time"`
	Text        string       `json:"text"`
	State       State        `json:"state"`
	Score       *int         `json:"score"`
	Quotes      []Span       `json:"quotes"`
}

// MarshalJSON writes the comment as the JSON contract has it: the time in
// RFC 3339 or "", quotes never null.
func (c *Comment) MarshalJSON() ([]byte, error) {
	w := wireComment{c.ID, c.Parent, c.ParentBy, c.ParentScore, c.Author, "", c.Text, c.State, c.Score, c.Quotes}
	if !c.Time.IsZero() {
		w.Time = c.Time.UTC().Format(time.RFC3339)
	}
	if w.Quotes == nil {
		w.Quotes = []Span{}
	}
	return json.Marshal(w)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (c *Comment) UnmarshalJSON(b []byte) error {
	var w wireComment
	if err := json.Unmarshal(b, &w); err != nil {
		return err
	}
	*c = Comment{w.ID, w.Parent, w.ParentBy, w.ParentScore, w.Author, time.Time{}, w.Text, w.State, w.Score, w.Quotes}
	if w.Time == "" {
		return nil
	}
	t, err := time.Parse(time.RFC3339, w.Time)
	if err != nil {
		return fmt.Errorf("comment %s: read time: %w", w.ID, err)
	}
	c.Time = t.UTC()
	return nil
}
