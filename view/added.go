package view

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
)

// Added says what a new comment changed in its thread.
type Added struct {
	Thread      string               `json:"thread"` // key
	Comment     *gainsay.Comment     `json:"comment"`
	Known       bool                 `json:"known"`       // the thread had the comment already; nothing changed
	Annotations []gainsay.Annotation `json:"annotations"` // of the comment
	Relations   []gainsay.Relation   `json:"relations"`   // that were not there before
	Assertions  []gainsay.Assertion  `json:"assertions"`  // of the whole thread, those that are new or changed
	Gone        []string             `json:"gone"`        // ids of assertions that are no longer there
	Others      []gainsay.Annotation `json:"others"`      // of other comments, those that are new or changed
}

// CommentError says to the caller why a comment cannot be added.
type CommentError struct {
	Message  string
	Conflict bool // another comment has its id
}

func (e *CommentError) Error() string { return e.Message }

// Bounds of a comment that a program adds, in bytes.
const (
	MaxText = 256 << 10
	MaxName = 1000 // of ids, names and addresses
)

// CheckComment returns a *CommentError for a comment that a program must not add.
func CheckComment(c *gainsay.Comment) error {
	for _, f := range []struct {
		name, value string
		most        int
	}{{"Id", c.ID, MaxName}, {"Parent", c.Parent, MaxName}, {"Author", c.Author, MaxName}, {"Author_url", c.AuthorURL, MaxName},
		{"Text", c.Text, MaxText}} {
		if err := CheckField(f.name, f.value, f.most); err != nil {
			return err
		}
	}
	if c.State == gainsay.Live && strings.TrimSpace(c.Text) == "" {
		return &CommentError{Message: "Text must not be empty."}
	}
	end := 0
	for _, q := range c.Quotes {
		if !inText(q, end, c.Text) {
			return &CommentError{Message: fmt.Sprintf("A quotation, %d to %d, is not in the text, or not after the one before.", q.Start, q.End)}
		}
		end = q.End
	}
	end = 0
	for _, l := range c.Links {
		if !inText(l.Span, end, c.Text) || CheckField("URL", l.URL, MaxName) != nil {
			return &CommentError{Message: fmt.Sprintf(
				"A link, %d to %d, is not in the text, or not after the one before, or its address is too long.", l.Start, l.End)}
		}
		end = l.End
	}
	return nil
}

// inText reports whether a span is in a text from a byte on, at boundaries of
// characters.
func inText(s gainsay.Span, from int, text string) bool {
	boundary := func(i int) bool { return i == len(text) || utf8.RuneStart(text[i]) }
	return s.Valid(len(text)) && s.Start >= from && boundary(s.Start) && boundary(s.End)
}

// CheckField returns a *CommentError for a value that is too long, or no UTF-8 text.
func CheckField(name, value string, most int) error {
	if len(value) > most || !utf8.ValidString(value) || strings.Contains(value, "\x00") {
		return &CommentError{Message: fmt.Sprintf("%s must be UTF-8 of at most %d bytes, without zero bytes.", name, most)}
	}
	return nil
}
