package importer

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = register(&Format{
	Name: "yt-dlp",
	Doc: `comments that yt-dlp saved: an info.json, or its comments alone

Recognised by comments with parent and author_id, or by the keys of an info.json. The timestamp beside
words such as "1 year ago" is only reckoned from them, and many comments share one: the words are kept,
not the number. An info.json without comments was written without --write-comments.`,
	Ext:   []string{".json"},
	Sniff: sniffYTDLP,
	Read:  readRecords("videos", openYTDLP),
})

func sniffYTDLP(head []byte) int {
	s := shapeOf(head)
	for _, at := range []string{"", "[].", "comments[].", "[].comments[]."} {
		if s.has(at+"text", at+"parent", at+"author_id") {
			return 90
		}
	}
	if s.has("webpage_url", "extractor_key") || s.has("formats[].format_id", "formats[].protocol") {
		return 85
	}
	return 0
}

// ytdlpRecord is a video or a comment.
type ytdlpRecord struct {
	ID           ident             `json:"id"`
	Title        text              `json:"title"`
	URL          text              `json:"webpage_url"`
	Description  text              `json:"description"`
	CommentCount number            `json:"comment_count"`
	Extractor    text              `json:"extractor_key"`
	Formats      json.RawMessage   `json:"formats"`
	Comments     []json.RawMessage `json:"comments"`
	Parent       *text             `json:"parent"`
	Text         string            `json:"text"`
	HTML         string            `json:"html"`
	Author       text              `json:"author"`
	Timestamp    moment            `json:"timestamp"`
	TimeText     text              `json:"time_text"`
	TimeWords    text              `json:"_time_text"`
	Likes        number            `json:"like_count"`
	Dislikes     number            `json:"dislike_count"`
}

func openYTDLP(g *gather) func(value) error {
	return func(v value) error {
		w, err := oneOf[ytdlpRecord](v, "record")
		if err != nil {
			return err
		}
		if w.Comments == nil && w.Parent != nil {
			return g.put("", v.line, gathered{Comment: w.comment()})
		}
		if w.Comments == nil && w.Extractor == "" && w.Formats == nil {
			return lost(v.line, "record is neither a video nor a comment")
		}
		key := string(w.ID)
		t := &gainsay.Thread{ID: key, URL: string(w.URL), Title: strings.TrimSpace(string(w.Title)), Article: string(w.Description)}
		if err := g.put(key, v.line, gathered{Thread: t, Announced: w.CommentCount.pointer()}); err != nil {
			return err
		}
		return eachOf(g, w.Comments, v.line, func(c *ytdlpRecord) error { return g.put(key, v.line, gathered{Comment: c.comment()}) })
	}
}

func (w *ytdlpRecord) comment() *gainsay.Comment {
	c := &gainsay.Comment{ID: string(w.ID), ParentBy: gainsay.BySource, Author: author(string(w.Author)), Score: w.Likes.pointer(), State: gainsay.Live}
	if w.Parent != nil && *w.Parent != "root" {
		c.Parent = string(*w.Parent)
	}
	if words := cmp.Or(string(w.TimeWords), string(w.TimeText)); words != "" {
		c.TimeText = words
	} else {
		w.Timestamp.date(c)
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
