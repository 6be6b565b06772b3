// Package chat reads conversations: the exports of messengers, and the comments
// in the account exports of Facebook and Instagram, which have the same
// structure.
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

// chat builds one conversation of a messenger. A message that names no other
// may answer any, so its parent is left open. Accounts with the same name stay
// apart. System rows, in which the messenger itself speaks, are not comments
// unless somebody answered them.
type chat struct {
	*thread.Builder
	speaker map[*gainsay.Comment]string // id of the account
	shown   map[string]map[string]bool  // accounts by name
	system  map[string]*gainsay.Comment // system rows by id
	kinds   map[string]string           // kinds of the system rows, by id
	edited  map[string]time.Time
}

// newChat returns the builder of a conversation.
func newChat(t *gainsay.Thread) *chat {
	return &chat{
		Builder: thread.NewBuilder(t),
		speaker: map[*gainsay.Comment]string{},
		shown:   map[string]map[string]bool{},
		system:  map[string]*gainsay.Comment{},
		kinds:   map[string]string{},
		edited:  map[string]time.Time{},
	}
}

// say adds a message of an account. The same message again is a duplicate; of
// two versions the one edited later is kept.
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

// speak records who wrote a message.
func (c *chat) speak(m *gainsay.Comment, account string) {
	m.Author = scalar.Author(m.Author)
	c.speaker[m] = account
	if c.shown[m.Author] == nil {
		c.shown[m.Author] = map[string]bool{}
	}
	c.shown[m.Author][account] = true
}

// note adds a system row.
func (c *chat) note(m *gainsay.Comment, kind string) {
	if c.system[m.ID] != nil {
		c.Duplicates++
		return
	}
	m.State = gainsay.Live
	c.system[m.ID] = m
	c.kinds[m.ID] = kind
}

// close sorts the conversation, distinguishes accounts with the same name and
// reports how many system rows were skipped, which it returns.
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
		c.Remark(0, "system messages skipped: %s", tally(kinds))
	}
	return len(c.system)
}

// inTime sorts comments by their time. Comments without a time stay after the
// comment they followed.
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

// tally lists the counts by kind, sorted by kind.
func tally(kinds map[string]int) string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(kinds)) {
		out = append(out, fmt.Sprintf("%s %d", cmp.Or(k, "without a type"), kinds[k]))
	}
	return strings.Join(out, ", ")
}

// messengerLink adds a scheme to what messengers show as a link: they accept
// bare host names.
func messengerLink(words string) string {
	if strings.Contains(words, "://") {
		return words
	}
	return "http://" + words
}
