package thread

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
)

// Normalize establishes what every later stage relies on: ids are unique and
// not empty, parents exist and come before their replies, there are no cycles,
// times are UTC, texts are valid UTF-8 and spans are in range. It returns what
// it corrected as remarks. A parent that is not in the source becomes a
// placeholder of state missing.
func Normalize(t *gainsay.Thread) []*gainsay.SyntaxError {
	var errs []*gainsay.SyntaxError
	remark := func(format string, args ...any) {
		errs = append(errs, record.Remark(0, format, args...))
	}
	t.Title, t.Article, t.URL, t.ID = clean(t.Title), clean(t.Article), clean(t.URL), clean(t.ID)
	uniqueIDs(t, remark)
	for _, c := range t.Comments {
		repair(c, remark)
	}
	addMissing(t, remark)
	cutCycles(t, remark)
	t.Comments = parentsFirst(t.Comments)
	return errs
}

// clean replaces invalid UTF-8 and zero bytes.
func clean(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	return strings.ReplaceAll(s, "\x00", "\uFFFD")
}

// uniqueIDs makes ids for comments that have none and renames comments whose id
// is taken.
func uniqueIDs(t *gainsay.Thread, remark func(string, ...any)) {
	seen := make(map[string]bool, len(t.Comments))
	next := map[string]int{} // number that the next comment of a taken id is tried with
	for i, c := range t.Comments {
		c.ID = clean(c.ID)
		if c.ID == "" {
			c.ID = fmt.Sprintf("c%d", i+1)
		}
		if !seen[c.ID] {
			seen[c.ID] = true
			continue
		}
		id := c.ID
		n := max(next[id], 2)
		for ; seen[c.ID]; n++ {
			c.ID = fmt.Sprintf("%s-%d", id, n)
		}
		next[id] = n
		seen[c.ID] = true
		remark("comment id %s is used twice; the second is now %s", id, c.ID)
	}
}

// repair corrects one comment.
func repair(c *gainsay.Comment, remark func(string, ...any)) {
	c.Parent, c.Author, c.AuthorURL, c.TimeText = clean(c.Parent), scalar.Author(clean(c.Author)),
		clean(c.AuthorURL), clean(c.TimeText)
	if text := clean(c.Text); text != c.Text {
		c.Text = text
		c.Quotes, c.Links = nil, nil // their offsets belong to the damaged text
		remark("comment %s: invalid UTF-8 replaced", c.ID)
	}
	repairTime(c, remark)
	repairParents(c, remark)
	if c.State == "" {
		c.State = gainsay.Live
	}
	if !slices.Contains(gainsay.States(), c.State) {
		remark("comment %s: unknown state %q read as live", c.ID, c.State)
		c.State = gainsay.Live
	}
	if !Disjoint(c.Quotes, c.Text) {
		remark("comment %s: quotes outside its text dropped", c.ID)
		c.Quotes = nil
	}
	for i := range c.Links {
		c.Links[i].URL = clean(c.Links[i].URL)
	}
	c.Links = slices.DeleteFunc(c.Links, func(l gainsay.Link) bool { return l.URL == "" })
	links := make([]gainsay.Span, len(c.Links))
	for i, l := range c.Links {
		links[i] = l.Span
	}
	if !Disjoint(links, c.Text) {
		remark("comment %s: links outside its text dropped", c.ID)
		c.Links = nil
	}
}

// repairTime removes a time that RFC 3339 cannot write and an unknown precision.
func repairTime(c *gainsay.Comment, remark func(string, ...any)) {
	c.Time = c.Time.UTC()
	if y := c.Time.Year(); y < 1 || y > 9999 {
		remark("comment %s: time in the year %d dropped", c.ID, y)
		c.Time = time.Time{}
	}
	if !slices.Contains(gainsay.Precisions(), c.Precision) {
		remark("comment %s: unknown precision %q dropped", c.ID, c.Precision)
		c.Precision = gainsay.ToSecond
	}
	if c.Time.IsZero() {
		c.Time, c.Precision = time.Time{}, gainsay.ToSecond
	}
}

// repairParents removes an unknown source of the parent, and duplicates among the
// other parents.
func repairParents(c *gainsay.Comment, remark func(string, ...any)) {
	if c.ParentBy != gainsay.ByNothing && !slices.Contains(gainsay.ParentSources(), c.ParentBy) {
		remark("comment %s: unknown parent_by %q ignored", c.ID, c.ParentBy)
		c.ParentBy = gainsay.ByNothing
	}
	if len(c.OtherParents) == 0 {
		return
	}
	said := map[string]bool{"": true, c.ID: true, c.Parent: true}
	var others []string
	for _, p := range c.OtherParents {
		if p = clean(p); !said[p] {
			said[p] = true
			others = append(others, p)
		}
	}
	c.OtherParents = others
}

// Disjoint reports whether spans lie in text, on rune boundaries, in order and
// without overlap.
func Disjoint(spans []gainsay.Span, text string) bool {
	end := 0
	for _, s := range spans {
		if !s.Valid(len(text)) || s.Start < end || !OnRune(text, s.Start) || !OnRune(text, s.End) {
			return false
		}
		end = s.End
	}
	return true
}

// OnRune reports whether byte offset i of s is a rune boundary.
func OnRune(s string, i int) bool { return i == len(s) || utf8.RuneStart(s[i]) }

// MissingParent is the remark about a comment whose parent is not in the source.
func MissingParent(c *gainsay.Comment) string {
	return fmt.Sprintf("comment %s answers %s, which is not in the source", c.ID, c.Parent)
}

// addMissing adds a placeholder before the first reply to each parent that is
// not in the source.
func addMissing(t *gainsay.Thread, remark func(string, ...any)) {
	have := make(map[string]bool, len(t.Comments))
	for _, c := range t.Comments {
		have[c.ID] = true
	}
	out := make([]*gainsay.Comment, 0, len(t.Comments))
	for _, c := range t.Comments {
		if c.Parent != "" && !have[c.Parent] {
			have[c.Parent] = true
			out = append(
				out,
				&gainsay.Comment{ID: c.Parent, State: gainsay.Missing, ParentBy: gainsay.BySource},
			)
			remark("%s", MissingParent(c))
		}
		out = append(out, c)
	}
	t.Comments = out
}

// cutCycles makes one comment of each cycle of parents a top-level comment.
func cutCycles(t *gainsay.Thread, remark func(string, ...any)) {
	byID := make(map[string]*gainsay.Comment, len(t.Comments))
	for _, c := range t.Comments {
		byID[c.ID] = c
	}
	walk := make(map[string]int, len(t.Comments)) // number of the first walk that visited a comment
	for n, c := range t.Comments {
		for at := c; at != nil && walk[at.ID] == 0; at = byID[at.Parent] {
			walk[at.ID] = n + 1
			if p := byID[at.Parent]; p != nil && walk[p.ID] == n+1 {
				remark("comment %s: its parents form a cycle; now a top-level comment", at.ID)
				at.Parent = ""
			}
		}
	}
}

// parentsFirst moves comments only as far as needed for each parent to come
// before its replies. It does not recurse, since chains may be deep.
func parentsFirst(comments []*gainsay.Comment) []*gainsay.Comment {
	placed := make(map[string]bool, len(comments))
	waiting := map[string][]*gainsay.Comment{} // replies that came before their parent
	out := make([]*gainsay.Comment, 0, len(comments))
	for _, c := range comments {
		if c.Parent != "" && !placed[c.Parent] {
			waiting[c.Parent] = append(waiting[c.Parent], c)
			continue
		}
		stack := []*gainsay.Comment{c}
		for len(stack) > 0 {
			top := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			out = append(out, top)
			placed[top.ID] = true
			kids := waiting[top.ID]
			delete(waiting, top.ID)
			slices.Reverse(kids)
			stack = append(stack, kids...)
		}
	}
	return out
}
