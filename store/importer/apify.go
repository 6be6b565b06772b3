package importer

import (
	"cmp"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = register(&Format{
	Name: "apify-youtube",
	Doc: `YouTube comments from Apify's scrapers

Recognised by objects with cid, comment and voteCount or replyToCid, in an array or one a line. Videos
are told apart by videoId or address. Times are words such as "2 months ago".`,
	Ext:   []string{".json", ".jsonl"},
	Sniff: sniffApify,
	Read:  readRecords("videos", openApify),
})

func sniffApify(head []byte) int {
	s := shapeOf(head)
	for _, at := range []string{"", "[]."} {
		if s.has(at+"cid", at+"comment", at+"voteCount") || s.has(at+"cid", at+"comment", at+"replyToCid") {
			return 90
		}
	}
	return 0
}

type apifyRecord struct {
	ID        *ident `json:"cid"`
	ReplyTo   ident  `json:"replyToCid"`
	Comment   string `json:"comment"`
	Author    text   `json:"author"`
	Published moment `json:"publishedTimeText"`
	Date      moment `json:"date"`
	Votes     number `json:"voteCount"`
	Replies   number `json:"replyCount"`
	VideoID   text   `json:"videoId"`
	Title     text   `json:"title"`
	Page      text   `json:"pageUrl"`
	Total     number `json:"commentsCount"`
}

func openApify(g *gather) func(value) error {
	return func(v value) error {
		w, err := oneOf[apifyRecord](v, "record")
		if err != nil {
			return err
		}
		if w.ID == nil {
			return lost(v.line, "record without cid")
		}
		t := &gainsay.Thread{ID: string(w.VideoID), URL: string(w.Page), Title: strings.TrimSpace(string(w.Title))}
		if t.URL == "" && t.ID != "" {
			t.URL = "https://www.youtube.com/watch?v=" + t.ID
		}
		key := cmp.Or(t.ID, t.URL)
		if t.ID == "" && t.URL != "" {
			t.ID = shortHash(t.URL)
		}
		if err := g.put(key, v.line, gathered{Thread: t, Announced: w.Total.pointer()}); err != nil {
			return err
		}
		r := gathered{Comment: w.comment()}
		if w.Replies.N > 0 {
			r.Stubs, r.Below = w.Replies.N, r.Comment.ID
		}
		return g.put(key, v.line, r)
	}
}

func (w *apifyRecord) comment() *gainsay.Comment {
	c := &gainsay.Comment{ID: string(*w.ID), Parent: string(w.ReplyTo), ParentBy: gainsay.BySource, Score: w.Votes.pointer(), State: gainsay.Live}
	c.Author = author(string(w.Author))
	if above, _, ok := strings.Cut(c.ID, "."); ok && c.Parent == "" {
		c.Parent = above
	}
	if w.Date.date(c); c.Time.IsZero() {
		w.Published.date(c)
	}
	markup.Plain(w.Comment).Apply(c)
	return c
}
