package evaluate

import (
	"slices"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/eval"
	"github.com/gainsay/gainsay/view"
)

// Orders are the orders in which ReplyRow has the comments of a thread.
var Orders = []string{"time", "page", "votes"}

// What a thread needs for a row.
const (
	fewestInRow   = 5
	fewestReplies = 2
	linkedShare   = 0.8 // of the comments, with a parent named by the source
	knownShare    = 0.8 // of the comments, with a time or votes where the order needs them
)

// ReplyRow makes a row of a thread for the task reply, without a split, in an order of
// Orders. ok is false where the thread lacks what a row needs.
func ReplyRow(t *gainsay.Thread, order string) (row eval.ReplyRow, ok bool) {
	live := slices.DeleteFunc(slices.Clone(t.Comments), func(c *gainsay.Comment) bool { return c.State == gainsay.Missing })
	linked, replies, dated, voted := 0, 0, 0, 0
	for _, c := range live {
		if c.ParentBy == gainsay.BySource {
			linked++
			replies += oneIf(c.Parent != "")
		}
		dated, voted = dated+oneIf(!c.Time.IsZero()), voted+oneIf(c.Score != nil)
	}
	share := func(n int) float64 { return float64(n) / float64(len(t.Comments)) }
	if linked < fewestInRow || replies < fewestReplies || share(linked) < linkedShare ||
		order == "time" && share(dated) < knownShare || order == "votes" && share(voted) < knownShare {
		return row, false
	}
	row = eval.ReplyRow{Thread: t.ID, Title: t.Title, Article: t.Article}
	known := map[string]bool{}
	for _, c := range live {
		known[c.ID] = true
	}
	for _, c := range inOrder(live, order) {
		row.Comments = append(row.Comments, replyComment(c, known, order))
	}
	return row, true
}

func oneIf(b bool) int {
	if b {
		return 1
	}
	return 0
}

func replyComment(c *gainsay.Comment, known map[string]bool, order string) eval.ReplyComment {
	out := eval.ReplyComment{ID: c.ID, Text: c.Text}
	if c.Parent != "" && known[c.Parent] {
		out.Parent = &c.Parent
	}
	if c.ParentBy != gainsay.BySource {
		labelled := false
		out.Gold = &labelled
	}
	if order == "votes" {
		out.Score = c.Score
		return out
	}
	if out.Author = c.Author; !c.Time.IsZero() {
		out.Time = c.Time.Format(time.RFC3339)
	}
	return out
}

// inOrder returns the comments in an order of Orders. Comments without a time
// come last among those sorted by time.
func inOrder(live []*gainsay.Comment, order string) []*gainsay.Comment {
	sorted := slices.Clone(live)
	slices.SortStableFunc(sorted, func(a, b *gainsay.Comment) int {
		switch {
		case order == "votes":
			return votesOf(b) - votesOf(a)
		case a.Time.IsZero() || b.Time.IsZero():
			return oneIf(a.Time.IsZero()) - oneIf(b.Time.IsZero())
		}
		return a.Time.Compare(b.Time)
	})
	if order == "time" {
		return sorted
	}
	return view.DepthFirst(sorted)
}

func votesOf(c *gainsay.Comment) int {
	if c.Score == nil {
		return 0
	}
	return *c.Score
}
