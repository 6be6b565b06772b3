package importer

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"time"

	"github.com/gainsay/gainsay"
)

var _ = register(&Format{
	Name: "json",
	Doc: `Gainsay's own thread object, alone, in an array or one a line

Recognised by a "comments" array of objects with "text", alone or under "thread" in a whole
analysis. Any program can feed Gainsay this way: only "comments" and "text" must be there. Where no
comment names a parent and none says parent_by, the reply links count as lost and are recovered.`,
	Ext:   []string{".json", ".jsonl", ".ndjson"},
	Sniff: sniffJSON,
	Read:  readJSON,
})

// jsonThread is the contract's thread with room for what others write.
type jsonThread struct {
	ID       text              `json:"id"`
	URL      text              `json:"url"`
	Title    text              `json:"title"`
	Article  text              `json:"article"`
	Comments []json.RawMessage `json:"comments"`
	Thread   *jsonThread       `json:"thread"` // a whole analysis
}

type jsonComment struct {
	ID          text                  `json:"id"`
	Parent      text                  `json:"parent"`
	ParentBy    *gainsay.ParentSource `json:"parent_by"`
	ParentScore float64               `json:"parent_score"`
	Author      text                  `json:"author"`
	Time        moment                `json:"time"`
	Text        text                  `json:"text"`
	State       gainsay.State         `json:"state"`
	Score       *float64              `json:"score"`
	Quotes      []gainsay.Span        `json:"quotes"`
}

// text reads a string, a number or null.
type text string

func (s *text) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil
	}
	if len(b) > 0 && (b[0] == '-' || '0' <= b[0] && b[0] <= '9') {
		*s = text(b)
		return nil
	}
	return json.Unmarshal(b, (*string)(s))
}

// moment reads RFC 3339, seconds since 1970 as number or string, "" or null.
type moment struct{ time.Time }

func (m *moment) UnmarshalJSON(b []byte) error {
	var s text
	if err := s.UnmarshalJSON(b); err != nil {
		return err
	}
	if s == "" {
		return nil
	}
	if sec, err := strconv.ParseFloat(string(s), 64); err == nil {
		if sec < -1e11 || sec > 1e11 {
			return fmt.Errorf("time %s is out of range", s)
		}
		m.Time = time.Unix(int64(sec), 0).UTC()
		return nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02"} {
		if t, err := time.Parse(layout, string(s)); err == nil {
			m.Time = t.UTC()
			return nil
		}
	}
	return fmt.Errorf("time %q is not RFC 3339", s)
}

func sniffJSON(head []byte) int {
	head = bytes.TrimSpace(head)
	if len(head) == 0 || head[0] != '{' && head[0] != '[' {
		return 0
	}
	if bytes.Contains(head, []byte(`"comments"`)) && (bytes.Contains(head, []byte(`"text"`)) || !bytes.Contains(head, []byte(`"id"`))) {
		return 60
	}
	return 0
}

// readJSON reads a stream of objects, bare, parted by white space or in one
// array. A damaged line of a stream of lines costs only itself.
func readJSON(r io.Reader) iter.Seq2[*gainsay.Thread, error] {
	return func(yield func(*gainsay.Thread, error) bool) {
		for v, err := range values(r) {
			if err != nil {
				if !yield(nil, err) {
					return
				}
				continue
			}
			var w jsonThread
			if err := json.Unmarshal(v.raw, &w); err != nil {
				if !yield(nil, &gainsay.SyntaxError{Line: v.line, Msg: "read thread: " + err.Error()}) {
					return
				}
				continue
			}
			t, errs := w.adapt(v.line)
			for _, e := range errs {
				if !yield(nil, e) {
					return
				}
			}
			if t != nil && !yield(t, nil) {
				return
			}
		}
	}
}

func (w *jsonThread) adapt(line int) (*gainsay.Thread, []*gainsay.SyntaxError) {
	if w.Thread != nil {
		w = w.Thread
	}
	if w.Comments == nil {
		return nil, []*gainsay.SyntaxError{{Line: line, Msg: `object without "comments"`}}
	}
	t := &gainsay.Thread{ID: string(w.ID), URL: string(w.URL), Title: string(w.Title), Article: string(w.Article)}
	if t.ID == "" {
		t.ID = shortHash(t.URL, t.Title, firstText(w.Comments))
	}
	var errs []*gainsay.SyntaxError
	linked := false
	for i, raw := range w.Comments {
		var wc jsonComment
		if err := json.Unmarshal(raw, &wc); err != nil {
			errs = append(errs, &gainsay.SyntaxError{Line: line, Msg: fmt.Sprintf("comment %d: %v", i+1, err), Skipped: 1})
			continue
		}
		linked = linked || wc.Parent != "" || wc.ParentBy != nil && *wc.ParentBy != gainsay.ByNothing
		t.Comments = append(t.Comments, wc.adapt(i))
	}
	for _, c := range t.Comments {
		if linked && c.ParentBy == gainsay.ByNothing {
			c.ParentBy = gainsay.BySource
		}
	}
	return t, errs
}

func firstText(raw []json.RawMessage) string {
	if len(raw) == 0 {
		return ""
	}
	return string(raw[0])
}

func (w *jsonComment) adapt(i int) *gainsay.Comment {
	c := &gainsay.Comment{
		ID: string(w.ID), Parent: string(w.Parent), ParentScore: w.ParentScore, Author: string(w.Author),
		Time: w.Time.Time, Text: string(w.Text), State: w.State, Quotes: w.Quotes,
	}
	if c.ID == "" {
		c.ID = fmt.Sprintf("c%d", i+1)
	}
	if w.ParentBy != nil {
		c.ParentBy = *w.ParentBy
	}
	if w.Score != nil {
		n := int(*w.Score)
		c.Score = &n
	}
	return c
}

// value is one JSON value of a stream with the line on which it begins.
type value struct {
	raw  json.RawMessage
	line int
}

// values yields the objects of a stream: the elements of one array, or
// objects one after the other. After damage it goes on at the next line that
// begins an object, unless it stands inside an array, which then ends.
func values(r io.Reader) iter.Seq2[value, error] {
	return func(yield func(value, error) bool) {
		lr := &lineReader{r: bufio.NewReaderSize(r, 1<<16)}
		first, err := lr.first()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				yield(value{}, err)
			}
			return
		}
		if first == '[' {
			arrayValues(lr, yield)
			return
		}
		objectValues(lr, yield)
	}
}

func arrayValues(lr *lineReader, yield func(value, error) bool) {
	dec := json.NewDecoder(lr)
	_, err := dec.Token()
	for err == nil && dec.More() {
		var raw json.RawMessage
		if err = dec.Decode(&raw); err == nil && !yield(value{raw, lr.line(dec.InputOffset() - int64(len(raw)))}, nil) {
			return
		}
	}
	if err == nil {
		_, err = dec.Token()
	}
	if err != nil {
		yield(value{}, &gainsay.SyntaxError{Line: lr.line(dec.InputOffset()), Msg: "read JSON array: " + err.Error(), Skipped: 1})
	}
}

// objectValues gathers lines until they make a whole value, so that objects
// may span lines and a damaged one ends where the next line begins one.
func objectValues(lr *lineReader, yield func(value, error) bool) {
	dec := json.NewDecoder(lr)
	for {
		var raw json.RawMessage
		err := dec.Decode(&raw)
		if errors.Is(err, io.EOF) {
			return
		}
		if err == nil {
			if !yield(value{raw, lr.line(dec.InputOffset() - int64(len(raw)))}, nil) {
				return
			}
			continue
		}
		line := lr.rewind(dec)
		if !yield(value{}, &gainsay.SyntaxError{Line: line, Msg: "read JSON: " + err.Error(), Skipped: 1}) || !lr.nextObject() {
			return
		}
		dec = json.NewDecoder(lr)
	}
}
