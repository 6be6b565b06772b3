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

// Precision says how exactly a source gave a time.
type Precision string

// The precisions. What is finer than a second counts as one.
const (
	ToSecond Precision = "" // or no time at all
	ToMinute Precision = "minute"
	ToHour   Precision = "hour"
	ToDay    Precision = "day"
	ToMonth  Precision = "month"
	ToYear   Precision = "year"
)

// Precisions lists every precision.
func Precisions() []Precision {
	return []Precision{ToSecond, ToMinute, ToHour, ToDay, ToMonth, ToYear}
}

// Link is a part of a text that the source made a link.
type Link struct {
	Span
	URL string `json:"url"` // absolute where the source says enough
}

// Comment is one contribution to a thread.
type Comment struct {
	ID           string       // unique within the thread
	Parent       string       // id of the comment answered; "" for the article or the thread itself
	ParentBy     ParentSource // how Parent is known, also where Parent is ""
	ParentScore  float64      // 0 to 1, how sure an inferred parent is; 0 for BySource
	OtherParents []string     // ids of further comments answered according to the source
	Author       string       // as shown; "" where it was lost, deleted or anonymous
	AuthorURL    string       // the address the author gave as their own; "" where there is none
	Time         time.Time    // UTC; the zero time where it is not known
	Precision    Precision    // of Time
	TimeText     string       // the source's words where they are no date ("2 months ago")
	Text         string       // plain text, valid UTF-8; never normalised after import
	State        State
	Score        *int   // votes in the source; nil where there are none
	Quotes       []Span // parts of Text repeated from elsewhere, in order, disjoint
	Links        []Link // parts of Text that lead elsewhere, in order, disjoint
	Language     string // BCP 47 code of Text, "und" if unidentified; "" before analysis
	Failed       string // why the comment could not be analysed; "" where it was
}

// wireComment is Comment as the JSON contract spells it: the same fields in
// the same order, but for the time.
type wireComment struct {
	ID           string       `json:"id"`
	Parent       string       `json:"parent"`
	ParentBy     ParentSource `json:"parent_by"`
	ParentScore  float64      `json:"parent_score"`
	OtherParents []string     `json:"other_parents,omitempty"`
	Author       string       `json:"author"`
	AuthorURL    string       `json:"author_url,omitempty"`
	Time         string       `json:"time"`
	Precision    Precision    `json:"time_precision,omitempty"`
	TimeText     string       `json:"time_text,omitempty"`
	Text         string       `json:"text"`
	State        State        `json:"state"`
	Score        *int         `json:"score"`
	Quotes       []Span       `json:"quotes"`
	Links        []Link       `json:"links,omitempty"`
	Language     string       `json:"language,omitempty"`
	Failed       string       `json:"failed,omitempty"`
}

// MarshalJSON writes the comment as the JSON contract has it: the time in
// RFC 3339 or "", quotes never null.
func (c *Comment) MarshalJSON() ([]byte, error) { return json.Marshal(c.Encoded()) }

// Encoded returns the value that MarshalJSON encodes. Whoever encodes that value
// saves package json a second look at the bytes.
func (c *Comment) Encoded() any {
	w := &wireComment{
		c.ID, c.Parent, c.ParentBy, c.ParentScore, c.OtherParents, c.Author, c.AuthorURL, "",
		c.Precision, c.TimeText,
		c.Text, c.State, c.Score, c.Quotes, c.Links, c.Language, c.Failed,
	}
	if !c.Time.IsZero() {
		w.Time = c.Time.UTC().Format(time.RFC3339)
	}
	if w.Quotes == nil {
		w.Quotes = []Span{}
	}
	return w
}

// UnmarshalJSON reads what MarshalJSON writes.
func (c *Comment) UnmarshalJSON(b []byte) error {
	var w wireComment
	if err := json.Unmarshal(b, &w); err != nil {
		return err
	}
	*c = Comment{
		w.ID, w.Parent, w.ParentBy, w.ParentScore, w.OtherParents, w.Author, w.AuthorURL, time.Time{},
		w.Precision, w.TimeText,
		w.Text, w.State, w.Score, w.Quotes, w.Links, w.Language, w.Failed,
	}
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
