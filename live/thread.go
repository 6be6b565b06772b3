package live

import (
	"fmt"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// extended returns a thread with a comment more, before its analysis.
func extended(e *entry, a Addition) (*entry, error) {
	next := &entry{key: e.key, source: e.source, encoded: e.encoded, report: e.report}
	t := *e.thread
	t.Comments = slices.Clip(t.Comments)
	next.thread = &t
	next.report.Read++
	c := a.Comment
	if c.Time.IsZero() {
		next.report.Undated++
	}
	if c.Parent != "" && t.Comment(c.Parent) == nil {
		if a.New == nil {
			return nil, &view.CommentError{Message: fmt.Sprintf("The thread has no comment “%s” to answer.", c.Parent)}
		}
		if c.Parent == c.ID {
			return nil, &view.CommentError{Message: fmt.Sprintf("Comment “%s” answers itself.", c.ID)}
		}
		t.Comments = append(t.Comments, &gainsay.Comment{ID: c.Parent, State: gainsay.Missing, ParentBy: gainsay.BySource})
		next.report.MissingParents++
	}
	at := slices.IndexFunc(t.Comments, func(o *gainsay.Comment) bool { return o.ID == c.ID })
	if at < 0 {
		t.Comments = append(t.Comments, c)
		return next, nil
	}
	if descends(&t, c.Parent, c.ID) {
		return nil, &view.CommentError{Message: fmt.Sprintf("Comment “%s” answers one of its own replies.", c.ID)}
	}
	t.Comments = slices.Clone(t.Comments)
	t.Comments[at] = c
	t.Comments = parentsFirst(&t)
	next.report.MissingParents--
	return next, nil
}

// descends reports whether a comment is another one or a reply below it.
func descends(t *gainsay.Thread, id, ancestor string) bool {
	for n := 0; id != "" && n <= len(t.Comments); n++ {
		if id == ancestor {
			return true
		}
		c := t.Comment(id)
		if c == nil {
			return false
		}
		id = c.Parent
	}
	return false
}

// parentsFirst returns the comments of a thread without cycles, moved only as far as
// needed for each parent to come before its replies.
func parentsFirst(t *gainsay.Thread) []*gainsay.Comment {
	byID := byID(t.Comments, func(c **gainsay.Comment) string { return (*c).ID })
	placed := make(map[string]bool, len(t.Comments))
	out := make([]*gainsay.Comment, 0, len(t.Comments))
	for _, c := range t.Comments {
		var above []*gainsay.Comment
		for !placed[c.ID] {
			placed[c.ID] = true
			above = append(above, c)
			if p := byID[c.Parent]; p != nil {
				c = *p
			}
		}
		slices.Reverse(above)
		out = append(out, above...)
	}
	return out
}

// fill gives a thread the title, address and article of another where it has none.
// It reports whether the other has a different one.
func fill(t, from *gainsay.Thread) (differs bool) {
	for _, f := range []struct {
		to   *string
		from string
	}{{&t.Title, from.Title}, {&t.URL, from.URL}, {&t.Article, from.Article}} {
		if *f.to == "" {
			*f.to = f.from
		}
		differs = differs || f.from != "" && *f.to != f.from
	}
	return differs
}
