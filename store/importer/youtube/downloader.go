package youtube

import (
	"encoding/json"
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
	Name: "youtube-downloader",
	Doc: `comments saved by youtube-comment-downloader: one a line, or an object with comments

Recognised by cid, text, votes and author. The id of a reply begins with that of its parent. Votes
are words such as "1.2K". Times are words such as "2 months ago"; time_parsed is only an estimate
made from them and is not kept. The file does not name the video.`,
	From:  `youtube-comment-downloader --url … --output FILE`,
	Ext:   []string{".json", ".ndjson", ".jsonl"},
	Sniff: sniffDownloader,
	Read:  thread.ReadRecords("videos", openDownloader),
})

func sniffDownloader(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"", "[].", "comments[]."} {
		if s.Has(at+"cid", at+"text", at+"votes") || s.Has(at+"cid", at+"text", at+"channel") {
			return 90
		}
	}
	return 0
}

type downloaderRecord struct {
	Comments []json.RawMessage `json:"comments"`
	ID       *scalar.ID        `json:"cid"`
	Text     string            `json:"text"`
	Time     scalar.Time       `json:"time"`
	Author   scalar.Text       `json:"author"`
	Votes    scalar.Number     `json:"votes"`
	Replies  scalar.Number     `json:"replies"`
}

func openDownloader(g *thread.Collector) func(record.Value) error {
	return func(v record.Value) error {
		w, err := record.Decode[downloaderRecord](v, "record")
		if err != nil {
			return err
		}
		if w.Comments != nil {
			return thread.DecodeEach(
				g,
				w.Comments,
				v.Line,
				func(w *downloaderRecord) error { return w.put(g, v.Line) },
			)
		}
		return w.put(g, v.Line)
	}
}

func (w *downloaderRecord) put(g *thread.Collector, line int) error {
	if w.ID == nil {
		return g.Report(record.Skipped(line, "record without cid"))
	}
	c := &gainsay.Comment{
		ID:       string(*w.ID),
		ParentBy: gainsay.BySource,
		Author:   scalar.Author(string(w.Author)),
		Score:    w.Votes.Ptr(),
		State:    gainsay.Live,
	}
	if above, _, ok := strings.Cut(c.ID, "."); ok {
		c.Parent = above
	}
	w.Time.Apply(c)
	markup.Plain(w.Text).Apply(c)
	r := thread.Record{Comment: c}
	if w.Replies.N > 0 {
		r.Stubs, r.Below = w.Replies.N, c.ID
	}
	return g.Put("", line, r)
}
