package decide

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/gainsay/gainsay"
)

// Request is what a coder says about a mark of a thread, or about a mark that is
// missing. OfRequest makes a decision of it.
type Request struct {
	Mark    string          `json:"mark,omitempty"`    // id; "" where Verdict is missed
	Comment string          `json:"comment,omitempty"` // id; needed where Verdict is missed
	Verdict gainsay.Verdict `json:"verdict"`
	Tag     gainsay.Tag     `json:"tag,omitempty"`    // of the changed or missed mark
	Status  gainsay.Status  `json:"status,omitempty"` // of a claim
	Target  string          `json:"target,omitempty"`
	Start   *int            `json:"start,omitempty"` // bytes of the changed or missed mark
	End     *int            `json:"end,omitempty"`
	Words   string          `json:"words,omitempty"` // instead of Start and End: exactly as in the comment
	Note    string          `json:"note,omitempty"`
	Blind   bool            `json:"blind,omitempty"`
	Settles bool            `json:"settles,omitempty"`
}

// RequestError says to the user what is wrong with a Request.
type RequestError struct{ Message string }

func (e *RequestError) Error() string { return e.Message }

func requestErrorf(format string, args ...any) error {
	return &RequestError{fmt.Sprintf(format, args...)}
}

// OfRequest makes the decision that a request about an analysis asks for, by a
// coder, with no ID and time. It returns a *RequestError if the request does not
// fit the analysis.
func OfRequest(a *gainsay.Analysis, r Request, coder string) (d gainsay.Decision, err error) {
	switch r.Verdict {
	case gainsay.Missed:
		d, err = r.missed(a)
	case gainsay.Right, gainsay.Wrong, gainsay.Changed:
		d, err = r.ofMark(a)
	default:
		err = requestErrorf("Unknown verdict: “%s”.", r.Verdict)
	}
	d.Coder, d.Note, d.Blind, d.Settles = coder, strings.TrimSpace(r.Note), r.Blind, r.Settles
	return d, err
}

// Undo makes the record that takes an earlier one of the same coder back.
func Undo(d gainsay.Decision) gainsay.Decision {
	d.ID, d.Undoes, d.Time = 0, d.ID, time.Time{}
	return d
}

// ofMark makes a decision about a mark of the analysis.
func (r *Request) ofMark(a *gainsay.Analysis) (d gainsay.Decision, err error) {
	k := slices.IndexFunc(a.Annotations, func(m gainsay.Annotation) bool { return m.ID == r.Mark })
	if k < 0 || r.Comment != "" && r.Comment != a.Annotations[k].Comment {
		return d, requestErrorf("The thread has no such mark now. Reload the page: it may have been imported again.")
	}
	if d, err = OfMark(a, r.Mark, r.Verdict); err != nil {
		return d, err
	}
	if r.Verdict == gainsay.Changed {
		d.Change, err = r.change(d, a.Thread.Comment(d.Comment).Text)
	}
	return d, err
}

// change returns the mark that the coder wants instead: what the request leaves
// out stays as it is.
func (r *Request) change(d gainsay.Decision, text string) (*gainsay.Change, error) {
	ch := gainsay.Change{Tag: d.Tag, Status: d.Status, Target: d.Target, Span: d.Span}
	if r.Tag != "" {
		tag, status, err := r.tag()
		if err != nil {
			return nil, err
		}
		if ch.Tag, ch.Status = tag, status; tag == d.Tag && r.Status == "" {
			ch.Status = d.Status
		}
		if ch.Tag != d.Tag {
			ch.Target = ""
		}
	}
	if r.Target != "" {
		ch.Target = r.Target
	}
	if span, ok, err := r.span(text, d.Start); err != nil {
		return nil, err
	} else if ok {
		ch.Span = span
	}
	if ch == (gainsay.Change{Tag: d.Tag, Status: d.Status, Target: d.Target, Span: d.Span}) {
		return nil, requestErrorf("The changed mark is the same as before: change its tag, status or words.")
	}
	return NewChange(text, ch.Tag, ch.Status, ch.Target, ch.Span), nil
}

// missed makes a decision that adds a mark.
func (r *Request) missed(a *gainsay.Analysis) (d gainsay.Decision, err error) {
	c := a.Thread.Comment(r.Comment)
	if c == nil {
		return d, requestErrorf("The thread has no comment “%s”.", r.Comment)
	}
	tag, status, err := r.tag()
	if err != nil {
		return d, err
	}
	span, ok, err := r.span(c.Text, 0)
	if err != nil {
		return d, err
	}
	if !ok {
		return d, requestErrorf("Choose the words of the mark.")
	}
	d, err = OfMissed(a, c.ID, tag, span)
	d.Status, d.Target = status, r.Target
	return d, err
}

// tag checks tag and status: only a claim has a status.
func (r *Request) tag() (gainsay.Tag, gainsay.Status, error) {
	if !slices.Contains(gainsay.Tags(), r.Tag) {
		return "", "", requestErrorf("Unknown tag: “%s”.", r.Tag)
	}
	if r.Tag != gainsay.TagClaim {
		return r.Tag, "", nil
	}
	if r.Status != "" && !slices.Contains(gainsay.Statuses(), r.Status) {
		return "", "", requestErrorf("Unknown status: “%s”.", r.Status)
	}
	return r.Tag, r.Status, nil
}

// span is given by both ends or by the exact words, of which the place nearest to
// near counts. It reports false where there is neither.
func (r *Request) span(text string, near int) (span gainsay.Span, ok bool, err error) {
	switch {
	case r.Start != nil && r.End != nil:
		span = gainsay.Span{Start: *r.Start, End: *r.End}
	case r.Start != nil || r.End != nil:
		return span, false, requestErrorf("A mark has two ends: give start and end.")
	case r.Words != "":
		if span, err = findWords(text, r.Words, near); err != nil {
			return span, false, err
		}
	default:
		return span, false, nil
	}
	if !Fits(text, span) || strings.TrimSpace(span.In(text)) == "" {
		return span, false, requestErrorf("The words of the mark, %d to %d, are not in the comment.", span.Start, span.End)
	}
	return Trim(text, span), true, nil
}

func findWords(text, words string, near int) (gainsay.Span, error) {
	words = strings.TrimSpace(strings.ReplaceAll(words, "\r\n", "\n")) // as a text area sends them
	span, by := Find(text, gainsay.Quote{Exact: words}, near)
	if by != ByWords {
		shown := strings.ToValidUTF8(words[:min(len(words), 80)], "")
		return span, requestErrorf("The comment has no such words: “%s”. They must be exactly as in the comment.", shown)
	}
	return span, nil
}

// Trim takes white space off both ends of a span.
func Trim(text string, s gainsay.Span) gainsay.Span {
	words := s.In(text)
	s.Start += len(words) - len(strings.TrimLeftFunc(words, unicode.IsSpace))
	return gainsay.Span{Start: s.Start, End: s.Start + len(strings.TrimSpace(words))}
}
