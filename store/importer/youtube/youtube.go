// Package youtube reads the comments of YouTube videos from the Data API and
// from downloaders.
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
	Name: "youtube",
	Doc: `responses of the YouTube Data API: commentThreads.list and comments.list

Recognised by kind "youtube#commentThreadListResponse" and related kinds; several pages one after
the other are merged by video or channel. All replies answer the top-level comment: the person
addressed is at most an @name in the text. An answer has at most 5 replies to each comment, and
often none: replies counted but not included are stubs. There are no titles.`,
	From:  `googleapis.com/youtube/v3/commentThreads and /comments`,
	Ext:   []string{".json"},
	Sniff: sniffYouTube,
	Read:  thread.ReadRecords("videos", openYouTube),
})

func sniffYouTube(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"", "items[].", "[].", "[].items[]."} {
		if s.Has(at+"snippet.topLevelComment") ||
			s.Has(at+"snippet.textDisplay", at+"snippet.authorDisplayName") {
			return 95
		}
	}
	if s.Has("kind", "items[]", "pageInfo.resultsPerPage") &&
		strings.Contains(string(head), `"youtube#comment`) {
		return 90
	}
	return 0
}

// youTubeRecord is an answer, a comment thread or a comment.
type youTubeRecord struct {
	Kind    string            `json:"kind"`
	ID      scalar.ID         `json:"id"`
	Items   []json.RawMessage `json:"items"`
	Next    string            `json:"nextPageToken"`
	Snippet youTubeSnippet    `json:"snippet"`
	Replies struct {
		Comments []json.RawMessage `json:"comments"`
	} `json:"replies"`
}

type youTubeSnippet struct {
	VideoID    string         `json:"videoId"`
	ChannelID  string         `json:"channelId"`
	Top        *youTubeRecord `json:"topLevelComment"`
	ReplyCount scalar.Number  `json:"totalReplyCount"`
	ParentID   scalar.ID      `json:"parentId"`
	Author     string         `json:"authorDisplayName"`
	Original   string         `json:"textOriginal"`
	Display    string         `json:"textDisplay"`
	Likes      scalar.Number  `json:"likeCount"`
	Published  scalar.Time    `json:"publishedAt"`
	Moderation string         `json:"moderationStatus"`
}

// youTubeReader reads records in order. It remembers the current video, which
// lists of replies do not name.
type youTubeReader struct {
	*thread.Collector
	last string
	line int
}

func openYouTube(g *thread.Collector) func(record.Value) error {
	y := &youTubeReader{Collector: g}
	return func(v record.Value) error {
		y.line = v.Line
		w, err := record.Decode[youTubeRecord](v, "answer")
		if err != nil {
			return err
		}
		if w.Items == nil && !strings.HasSuffix(w.Kind, "ListResponse") {
			return y.take(w)
		}
		if err := thread.DecodeEach(g, w.Items, v.Line, y.take); err != nil || w.Next == "" {
			return err
		}
		return g.Report(record.Remark(v.Line, "the answer is one page; YouTube has more"))
	}
}

func (y *youTubeReader) take(w *youTubeRecord) error {
	s := &w.Snippet
	if s.Top == nil {
		return y.comment(w, "")
	}
	s.Top.Snippet.VideoID = cmp.Or(s.VideoID, s.Top.Snippet.VideoID)
	s.Top.Snippet.ChannelID = cmp.Or(s.ChannelID, s.Top.Snippet.ChannelID)
	if err := y.comment(s.Top, ""); err != nil {
		return err
	}
	if n := s.ReplyCount.N; n > 0 {
		if err := y.Put(y.last, y.line, thread.Record{Stubs: n, Below: string(s.Top.ID)}); err != nil {
			return err
		}
	}
	return thread.DecodeEach(y.Collector, w.Replies.Comments, y.line, func(r *youTubeRecord) error {
		r.Snippet.VideoID = cmp.Or(r.Snippet.VideoID, s.Top.Snippet.VideoID)
		return y.comment(r, string(s.Top.ID))
	})
}

// comment adds a comment. The id of a reply begins with the id of its parent.
func (y *youTubeReader) comment(w *youTubeRecord, parent string) error {
	s := &w.Snippet
	if id := cmp.Or(s.VideoID, s.ChannelID); id != "" && id != y.last {
		y.last = id
		t := &gainsay.Thread{ID: id, URL: "https://www.youtube.com/watch?v=" + id}
		if s.VideoID == "" {
			t.URL = "https://www.youtube.com/channel/" + id
		}
		if err := y.Put(id, y.line, thread.Record{Thread: t}); err != nil {
			return err
		}
	}
	c := &gainsay.Comment{
		ID:       string(w.ID),
		ParentBy: gainsay.BySource,
		Author:   scalar.Author(s.Author),
		Score:    s.Likes.Ptr(),
		State:    gainsay.Live,
	}
	above, _, ok := strings.Cut(c.ID, ".")
	if !ok {
		above = ""
	}
	c.Parent = cmp.Or(string(s.ParentID), parent, above)
	s.Published.Apply(c)
	if s.Original != "" {
		markup.Plain(s.Original).Apply(c)
	} else {
		markup.HTML(s.Display, markup.Options{}).Apply(c)
	}
	switch s.Moderation {
	case "heldForReview":
		c.State = gainsay.Pending
	case "likelySpam":
		c.State = gainsay.MarkedSpam
	case "rejected":
		c.State = gainsay.Removed
	}
	if s.Author == "" && s.Original == "" && s.Display == "" && s.Published.IsZero() {
		return y.Report(
			record.Skipped(y.line, "record of kind %s is not a comment", cmp.Or(w.Kind, "unknown")),
		)
	}
	return y.Put(y.last, y.line, thread.Record{Comment: c})
}
