package importer

import (
	"encoding/json"
	"io"
	"iter"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = register(&Format{
	Name: "nyt",
	Doc: `comments of The New York Times as its community API gives them

Recognised by comments with commentID, commentBody and createDate under results, alone, in an array or
one a line. Replies are nested and may be held back: those are counted. The file names the article by
its address only.`,
	Ext:   []string{".json", ".ndjson"},
	Sniff: sniffNYT,
	Read:  readNYT,
})

func sniffNYT(head []byte) int {
	s := shapeOf(head)
	for _, at := range []string{"results.comments[].", "[].results.comments[].", "comments[].", "[].", ""} {
		if s.has(at+"commentID", at+"commentBody", at+"createDate") {
			return 88
		}
	}
	return 0
}

// nytRecord is an answer of the API or a comment.
type nytRecord struct {
	Results *struct {
		Comments []json.RawMessage `json:"comments"`
		Total    number            `json:"totalCommentsFound"`
		Returned number            `json:"totalCommentsReturned"`
	} `json:"results"`
	Comments []json.RawMessage `json:"comments"`

	ID         ident             `json:"commentID"`
	ParentID   ident             `json:"parentID"`
	Body       *string           `json:"commentBody"`
	Created    moment            `json:"createDate"`
	Name       string            `json:"userDisplayName"`
	Score      number            `json:"recommendations"`
	Status     string            `json:"status"`
	ReplyCount number            `json:"replyCount"`
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

// nytDepth is how deep records may be nested. The site nests three levels.
const nytDepth = 100

// nytReader gathers threads by article.
type nytReader struct{ builders }

func readNYT(r io.Reader) iter.Seq2[*Found, error] {
	return func(yield func(*Found, error) bool) {
		n := &nytReader{}
		for v, err := range values(r) {
			if err != nil {
				if !yield(nil, err) || !isSyntax(err) {
					return
				}
				continue
			}
			n.take(v.raw, v.line, 0, "", "")
		}
		for _, b := range n.all() {
			if b.ID == "" {
				b.ID = shortHash(idsOf(b.Comments)...)
			}
		}
		n.yield(yield)
	}
}

// take adds an answer with all in it, which are of one article, or a comment with its replies.
func (n *nytReader) take(raw []byte, line, depth int, article, parent string) {
	if depth > nytDepth {
		n.thread(article).skip(line, "replies nested deeper than %d", nytDepth)
		return
	}
	var rec nytRecord
	if err := json.Unmarshal(raw, &rec); err != nil {
		n.thread(article).skip(line, "read comment: %v", err)
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
		if json.Unmarshal(inside[i], &c) == nil { // damage is named below
			article = c.article()
		}
	}
	if rec.Results != nil {
		if rec.Results.Total.Valid && rec.Results.Total.N >= 0 {
			n.thread(article).announce(rec.Results.Total.N)
		}
	}
	for _, c := range inside {
		n.take(c, line, depth+1, article, "")
	}
	if rec.Body == nil {
		if rec.Results == nil && rec.Comments == nil {
			n.thread(article).skip(line, "record without commentBody")
		}
		return
	}
	n.comment(&rec, line, depth, article, parent)
}

func (n *nytReader) thread(article string) *builder {
	return n.of(article, func() *gainsay.Thread {
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
	c := &gainsay.Comment{ID: string(rec.ID), Parent: parent, ParentBy: gainsay.BySource, Author: author(rec.Name), Score: rec.Score.pointer()}
	rec.Created.date(c)
	markup.HTML(*rec.Body, markup.Options{}).Apply(c)
	c.State = tableState("status", rec.Status, c.Text)
	b.add(c)
	for _, r := range rec.Replies {
		n.take(r, line, depth+1, article, c.ID)
	}
	b.Stubs += max(0, rec.ReplyCount.N-len(rec.Replies))
}
