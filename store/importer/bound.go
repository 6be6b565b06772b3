package importer

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/source"
)

// Bounds of what is not text, in bytes. Longer values are cut; so that ids and
// names stay different, the rest is replaced by its hash.
const (
	maxID    = 500
	maxName  = 500
	maxTitle = 4000
	maxURL   = 8000
	maxLinks = 10_000 // of one comment
	// articleShare is how many times as long as a comment an article may be.
	articleShare = 4
	// commentCost is what a comment counts beside its text, in bytes.
	commentCost = 256
)

// cutTexts cuts the values of a thread that are longer than the limits allow and
// says so.
func cutTexts(t *gainsay.Thread, l source.Limits) (problems []*gainsay.SyntaxError) {
	l = l.OrDefaults()
	// Of far too many comments, the rest need not be put in order first.
	if most, all := int(2*l.Thread/commentCost), len(t.Comments); all > most {
		t.Comments = slices.Clip(t.Comments[:most])
		problems = append(problems, leftOut(t, most, all, l))
	}
	short := 0 // ids, names and addresses that were cut
	fit := func(s *string, most int) {
		if len(*s) > most {
			*s = shorten(*s, most)
			short++
		}
	}
	fit(&t.ID, maxID)
	fit(&t.Title, maxTitle)
	fit(&t.URL, maxURL)
	if most := int(l.Comment) * articleShare; len(t.Article) > most {
		problems = append(problems, record.Errorf(0, "article of %d bytes cut to %d; --max-comment raises the limit",
			len(t.Article), most))
		t.Article = strings.Clone(t.Article[:cutAt(t.Article, most)])
	}
	cut, longest := 0, (*gainsay.Comment)(nil)
	size := 0
	for _, c := range t.Comments {
		fit(&c.ID, maxID)
		fit(&c.Parent, maxID)
		for i := range c.OtherParents {
			fit(&c.OtherParents[i], maxID)
		}
		fit(&c.Author, maxName)
		fit(&c.AuthorURL, maxURL)
		fit(&c.TimeText, maxName)
		if len(c.Text) > int(l.Comment) {
			if cut++; longest == nil || len(c.Text) > size {
				longest, size = c, len(c.Text)
			}
			cutComment(c, int(l.Comment))
		}
		if len(c.Links) > maxLinks {
			c.Links, short = c.Links[:maxLinks], short+1
		}
		for i := range c.Links {
			fit(&c.Links[i].URL, maxURL)
		}
	}
	if longest != nil {
		problems = append(problems, record.Errorf(0, "%s cut to %d bytes, the longest of %d bytes (id %s); "+
			"--max-comment raises the limit", counted(cut, "comment"), l.Comment, size, longest.ID))
	}
	if short > 0 {
		problems = append(problems, record.Errorf(0, "%s too long and cut: ids and names have at most %d bytes, titles %d, "+
			"addresses %d, comments %d links", counted(short, "value"), maxID, maxTitle, maxURL, maxLinks))
	}
	return problems
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// shorten cuts s to at most n bytes, of which the last 20 are an ellipsis and a
// hash of the whole.
func shorten(s string, n int) string {
	h := fnv.New64a()
	h.Write([]byte(s))
	return fmt.Sprintf("%s…-%016x", s[:cutAt(s, n-20)], h.Sum64())
}

// cutAt returns where to cut s so that at most n bytes are left: between two
// words, if one ends within the last 200 bytes, and never inside a character.
func cutAt(s string, n int) int {
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	if i := strings.LastIndexAny(s[max(0, n-200):n], " \n\t"); i > 0 {
		return max(0, n-200) + i
	}
	return n
}

// cutComment cuts the text of a comment, and the spans that reach beyond.
func cutComment(c *gainsay.Comment, n int) {
	n = cutAt(c.Text, n)
	c.Text = strings.Clone(c.Text[:n]) // a substring would keep all of it in memory
	c.Quotes = slices.DeleteFunc(c.Quotes, func(s gainsay.Span) bool { return s.Start >= n })
	for i := range c.Quotes {
		c.Quotes[i].End = min(c.Quotes[i].End, n)
	}
	c.Links = slices.DeleteFunc(c.Links, func(l gainsay.Link) bool { return l.Start >= n })
	for i := range c.Links {
		c.Links[i].End = min(c.Links[i].End, n)
	}
}

// cutThread leaves out the last comments of a thread that is larger than the
// limit, in the order of Normalize, so that all parents are kept.
func cutThread(t *gainsay.Thread, l source.Limits) []*gainsay.SyntaxError {
	l = l.OrDefaults()
	size, all := int64(len(t.Article)), len(t.Comments)
	for i, c := range t.Comments {
		if size += int64(len(c.Text)) + commentCost; size <= l.Thread || i == 0 {
			continue
		}
		t.Comments = slices.Clip(t.Comments[:i])
		return []*gainsay.SyntaxError{leftOut(t, i, all, l)}
	}
	return nil
}

// leftOut says that only some comments of a thread are kept.
func leftOut(t *gainsay.Thread, kept, all int, l source.Limits) *gainsay.SyntaxError {
	e := record.Errorf(0, "thread %s: the first %d of %d comments are kept; a thread has at most %d bytes; "+
		"--max-thread raises the limit", t.ID, kept, all, l.Thread)
	e.Skipped = all - kept
	return e
}
