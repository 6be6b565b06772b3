// Package tracker reads the comments of issue trackers and code forges. An
// issue is a thread: its description opens it, and its comments follow. Who
// answers whom is recovered later unless the tracker says so.
package tracker

import (
	"cmp"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

// person is a user as trackers describe one.
type person struct {
	Login    scalar.Text `json:"login"`
	UserName scalar.Text `json:"username"`
	Display  scalar.Text `json:"displayName"`
	Name     scalar.Text `json:"name"`
}

func (p *person) shown() string {
	if p == nil {
		return ""
	}
	return cmp.Or(string(p.Login), string(p.Display), string(p.UserName), string(p.Name))
}

// open adds the thread of an issue and the comment that opens it, if it has a
// text.
func open(g *thread.Collector, line int, key string, t *gainsay.Thread, first *gainsay.Comment) error {
	if err := g.Put(key, line, thread.Record{Thread: t}); err != nil || first == nil {
		return err
	}
	if first.Text == "" && first.Author == "" {
		return nil
	}
	first.ParentBy = gainsay.BySource
	return add(g, line, key, first)
}

// add adds a comment to the thread of an issue.
func add(g *thread.Collector, line int, key string, c *gainsay.Comment) error {
	c.State = cmp.Or(c.State, gainsay.Live)
	c.Author = scalar.Author(c.Author)
	if c.Parent != "" {
		c.ParentBy = gainsay.BySource
	}
	return g.Put(key, line, thread.Record{Comment: c})
}

// markdown returns a comment with a text in Markdown.
func markdown(id, author, text string, at scalar.Time) *gainsay.Comment {
	c := &gainsay.Comment{ID: id, Author: author}
	at.Apply(c)
	markup.Markdown(text).Apply(c)
	return c
}

// plain returns a comment whose text is plain or has tags.
func plain(id, author, text string, at scalar.Time) *gainsay.Comment {
	c := &gainsay.Comment{ID: id, Author: author}
	at.Apply(c)
	markup.Guess(text).Apply(c)
	return c
}

// last returns what follows the last slash of an address.
func last(url string) string {
	return url[strings.LastIndexByte(strings.TrimRight(url, "/"), '/')+1:]
}
