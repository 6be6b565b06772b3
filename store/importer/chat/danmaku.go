package chat

import (
	"cmp"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/internal/xmltree"
)

var _ = format.Register(&format.Format{
	Name: "danmaku",
	Doc: `comments over a video of Bilibili (danmaku), as XML

Recognised by the root element i with elements d that have an attribute p. A video is a thread; the
comments are in the order in which they were sent, those of a live stream in the order of the file; authors are hashes, in recordings of live streams
names. The place in the video is not kept. Nothing says who answers whom.`,
	From:  `comment.bilibili.com/ID.xml, downloaders of Bilibili videos, BililiveRecorder`,
	Ext:   []string{".xml"},
	Sniff: sniffDanmaku,
	Read:  readDanmaku,
})

var danmakuStart = lazy.Regexp(`^\s*(?:<\?[^>]*>\s*)*<i>(?s:.{0,1000})<d p="[\d.]+,\d`)

func sniffDanmaku(head []byte) int {
	if danmakuStart().Match(head) {
		return 92
	}
	return 0
}

func readDanmaku(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		b := thread.NewBuilder(&gainsay.Thread{})
		report := func(err error) error { return thread.Sink(yield).Report("", err) }
		put := func(n *xmltree.Node) error { return putDanmaku(b, n) }
		if err := xmltree.NewReader(r).Each(report, put, "chatid", "d", "sc"); err != nil {
			thread.Sink(yield).End(err)
			return
		}
		if !slices.ContainsFunc(b.Comments, func(c *gainsay.Comment) bool { return c.Time.IsZero() }) {
			slices.SortStableFunc(b.Comments, func(x, y *gainsay.Comment) int { return x.Time.Compare(y.Time) })
		}
		b.Yield(yield)
	}
}

// putDanmaku adds a comment, or notes the id of the video.
func putDanmaku(b *thread.Builder, n *xmltree.Node) error {
	text := strings.TrimSpace(n.Text)
	if n.Name == "chatid" {
		b.ID = strings.TrimPrefix(text, "0") // a live stream has none
		return nil
	}
	// seconds into the video, mode, size, colour, time, pool, hash of the sender, id
	p := strings.Split(n.Attr("p"), ",")
	c := &gainsay.Comment{Author: scalar.Author(n.Attr("user")), Text: text}
	switch {
	case n.Name == "sc": // paid; its time is in seconds into the recording
		c.ID = "sc-" + scalar.Hash(n.Attr("ts")+n.Attr("user")+text)
	case len(p) < 8:
		b.Skip(n.Line, "comment with %d values in p instead of 8", len(p))
		return nil
	default:
		c.ID, c.Author = p[7], cmp.Or(c.Author, scalar.Author(p[6]))
		scalar.ParseTime(p[4]).Apply(c)
	}
	if c.ID == "" || c.ID == "0" {
		c.ID = "d-" + scalar.Hash(n.Attr("p")+text)
	}
	b.Add(c)
	return nil
}
