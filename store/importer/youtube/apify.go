package youtube

import (
	"cmp"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "apify-youtube",
	Doc: `YouTube comments from Apify's scrapers

Recognised by objects with cid, comment and voteCount or replyToCid, in an array or one a line. Each
videoId or address is a thread. Times are words such as "2 months ago".`,
	From:  `the YouTube comment scrapers on Apify, Export as JSON`,
	Ext:   []string{".json", ".jsonl"},
	Sniff: sniffApify,
	Read:  thread.ReadRecords("videos", openApify),
})

func sniffApify(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"", "[]."} {
		if s.Has(at+"cid", at+"comment", at+"voteCount") || s.Has(at+"cid", at+"comment", at+"replyToCid") {
			return 90
		}
	}
	return 0
}

type apifyRecord struct {
	ID        *scalar.ID    `json:"cid"`
	ReplyTo   scalar.ID     `json:"replyToCid"`
	Comment   string        `json:"comment"`
	Author    scalar.Text   `json:"author"`
	Published scalar.Time   `json:"publishedTimeText"`
	Date      scalar.Time   `json:"date"`
	Votes     scalar.Number `json:"voteCount"`
	Replies   scalar.Number `json:"replyCount"`
	VideoID   scalar.Text   `json:"videoId"`
	Title     scalar.Text   `json:"title"`
	Page      scalar.Text   `json:"pageUrl"`
	Total     scalar.Number `json:"commentsCount"`
}

func openApify(g *thread.Collector) func(record.Value) error {
	return func(v record.Value) error {
		w, err := record.Decode[apifyRecord](v, "record")
		if err != nil {
			return err
		}
		if w.ID == nil {
			return record.Skipped(v.Line, "record without cid")
		}
		t := &gainsay.Thread{
			ID:    string(w.VideoID),
			URL:   string(w.Page),
			Title: strings.TrimSpace(string(w.Title)),
		}
		if t.URL == "" && t.ID != "" {
			t.URL = "https://www.youtube.com/watch?v=" + t.ID
		}
		key := cmp.Or(t.ID, t.URL)
		if t.ID == "" && t.URL != "" {
			t.ID = scalar.Hash(t.URL)
		}
		if err := g.Put(key, v.Line, thread.Record{Thread: t, Announced: w.Total.Ptr()}); err != nil {
			return err
		}
		r := thread.Record{Comment: w.comment()}
		if w.Replies.N > 0 {
			r.Stubs, r.Below = w.Replies.N, r.Comment.ID
		}
		return g.Put(key, v.Line, r)
	}
}

func (w *apifyRecord) comment() *gainsay.Comment {
	c := &gainsay.Comment{
		ID:       string(*w.ID),
		Parent:   string(w.ReplyTo),
		ParentBy: gainsay.BySource,
		Score:    w.Votes.Ptr(),
		State:    gainsay.Live,
	}
	c.Author = scalar.Author(string(w.Author))
	if above, _, ok := strings.Cut(c.ID, "."); ok && c.Parent == "" {
		c.Parent = above
	}
	if w.Date.Apply(c); c.Time.IsZero() {
		w.Published.Apply(c)
	}
	markup.Plain(w.Comment).Apply(c)
	return c
}
