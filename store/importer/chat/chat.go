// Package chat reads the exports of messengers, and of comments from Meta's
// account exports, which have the same form.
package chat

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
)

// chat gathers one conversation of a messenger. A message that names no other
// may answer any, so its parent is left open. Two people with one name stay
// two; rows in which the messenger itself speaks are no comments, unless
// somebody answered them.
type chat struct {
	*thread.Builder
	speaker map[*gainsay.Comment]string // id of the account
	shown   map[string]map[string]bool  // accounts by name
	system  map[string]*gainsay.Comment // rows by id
	kinds   map[string]string           // what they say, by id
	edited  map[string]time.Time
}

func newChat(t *gainsay.Thread) *chat {
	return &chat{Builder: thread.NewBuilder(t), speaker: map[*gainsay.Comment]string{}, shown: map[string]map[string]bool{},
		system: map[string]*gainsay.Comment{}, kinds: map[string]string{}, edited: map[string]time.Time{}}
}

// say takes a message of an account. The same message again is a duplicate;
// of two versions of it the one edited later counts.
func (c *chat) say(m *gainsay.Comment, account string, edited time.Time) {
	m.State = cmp.Or(m.State, gainsay.Live)
	if m.Parent != "" {
		m.ParentBy = gainsay.BySource
	}
	old := c.Get(m.ID)
	if old == nil || m.ID == "" {
		c.speak(m, account)
		c.edited[m.ID] = edited
		c.Add(m)
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
	m.Author = scalar.Author(m.Author)
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
		if s := c.system[m.Parent]; s != nil && !c.Has(m.Parent) {
			c.Add(s)
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
		c.Remark(0, "rows of the system are no comments: %s", tally(kinds))
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

// messengerLink completes what messengers take for a link: bare host names too.
func messengerLink(words string) string {
	if strings.Contains(words, "://") {
		return words
	}
	return "http://" + words
}
