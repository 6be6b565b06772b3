package stream

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/live"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
)

// plainFormat is the format of threads whose key names none, as that of threads
// that programs add by POST /api/v1/threads.
const plainFormat = "json"

// message is the JSON of a record: a comment of the contract with the thread it
// belongs to.
type message struct {
	Thread  string `json:"thread"` // key "format:id", or an id; the key of the record if absent
	Title   string `json:"title"`
	URL     string `json:"url"`
	Article string `json:"article"`

	ID           string                `json:"id"`
	Parent       string                `json:"parent"`
	ParentBy     *gainsay.ParentSource `json:"parent_by"` // "source" if absent; "" to infer the parent
	ParentScore  float64               `json:"parent_score"`
	OtherParents []string              `json:"other_parents"`
	Author       string                `json:"author"`
	AuthorURL    string                `json:"author_url"`
	Time         *string               `json:"time"` // RFC 3339, "" if not known; that of the record if absent
	Precision    gainsay.Precision     `json:"time_precision"`
	TimeText     string                `json:"time_text"`
	Text         string                `json:"text"`
	State        gainsay.State         `json:"state"` // "live" if absent
	Score        *int                  `json:"score"`
	Quotes       []gainsay.Span        `json:"quotes"`
	Links        []gainsay.Link        `json:"links"`
	Language     string                `json:"language"` // found anew by the analysis, as failed
	Failed       string                `json:"failed"`
}

// maxArticle bounds the article above a thread, in bytes.
const maxArticle = 1 << 20

// decode reads the value of a record. key and at are the record's own, for what its
// value does not say.
func decode(key, value []byte, at time.Time) (a live.Addition, err error) {
	var m message
	if err := unmarshal(value, &m); err != nil {
		return a, err
	}
	if m.Thread == "" {
		m.Thread = string(key)
	}
	format, id, ok := strings.Cut(m.Thread, ":")
	if !ok {
		format, id = plainFormat, m.Thread
	}
	if err := m.check(format, id); err != nil {
		return a, err
	}
	c, err := m.comment(at)
	if err != nil {
		return a, err
	}
	return live.Addition{Key: store.Key(format, id), Comment: c,
		New: &gainsay.Thread{ID: id, Format: format, Title: m.Title, URL: m.URL, Article: m.Article}}, view.CheckComment(c)
}

// unmarshal reads one JSON object without unknown fields.
func unmarshal(value []byte, m *message) error {
	if trimmed := bytes.TrimSpace(value); len(trimmed) == 0 || trimmed[0] != '{' {
		return errors.New("the value is no JSON object")
	}
	if !utf8.Valid(value) {
		return errors.New("the value is no UTF-8")
	}
	dec := json.NewDecoder(bytes.NewReader(value))
	dec.DisallowUnknownFields()
	if err := dec.Decode(m); err != nil {
		return fmt.Errorf("read JSON: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return errors.New("read JSON: more than one value")
	}
	return nil
}

// check checks what does not belong to the comment.
func (m *message) check(format, id string) error {
	switch {
	case format == "" || id == "":
		return errors.New("no thread: neither field thread nor the key of the record names one")
	case m.ID == "":
		return errors.New("no id: without one a comment that comes twice could not be recognised")
	}
	if err := view.CheckField("Thread", m.Thread, view.MaxName); err != nil {
		return err
	}
	if err := view.CheckField("Title", m.Title, view.MaxName); err != nil {
		return err
	}
	if err := view.CheckField("URL", m.URL, view.MaxName); err != nil {
		return err
	}
	if err := view.CheckField("Time_text", m.TimeText, view.MaxName); err != nil {
		return err
	}
	for _, p := range m.OtherParents {
		if err := view.CheckField("Other_parents", p, view.MaxName); err != nil {
			return err
		}
	}
	return view.CheckField("Article", m.Article, maxArticle)
}

// comment makes the comment; at is its time if it has none.
func (m *message) comment(at time.Time) (*gainsay.Comment, error) {
	c := &gainsay.Comment{ID: m.ID, Parent: m.Parent, ParentBy: gainsay.BySource, OtherParents: m.OtherParents, Author: m.Author,
		AuthorURL: m.AuthorURL, Precision: m.Precision, TimeText: m.TimeText, Text: m.Text, State: m.State, Score: m.Score,
		Quotes: m.Quotes, Links: m.Links}
	if m.ParentBy != nil {
		if *m.ParentBy != gainsay.ByNothing && !slices.Contains(gainsay.ParentSources(), *m.ParentBy) {
			return nil, fmt.Errorf("unknown parent_by %q", *m.ParentBy)
		}
		if *m.ParentBy != gainsay.BySource {
			c.Parent, c.ParentBy = "", gainsay.ByNothing // the analysis infers it
		}
	}
	if c.State == "" {
		c.State = gainsay.Live
	}
	if !slices.Contains(gainsay.States(), c.State) || c.State == gainsay.Missing {
		return nil, fmt.Errorf("unknown state %q", c.State)
	}
	if !slices.Contains(gainsay.Precisions(), c.Precision) {
		return nil, fmt.Errorf("unknown time_precision %q", c.Precision)
	}
	switch {
	case m.Time == nil:
		c.Precision = gainsay.ToSecond
	case *m.Time == "":
		c.Precision = gainsay.ToSecond
		return c, nil
	default:
		var err error
		if at, err = time.Parse(time.RFC3339, *m.Time); err != nil {
			return nil, fmt.Errorf("time %q is not as RFC 3339 has it", *m.Time)
		}
	}
	at = at.UTC().Truncate(time.Second)
	if y := at.Year(); y < 1 || y > 9999 {
		return nil, fmt.Errorf("the time is in the year %d", y)
	}
	c.Time = at
	return c, nil
}
