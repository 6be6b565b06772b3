package importer

import (
	"encoding/json"
	"io"
	"iter"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "nyt",
	Doc: `comments of The New York Times, from its community API

Recognised by comments with commentID, commentBody and createDate under results, alone, in an array
or one a line. Replies are nested; those that the file does not include are counted. Of the article
only the address is known.`,
	From:  `svc/community/V3/requestHandler of nytimes.com, as data sets before 2024 saved it`,
	Ext:   []string{".json", ".ndjson"},
	Sniff: sniffNYT,
	Read:  readNYT,
})

func sniffNYT(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"results.comments[].", "[].results.comments[].", "comments[].", "[].", ""} {
		if s.Has(at+"commentID", at+"commentBody", at+"createDate") {
			return 88
		}
	}
	return 0
}

// nytRecord is an answer of the API or a comment.
type nytRecord struct {
	Results *struct {
		Comments []json.RawMessage `json:"comments"`
		Total    scalar.Number     `json:"totalCommentsFound"`
		Returned scalar.Number     `json:"totalCommentsReturned"`
	} `json:"results"`
	Comments []json.RawMessage `json:"comments"`

	ID         scalar.ID         `json:"commentID"`
	ParentID   scalar.ID         `json:"parentID"`
	Body       *string           `json:"commentBody"`
	Created    scalar.Time       `json:"createDate"`
	Name       string            `json:"userDisplayName"`
	Score      scalar.Number     `json:"recommendations"`
	Status     string            `json:"status"`
	ReplyCount scalar.Number     `json:"replyCount"`
	Article    string            `json:"articleID"`
	Asset      string            `json:"assetURL"`
	URL        string            `json:"articleURL"`
	Replies    []json.RawMessage `json:"replies"`
}

func (n *nytRecord) article() string {
	for _, s := range []string{n.Article, n.Asset, n.URL} {
		if s != "" {
			return s
		}
	}
	return ""
}

// nytDepth is how deeply records may be nested. The site nests three levels.
const nytDepth = 100

// nytReader collects threads by article.
type nytReader struct{ thread.Builders }

func readNYT(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		n := &nytReader{}
		for v, err := range record.Values(r) {
			if err != nil {
				if !yield(nil, err) || !record.IsSyntax(err) {
					return
				}
				continue
			}
			n.take(v.Raw, v.Line, 0, "", "")
		}
		for _, b := range n.All() {
			if b.ID == "" {
				b.ID = scalar.Hash(thread.IDs(b.Comments)...)
			}
		}
		n.Yield(yield)
	}
}

// take adds an answer with its comments, all on one article, or a comment with
// its replies.
func (n *nytReader) take(raw []byte, line, depth int, article, parent string) {
	if depth > nytDepth {
		n.thread(article).Skip(line, "replies nested deeper than %d", nytDepth)
		return
	}
	var rec nytRecord
	if err := json.Unmarshal(raw, &rec); err != nil {
		n.thread(article).Skip(line, "read comment: %v", err)
		return
	}
	if rec.article() != "" {
		article = rec.article()
	}
	inside := rec.Comments
	if rec.Results != nil {
		inside = append(inside, rec.Results.Comments...)
	}
	for i := 0; article == "" && i < len(inside); i++ {
		var c nytRecord
		if json.Unmarshal(inside[i], &c) == nil { // damage is reported below
			article = c.article()
		}
	}
	if rec.Results != nil {
		if rec.Results.Total.Valid && rec.Results.Total.N >= 0 {
			n.thread(article).Announce(rec.Results.Total.N)
		}
	}
	for _, c := range inside {
		n.take(c, line, depth+1, article, "")
	}
	if rec.Body == nil {
		if rec.Results == nil && rec.Comments == nil {
			n.thread(article).Skip(line, "record without commentBody")
		}
		return
	}
	n.comment(&rec, line, depth, article, parent)
}

func (n *nytReader) thread(article string) *thread.Builder {
	return n.GetOrAdd(article, func() *gainsay.Thread {
		t := &gainsay.Thread{ID: article}
		if len(article) > 4 && article[:4] == "http" {
			t.URL = article
		}
		return t
	})
}

func (n *nytReader) comment(rec *nytRecord, line, depth int, article, parent string) {
	b := n.thread(article)
	if p := string(rec.ParentID); p != "" && p != "0" {
		parent = p
	}
	c := &gainsay.Comment{
		ID:       string(rec.ID),
		Parent:   parent,
		ParentBy: gainsay.BySource,
		Author:   scalar.Author(rec.Name),
		Score:    rec.Score.Ptr(),
	}
	rec.Created.Apply(c)
	markup.HTML(*rec.Body, markup.Options{}).Apply(c)
	c.State = scalar.ParseState("status", rec.Status, c.Text)
	b.Add(c)
	for _, r := range rec.Replies {
		n.take(r, line, depth+1, article, c.ID)
	}
	b.Stubs += max(0, rec.ReplyCount.N-len(rec.Replies))
}
