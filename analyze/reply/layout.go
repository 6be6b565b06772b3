package reply

import (
	"math"
	"strings"

	"github.com/gainsay/gainsay"
)

// layout is how the comments of a thread are ordered, which decides what the
// position of a comment indicates. Each has weights of its own.
type layout int

const (
	page   layout = iota // no times: as on a page, replies below their parents
	forum                // chronological, with quotations
	chat                 // chronological, short and quick
	posts                // chronological, most begin with the @name of the author they reply to
	tree                 // chronological, without quotations: a tree in order of writing
	nested               // times that go back: as on a page
	votes                // no times: as on a page, siblings in falling order of votes
	numLayouts
)

var layoutNames = [numLayouts]string{"page", "forum", "chat", "posts", "tree", "nested", "votes"}

// sortKey is what the replies to one comment are sorted by on a page.
type sortKey int

const (
	byNothing sortKey = iota
	byTime            // rising
	byAge             // falling time: the latest first
	byVotes           // falling
)

// A thread is a chat if the median pause between messages and their mean
// length are below these. Set by hand, between the IRC logs and the forums of
// the training data.
const (
	chatPause  = 180 // seconds
	chatLength = 140 // bytes
)

// treeQuoting is the share of the comments that quote, from which on a thread is a
// forum and not a tree in order of writing; set by hand, between the forums and the
// trees of the training data.
const treeQuoting = 0.1

// nestedSteps is the share of the steps at which time must go back in the
// order of a page; a damaged time or two make no page.
const nestedSteps = 0.03

// minFalls is how far, in standard deviations, votes must fall more often than
// they rise from one comment to the next for a page to be sorted by votes.
const minFalls = 2

// pace counts what the layout of a thread is recognised by. A step is from one
// comment to the next, where both have a time.
type pace struct {
	comments           int
	steps, quick, back int // steps; short ones; those back in time
	length, named      int // bytes; comments that begin with an @name
	rises, falls       int // in votes, from one comment to the next
}

func paceOf(t *gainsay.Thread) (p pace) {
	p.comments = len(t.Comments)
	for i, c := range t.Comments {
		p.length += len(c.Text)
		if strings.HasPrefix(strings.TrimLeft(c.Text, " ."), "@") {
			p.named++
		}
		if i > 0 {
			p.step(t.Comments[i-1], c)
		}
	}
	return p
}

func (p *pace) step(before, c *gainsay.Comment) {
	if before.Score != nil && c.Score != nil {
		switch {
		case *c.Score > *before.Score:
			p.rises++
		case *c.Score < *before.Score:
			p.falls++
		}
	}
	if c.Time.IsZero() || before.Time.IsZero() {
		return
	}
	p.steps++
	if c.Time.Sub(before.Time).Seconds() <= chatPause {
		p.quick++
	}
	if c.Time.Before(before.Time) {
		p.back++
	}
}

// fallingVotes reports whether votes fall clearly more often than they rise, as
// they do where the siblings of a page are sorted by votes.
func (p *pace) fallingVotes() bool {
	return p.comments <= maxPlaced &&
		float64(p.falls-p.rises) > minFalls*math.Sqrt(float64(p.falls+p.rises))
}

// layoutOf guesses the layout. Without times for half of the comments it is
// page or votes. quoting is the share of the comments that quote.
func layoutOf(t *gainsay.Thread, quoting float64) (layout, sortKey) {
	p := paceOf(t)
	n := len(t.Comments)
	switch {
	case p.steps*2 < n-1 || p.steps == 0:
		if p.fallingVotes() {
			return votes, byVotes
		}
		return page, byNothing
	case float64(p.back) > 1+nestedSteps*float64(p.steps):
		return nested, p.sortKey()
	case p.named*2 > n:
		return posts, byNothing
	case p.quick*2 > p.steps && p.length < chatLength*n:
		return chat, byNothing
	case quoting < treeQuoting:
		return tree, byNothing
	}
	return forum, byNothing
}

// sortKey guesses how the replies on a page with times are sorted.
func (p *pace) sortKey() sortKey {
	switch {
	case p.fallingVotes():
		return byVotes
	case p.back*2 > p.steps:
		return byAge
	}
	return byTime
}
