package importer

import (
	"cmp"
	"encoding/json"
	"strconv"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "guardian",
	Doc: `the discussion API of the Guardian

Recognised by discussion.comments beside discussion.webUrl, or by a single comment with isoDateTime.
Replies are nested only two levels deep; responseTo says which comment they answer. Comments blocked
by moderators are kept, with the notice as text. A file is one page and gives the number of comments
of the discussion.`,
	From:  `discussion.theguardian.com/discussion-api/discussion/p/ID`,
	Ext:   []string{".json"},
	Sniff: sniffGuardian,
	Read:  thread.ReadRecords("discussions", openGuardian),
})

func sniffGuardian(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"", "[]."} {
		switch {
		case s.Has(at+"discussion.comments[]", at+"discussion.key"),
			s.Has(at+"discussion.comments[]", at+"discussion.webUrl"):
			return 95
		case s.Has(at+"comment.isoDateTime", at+"comment.userProfile"),
			s.Has(at+"isoDateTime", at+"numRecommends", at+"userProfile"):
			return 90
		}
	}
	return 0
}

type guardianAnswer struct {
	Page       scalar.Number `json:"page"`
	Pages      scalar.Number `json:"pages"`
	Discussion *struct {
		Key      scalar.Text       `json:"key"`
		URL      scalar.Text       `json:"webUrl"`
		Title    scalar.Text       `json:"title"`
		Count    scalar.Number     `json:"commentCount"`
		Comments []json.RawMessage `json:"comments"`
	} `json:"discussion"`
	Comment json.RawMessage `json:"comment"`
}

type guardianComment struct {
	ID         scalar.ID     `json:"id"`
	Body       string        `json:"body"`
	Date       scalar.Text   `json:"date"`
	ISO        scalar.Time   `json:"isoDateTime"`
	Status     string        `json:"status"`
	Recommends scalar.Number `json:"numRecommends"`
	User       struct {
		Name scalar.Text `json:"displayName"`
	} `json:"userProfile"`
	Responses  []*guardianComment `json:"responses"`
	ResponseTo struct {
		ID scalar.ID `json:"commentId"`
	} `json:"responseTo"`
	Discussion struct {
		Key   scalar.Text `json:"key"`
		URL   scalar.Text `json:"webUrl"`
		Title scalar.Text `json:"title"`
	} `json:"discussion"`
	MetaData struct {
		Responses scalar.Number `json:"responseCount"`
	} `json:"metaData"`
}

func openGuardian(g *thread.Collector) func(record.Value) error {
	return func(v record.Value) error {
		a, err := record.Decode[guardianAnswer](v, "answer")
		if err != nil {
			return err
		}
		if a.Discussion == nil {
			raw := v.Raw
			if len(a.Comment) > 0 && a.Comment[0] == '{' {
				raw = a.Comment
			}
			return guardianComments(g, "", "", []json.RawMessage{raw}, v.Line)
		}
		d := a.Discussion
		key := string(d.Key)
		head := thread.Record{
			Thread: &gainsay.Thread{
				ID:    key,
				URL:   string(d.URL),
				Title: markup.HTML(string(d.Title), markup.Options{}).Plain,
			},
			Announced: d.Count.Ptr(),
		}
		if err := g.Put(key, v.Line, head); err != nil {
			return err
		}
		if a.Pages.N > 1 {
			remark := "page " + strconv.Itoa(max(a.Page.N, 1)) + " of " + strconv.Itoa(a.Pages.N)
			if err := g.Put(key, v.Line, thread.Record{Remark: remark}); err != nil {
				return err
			}
		}
		return guardianComments(g, key, "", d.Comments, v.Line)
	}
}

// guardianComments adds comments and their answers.
func guardianComments(g *thread.Collector, key, above string, list []json.RawMessage, line int) error {
	return thread.DecodeEach(
		g,
		list,
		line,
		func(w *guardianComment) error { return w.put(g, key, above, line) },
	)
}

// put adds a comment and those below it. Its recursion is limited by how deeply
// JSON may be nested; in practice there is one level.
func (w *guardianComment) put(g *thread.Collector, key, above string, line int) error {
	if w == nil {
		return nil // null instead of an answer
	}
	if d := w.Discussion; d.Key != "" {
		key = cmp.Or(key, string(d.Key))
		if err := g.Put(key, line, thread.Record{Thread: &gainsay.Thread{
			ID: key, URL: string(d.URL), Title: string(d.Title),
		}}); err != nil {
			return err
		}
	}
	c := w.comment()
	c.Parent = cmp.Or(c.Parent, above)
	if err := g.Put(key, line, thread.Record{Comment: c,
		Stubs: max(w.MetaData.Responses.N-len(w.Responses), 0)}); err != nil {
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
	c := &gainsay.Comment{
		ID:       string(w.ID),
		Parent:   string(w.ResponseTo.ID),
		ParentBy: gainsay.BySource,
		State:    gainsay.Live,
	}
	c.Author, c.Score = scalar.Author(string(w.User.Name)), w.Recommends.Ptr()
	if w.ISO.Apply(c); c.Time.IsZero() {
		scalar.ParseTime(string(w.Date)).Apply(c)
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
