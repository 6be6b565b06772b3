package importer

import (
	"cmp"
	"encoding/json"
	"strconv"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = register(&Format{
	Name: "guardian",
	Doc: `the discussion API of the Guardian

Recognised by discussion.comments beside discussion.webUrl, or by a single comment with isoDateTime.
Answers hang two levels deep, but say in responseTo whom they answer. Comments that moderators blocked
stay, with the notice as text. A file is one page: how many comments the discussion has is announced.`,
	Ext:   []string{".json"},
	Sniff: sniffGuardian,
	Read:  readRecords("discussions", openGuardian),
})

func sniffGuardian(head []byte) int {
	s := shapeOf(head)
	for _, at := range []string{"", "[]."} {
		switch {
		case s.has(at+"discussion.comments[]", at+"discussion.key"), s.has(at+"discussion.comments[]", at+"discussion.webUrl"):
			return 95
		case s.has(at+"comment.isoDateTime", at+"comment.userProfile"), s.has(at+"isoDateTime", at+"numRecommends", at+"userProfile"):
			return 90
		}
	}
	return 0
}

type guardianAnswer struct {
	Page       number `json:"page"`
	Pages      number `json:"pages"`
	Discussion *struct {
		Key      text              `json:"key"`
		URL      text              `json:"webUrl"`
		Title    text              `json:"title"`
		Count    number            `json:"commentCount"`
		Comments []json.RawMessage `json:"comments"`
	} `json:"discussion"`
	Comment json.RawMessage `json:"comment"`
}

type guardianComment struct {
	ID         ident  `json:"id"`
	Body       string `json:"body"`
	Date       text   `json:"date"`
	ISO        moment `json:"isoDateTime"`
	Status     string `json:"status"`
	Recommends number `json:"numRecommends"`
	User       struct {
		Name text `json:"displayName"`
	} `json:"userProfile"`
	Responses  []*guardianComment `json:"responses"`
	ResponseTo struct {
		ID ident `json:"commentId"`
	} `json:"responseTo"`
	Discussion struct {
		Key   text `json:"key"`
		URL   text `json:"webUrl"`
		Title text `json:"title"`
	} `json:"discussion"`
	MetaData struct {
		Responses number `json:"responseCount"`
	} `json:"metaData"`
}

func openGuardian(g *gather) func(value) error {
	return func(v value) error {
		a, err := oneOf[guardianAnswer](v, "answer")
		if err != nil {
			return err
		}
		if a.Discussion == nil {
			raw := v.raw
			if len(a.Comment) > 0 && a.Comment[0] == '{' {
				raw = a.Comment
			}
			return guardianComments(g, "", "", []json.RawMessage{raw}, v.line)
		}
		d := a.Discussion
		key := string(d.Key)
		head := gathered{Thread: &gainsay.Thread{ID: key, URL: string(d.URL), Title: markup.HTML(string(d.Title), markup.Options{}).Plain}, Announced: d.Count.pointer()}
		if err := g.put(key, v.line, head); err != nil {
			return err
		}
		if a.Pages.N > 1 {
			remark := "page " + strconv.Itoa(max(a.Page.N, 1)) + " of " + strconv.Itoa(a.Pages.N)
			if err := g.put(key, v.line, gathered{Remark: remark}); err != nil {
				return err
			}
		}
		return guardianComments(g, key, "", d.Comments, v.line)
	}
}

// guardianComments takes comments and what answers them.
func guardianComments(g *gather, key, above string, list []json.RawMessage, line int) error {
	return eachOf(g, list, line, func(w *guardianComment) error { return w.put(g, key, above, line) })
}

// put keeps a comment and those below it: one level in practice, and never
// more than JSON may be nested.
func (w *guardianComment) put(g *gather, key, above string, line int) error {
	if w == nil {
		return nil // null in place of an answer
	}
	if d := w.Discussion; d.Key != "" {
		key = cmp.Or(key, string(d.Key))
		if err := g.put(key, line, gathered{Thread: &gainsay.Thread{ID: key, URL: string(d.URL), Title: string(d.Title)}}); err != nil {
			return err
		}
	}
	c := w.comment()
	c.Parent = cmp.Or(c.Parent, above)
	if err := g.put(key, line, gathered{Comment: c, Stubs: max(w.MetaData.Responses.N-len(w.Responses), 0)}); err != nil {
		return err
	}
	for _, r := range w.Responses {
		if err := r.put(g, key, c.ID, line); err != nil {
			return err
		}
	}
	return nil
}

func (w *guardianComment) comment() *gainsay.Comment {
	c := &gainsay.Comment{ID: string(w.ID), Parent: string(w.ResponseTo.ID), ParentBy: gainsay.BySource, State: gainsay.Live}
	c.Author, c.Score = author(string(w.User.Name)), w.Recommends.pointer()
	if w.ISO.date(c); c.Time.IsZero() {
		parseTime(string(w.Date)).date(c)
	}
	markup.HTML(w.Body, markup.Options{}).Apply(c)
	switch w.Status {
	case "blocked", "removed":
		c.State = gainsay.Removed
	case "deleted":
		c.State = gainsay.Deleted
	case "pending", "premod", "unmoderated":
		c.State = gainsay.Pending
	case "spam":
		c.State = gainsay.MarkedSpam
	}
	return c
}
