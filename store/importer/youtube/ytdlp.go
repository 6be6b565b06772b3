package youtube

import (
	"cmp"
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
	Name: "yt-dlp",
	Doc: `comments saved by yt-dlp: an info.json, or its comments alone

Recognised by comments with parent and author_id, or by the keys of an info.json. A timestamp beside
words such as "1 year ago" is only an estimate made from them, shared by many comments: the words
are kept, not the number. An info.json without comments was written without --write-comments.`,
	From:  `yt-dlp --write-comments --skip-download`,
	Ext:   []string{".json"},
	Sniff: sniffYTDLP,
	Read:  thread.ReadRecords("videos", openYTDLP),
})

func sniffYTDLP(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"", "[].", "comments[].", "[].comments[]."} {
		if s.Has(at+"text", at+"parent", at+"author_id") {
			return 90
		}
	}
	if s.Has("webpage_url", "extractor_key") || s.Has("formats[].format_id", "formats[].protocol") {
		return 85
	}
	return 0
}

// ytdlpRecord is a video or a comment.
type ytdlpRecord struct {
	ID           scalar.ID         `json:"id"`
	Title        scalar.Text       `json:"title"`
	URL          scalar.Text       `json:"webpage_url"`
	Description  scalar.Text       `json:"description"`
	CommentCount scalar.Number     `json:"comment_count"`
	Extractor    scalar.Text       `json:"extractor_key"`
	Formats      json.RawMessage   `json:"formats"`
	Comments     []json.RawMessage `json:"comments"`
	Parent       *scalar.Text      `json:"parent"`
	Text         string            `json:"text"`
	HTML         string            `json:"html"`
	Author       scalar.Text       `json:"author"`
	Timestamp    scalar.Time       `json:"timestamp"`
	TimeText     scalar.Text       `json:"time_text"`
	TimeWords    scalar.Text       `json:"_time_text"`
	Likes        scalar.Number     `json:"like_count"`
	Dislikes     scalar.Number     `json:"dislike_count"`
}

func openYTDLP(g *thread.Collector) func(record.Value) error {
	return func(v record.Value) error {
		w, err := record.Decode[ytdlpRecord](v, "record")
		if err != nil {
			return err
		}
		if w.Comments == nil && w.Parent != nil {
			return g.Put("", v.Line, thread.Record{Comment: w.comment()})
		}
		if w.Comments == nil && w.Extractor == "" && w.Formats == nil {
			return record.Skipped(v.Line, "record is neither a video nor a comment")
		}
		key := string(w.ID)
		t := &gainsay.Thread{
			ID:      key,
			URL:     string(w.URL),
			Title:   strings.TrimSpace(string(w.Title)),
			Article: string(w.Description),
		}
		if err := g.Put(key, v.Line, thread.Record{Thread: t, Announced: w.CommentCount.Ptr()}); err != nil {
			return err
		}
		return thread.DecodeEach(
			g,
			w.Comments,
			v.Line,
			func(c *ytdlpRecord) error { return g.Put(key, v.Line, thread.Record{Comment: c.comment()}) },
		)
	}
}

func (w *ytdlpRecord) comment() *gainsay.Comment {
	c := &gainsay.Comment{
		ID:       string(w.ID),
		ParentBy: gainsay.BySource,
		Author:   scalar.Author(string(w.Author)),
		Score:    w.Likes.Ptr(),
		State:    gainsay.Live,
	}
	if w.Parent != nil && *w.Parent != "root" {
		c.Parent = string(*w.Parent)
	}
	if words := cmp.Or(string(w.TimeWords), string(w.TimeText)); words != "" {
		c.TimeText = words
	} else {
		w.Timestamp.Apply(c)
	}
	if c.Score != nil && w.Dislikes.Valid {
		*c.Score -= w.Dislikes.N
	}
	if w.Text == "" && w.HTML != "" {
		markup.HTML(w.HTML, markup.Options{}).Apply(c)
	} else {
		markup.Plain(w.Text).Apply(c)
	}
	return c
}
