package importer

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = register(&Format{
	Name: "commento",
	Doc: `a Commento export, version 1

Recognised by comments with commentHex and parentHex beside commenters. Every page of the site is a
thread. The text is taken from markdown, else from html. Names are looked up among the commenters; the
anonymous commenter is nobody. The export has no titles.`,
	Ext:   []string{".json"},
	Sniff: sniffCommento,
	Read:  readRecords("pages", openCommento),
})

func sniffCommento(head []byte) int {
	s := shapeOf(head)
	switch {
	case s.has("comments[].commentHex", "comments[].parentHex"):
		return 95
	case s.has("version", "comments", "commenters"):
		return 80
	}
	return 0
}

type commentoExport struct {
	Comments   []json.RawMessage `json:"comments"`
	Commenters []struct {
		Hex  string `json:"commenterHex"`
		Name string `json:"name"`
		Link string `json:"link"`
	} `json:"commenters"`
}

type commentoComment struct {
	Hex       ident  `json:"commentHex"`
	Domain    string `json:"domain"`
	URL       string `json:"url"`
	Path      string `json:"path"`
	Commenter string `json:"commenterHex"`
	Markdown  string `json:"markdown"`
	HTML      string `json:"html"`
	Parent    string `json:"parentHex"`
	Score     number `json:"score"`
	State     string `json:"state"`
	Created   moment `json:"creationDate"`
	Deleted   bool   `json:"deleted"`
}

func openCommento(g *gather) func(value) error {
	return func(v value) error {
		x, err := oneOf[commentoExport](v, "export")
		if err != nil {
			return err
		}
		names, links := map[string]string{}, map[string]string{}
		for _, p := range x.Commenters {
			names[p.Hex], links[p.Hex] = author(p.Name), webAddress(p.Link)
		}
		return eachOf(g, x.Comments, v.line, func(w *commentoComment) error {
			c := w.comment()
			c.Author = names[w.Commenter]
			if c.Author != "" {
				c.AuthorURL = links[w.Commenter]
			}
			url := w.Domain + cmp.Or(w.URL, w.Path)
			if !strings.Contains(url, "://") {
				url = "https://" + url
			}
			if err := g.put(url, v.line, gathered{Thread: &gainsay.Thread{ID: shortHash(url), URL: url}}); err != nil {
				return err
			}
			return g.put(url, v.line, gathered{Comment: c})
		})
	}
}

func (w *commentoComment) comment() *gainsay.Comment {
	c := &gainsay.Comment{ID: string(w.Hex), Parent: w.Parent, ParentBy: gainsay.BySource, Score: w.Score.pointer()}
	if c.Parent == "root" {
		c.Parent = ""
	}
	w.Created.date(c)
	if strings.TrimSpace(w.Markdown) != "" {
		markup.Markdown(w.Markdown).Apply(c)
	} else {
		markup.HTML(w.HTML, markup.Options{}).Apply(c)
	}
	switch {
	case w.Deleted:
		c.State = gainsay.Deleted
	case w.State == "unapproved":
		c.State = gainsay.Pending
	case w.State == "spam" || w.State == "flagged":
		c.State = gainsay.MarkedSpam
	default:
		c.State = gainsay.Live
	}
	return c
}
