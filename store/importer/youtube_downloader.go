package importer

import (
	"encoding/json"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = register(&Format{
	Name: "youtube-downloader",
	Doc: `what youtube-comment-downloader writes: one comment a line, or an object with comments

Recognised by cid, text, votes and author. The id of a reply begins with that of its parent. Votes are
words such as "1.2K". Times are words such as "2 months ago": what time_parsed makes of them is reckoned
and not kept. The video is not named.`,
	Ext:   []string{".json", ".ndjson", ".jsonl"},
	Sniff: sniffDownloader,
	Read:  readRecords("videos", openDownloader),
})

func sniffDownloader(head []byte) int {
	s := shapeOf(head)
	for _, at := range []string{"", "[].", "comments[]."} {
		if s.has(at+"cid", at+"text", at+"votes") || s.has(at+"cid", at+"text", at+"channel") {
			return 90
		}
	}
	return 0
}

type downloaderRecord struct {
	Comments []json.RawMessage `json:"comments"`
	ID       *ident            `json:"cid"`
	Text     string            `json:"text"`
	Time     moment            `json:"time"`
	Author   text              `json:"author"`
	Votes    number            `json:"votes"`
	Replies  number            `json:"replies"`
}

func openDownloader(g *gather) func(value) error {
	return func(v value) error {
		w, err := oneOf[downloaderRecord](v, "record")
		if err != nil {
			return err
		}
		if w.Comments != nil {
			return eachOf(g, w.Comments, v.line, func(w *downloaderRecord) error { return w.put(g, v.line) })
		}
		return w.put(g, v.line)
	}
}

func (w *downloaderRecord) put(g *gather, line int) error {
	if w.ID == nil {
		return g.note(lost(line, "record without cid"))
	}
	c := &gainsay.Comment{ID: string(*w.ID), ParentBy: gainsay.BySource, Author: author(string(w.Author)), Score: w.Votes.pointer(), State: gainsay.Live}
	if above, _, ok := strings.Cut(c.ID, "."); ok {
		c.Parent = above
	}
	w.Time.date(c)
	markup.Plain(w.Text).Apply(c)
	r := gathered{Comment: c}
	if w.Replies.N > 0 {
		r.Stubs, r.Below = w.Replies.N, c.ID
	}
	return g.put("", line, r)
}
