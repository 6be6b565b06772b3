package importer

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
)

// chat gathers one conversation of a messenger. A message that names no other
// may answer any, so its parent is left open. Two people with one name stay
// two; rows in which the messenger itself speaks are no comments, unless
// somebody answered them.
type chat struct {
	*builder
	speaker map[*gainsay.Comment]string // id of the account
	shown   map[string]map[string]bool  // accounts by name
	system  map[string]*gainsay.Comment // rows by id
	kinds   map[string]string           // what they say, by id
	edited  map[string]time.Time
}

func newChat(t *gainsay.Thread) *chat {
	return &chat{builder: newBuilder(t), speaker: map[*gainsay.Comment]string{}, shown: map[string]map[string]bool{},
		system: map[string]*gainsay.Comment{}, kinds: map[string]string{}, edited: map[string]time.Time{}}
}

// say takes a message of an account. The same message again is a duplicate;
// of two versions of it the one edited later counts.
func (c *chat) say(m *gainsay.Comment, account string, edited time.Time) {
	m.State = cmp.Or(m.State, gainsay.Live)
	if m.Parent != "" {
		m.ParentBy = gainsay.BySource
	}
	old := c.byID[m.ID]
	if old == nil || m.ID == "" {
		c.speak(m, account)
		c.edited[m.ID] = edited
		c.add(m)
		return
	}
	c.Duplicates++
	if edited.After(c.edited[m.ID]) {
		*old = *m
		c.speak(old, account)
		c.edited[m.ID] = edited
	}
}

func (c *chat) speak(m *gainsay.Comment, account string) {
	m.Author = author(m.Author)
	c.speaker[m] = account
	if c.shown[m.Author] == nil {
		c.shown[m.Author] = map[string]bool{}
	}
	c.shown[m.Author][account] = true
}

// note takes a row in which the messenger speaks.
func (c *chat) note(m *gainsay.Comment, kind string) {
	if c.system[m.ID] != nil {
		c.Duplicates++
		return
	}
	m.State = gainsay.Live
	c.system[m.ID] = m
	c.kinds[m.ID] = kind
}

// close puts the conversation in order and says what was left out. It returns
// how many system rows that were.
func (c *chat) close() int {
	for _, m := range slices.Clone(c.Comments) {
		if s := c.system[m.Parent]; s != nil && !c.has(m.Parent) {
			c.add(s)
			delete(c.system, m.Parent)
		}
	}
	for m, account := range c.speaker {
		if m.Author != "" && account != "" && len(c.shown[m.Author]) > 1 {
			m.Author = fmt.Sprintf("%s (%s)", m.Author, account)
		}
	}
	inTime(c.Comments)
	if len(c.system) > 0 {
		kinds := map[string]int{}
		for id := range c.system {
			kinds[c.kinds[id]]++
		}
		c.remark(0, "rows of the system are no comments: %s", tally(kinds))
	}
	return len(c.system)
}

// inTime sorts comments by their time and leaves those without one behind the
// comment that stood before them.
func inTime(comments []*gainsay.Comment) {
	type dated struct {
		at time.Time
		c  *gainsay.Comment
	}
	all := make([]dated, len(comments))
	var last time.Time
	for i, c := range comments {
		if !c.Time.IsZero() {
			last = c.Time
		}
		all[i] = dated{last, c}
	}
	slices.SortStableFunc(all, func(a, b dated) int { return a.at.Compare(b.at) })
	for i, d := range all {
		comments[i] = d.c
	}
}

// tally lists kinds with their numbers, sorted.
func tally(kinds map[string]int) string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(kinds)) {
		out = append(out, fmt.Sprintf("%s %d", cmp.Or(k, "without a type"), kinds[k]))
	}
	return strings.Join(out, ", ")
}

// plainText puts a text together of pieces, some of which are quotations or links.
type plainText struct {
	strings.Builder
	quotes []gainsay.Span
	links  []gainsay.Link
}

// link adds words that lead to an address; what is no web address is words only.
func (p *plainText) link(words, url string) {
	start := p.Len()
	p.WriteString(words)
	if isWeb(url) && words != "" {
		p.links = append(p.links, gainsay.Link{Span: gainsay.Span{Start: start, End: p.Len()}, URL: url})
	}
}

// quote adds words of somebody else on lines of their own.
func (p *plainText) quote(words string) {
	if words = strings.TrimRight(words, "\n"); words == "" {
		return
	}
	p.newLine()
	start := p.Len()
	p.WriteString("> " + strings.ReplaceAll(words, "\n", "\n> "))
	p.quotes = append(p.quotes, gainsay.Span{Start: start, End: p.Len()})
	p.WriteByte('\n')
}

// join adds what was put together elsewhere.
func (p *plainText) join(o *plainText) {
	at := p.Len()
	p.WriteString(o.String())
	for _, q := range o.quotes {
		p.quotes = append(p.quotes, gainsay.Span{Start: q.Start + at, End: q.End + at})
	}
	for _, l := range o.links {
		p.links = append(p.links, gainsay.Link{Span: gainsay.Span{Start: l.Start + at, End: l.End + at}, URL: l.URL})
	}
}

// newLine ends the line at hand, if there is one.
func (p *plainText) newLine() {
	if p.Len() > 0 && !strings.HasSuffix(p.String(), "\n") {
		p.WriteByte('\n')
	}
}

// apply sets the comment's text without the empty space at its end.
func (p *plainText) apply(c *gainsay.Comment) {
	c.Text = strings.TrimRight(p.String(), " \t\r\n")
	c.Quotes, c.Links = p.quotes, slices.DeleteFunc(p.links, func(l gainsay.Link) bool { return l.End > len(c.Text) })
}

// isWeb reports whether a link leads to the web.
func isWeb(url string) bool {
	host, ok := strings.CutPrefix(url, "https://")
	if !ok {
		host, ok = strings.CutPrefix(url, "http://")
	}
	return ok && host != ""
}

// messengerLink completes what messengers take for a link: bare host names too.
func messengerLink(words string) string {
	if strings.Contains(words, "://") {
		return words
	}
	return "http://" + words
}
