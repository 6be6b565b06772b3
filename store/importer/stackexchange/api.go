package stackexchange

import (
	"cmp"
	"encoding/json"
	"html"
	"io"
	"iter"
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
	Name: "stackexchange-api",
	Doc: `questions, answers and comments of the Stack Exchange API 2

Recognised by items with question_id, answer_id or comment_id. Answers and comments inside a
question are read with it; those that come alone belong to the question or post they name, which is
a placeholder if it is not in the source. Bodies are included only if they were requested. The owner
of a deleted account is missing or of the type does_not_exist.`,
	From:  `api.stackexchange.com/2.3/questions/ID and /answers, with a filter that includes bodies`,
	Ext:   []string{".json"},
	Sniff: sniffStackExchangeAPI,
	Read:  readStackExchangeAPI,
})

func sniffStackExchangeAPI(head []byte) int {
	s := keypath.Of(head)
	for _, at := range []string{"items[].", "[].", "", "[].items[]."} {
		switch {
		case s.Has(at+"question_id", at+"creation_date") && (s.Has(at+"owner") || s.Has(at+"is_answered") || s.Has(at+"answer_count")),
			s.Has(at+"answer_id", at+"creation_date"), s.Has(at+"comment_id", at+"post_id", at+"creation_date"), s.Has(at+"post_id", at+"post_type"):
			return 88
		}
	}
	if s.Has("items[]", "quota_max") {
		return 85
	}
	return 0
}

// seItem is a question, an answer, a comment, or a post of unknown type.
type seItem struct {
	Items        []json.RawMessage `json:"items"`
	QuestionID   scalar.ID         `json:"question_id"`
	AnswerID     scalar.ID         `json:"answer_id"`
	CommentID    scalar.ID         `json:"comment_id"`
	PostID       scalar.ID         `json:"post_id"`
	PostType     string            `json:"post_type"`
	Title        string            `json:"title"`
	Link         string            `json:"link"`
	Body         string            `json:"body"`
	Markdown     string            `json:"body_markdown"`
	Created      scalar.Time       `json:"creation_date"`
	Score        scalar.Number     `json:"score"`
	AnswerCount  scalar.Number     `json:"answer_count"`
	CommentCount scalar.Number     `json:"comment_count"`
	Owner        struct {
		Type string    `json:"user_type"`
		Name string    `json:"display_name"`
		ID   scalar.ID `json:"user_id"`
	} `json:"owner"`
	Answers  []seItem `json:"answers"`
	Comments []seItem `json:"comments"`
}

func readStackExchangeAPI(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		s := &seAPIReader{kept: map[*thread.Builder]*seThread{}, questionOf: map[scalar.ID]scalar.ID{}}
		if !thread.EachValue(r, yield, s.file) {
			return
		}
		s.settle()
		s.Yield(yield)
	}
}

// seAPIReader collects the questions of a source.
type seAPIReader struct {
	thread.Builders
	kept       map[*thread.Builder]*seThread
	questionOf map[scalar.ID]scalar.ID // question by answer
	alone      []seAlone               // comments whose question is not known yet
}

// seThread is what is known about a thread besides its comments.
type seThread struct {
	under  seComments
	bodies int // number of bodies in the source
}

type seAlone struct {
	item *seItem
	line int
}

func (s *seAPIReader) file(v record.Value) error {
	var it seItem
	err := json.Unmarshal(v.Raw, &it)
	if err != nil && !record.Mistyped(err) {
		return record.Skipped(v.Line, "read item: %v", err)
	}
	if it.Items == nil {
		s.item(&it, v.Line, err)
		return nil
	}
	if len(it.Items) == 0 {
		return record.Errorf(v.Line, "the answer holds no items")
	}
	for _, raw := range it.Items {
		var in seItem
		s.item(&in, v.Line, json.Unmarshal(raw, &in))
	}
	return nil
}

// item adds an item. err says what of it could not be read.
func (s *seAPIReader) item(it *seItem, line int, err error) {
	if it.CommentID != "" && it.PostID != "" {
		s.alone = append(s.alone, seAlone{it, line})
		return
	}
	if it.PostType == "answer" {
		it.AnswerID = cmp.Or(it.AnswerID, it.PostID)
	}
	question := cmp.Or(it.QuestionID, it.PostID)
	b := s.question(question)
	if !b.Decoded(line, "item", err) {
		return
	}
	if question == "" {
		b.Skip(line, "item that is neither question, answer nor comment")
		return
	}
	if it.AnswerID != "" {
		s.post(b, it, string(it.AnswerID), string(it.QuestionID))
		return
	}
	b.Title, b.URL = html.UnescapeString(it.Title), it.Link
	if it.AnswerCount.Valid || it.CommentCount.Valid {
		b.Announce(it.AnswerCount.N + it.commentCount())
	}
	s.post(b, it, string(question), "")
	for i := range it.Answers {
		a := &it.Answers[i]
		s.post(b, a, string(a.AnswerID), string(question))
	}
}

// commentCount returns how many comments there are below a question and its
// answers.
func (it *seItem) commentCount() int {
	n := it.CommentCount.N
	for i := range it.Answers {
		n += it.Answers[i].CommentCount.N
	}
	return n
}

func (s *seAPIReader) question(id scalar.ID) *thread.Builder {
	b := s.GetOrAdd(string(id), func() *gainsay.Thread { return &gainsay.Thread{ID: string(id)} })
	if s.kept[b] == nil {
		s.kept[b] = &seThread{}
	}
	return b
}

// post adds a question or an answer with its comments.
func (s *seAPIReader) post(b *thread.Builder, it *seItem, id, parent string) {
	if parent != "" {
		s.questionOf[scalar.ID(id)] = scalar.ID(b.ID)
	}
	b.Add(s.comment(b, it, id, parent))
	for i := range it.Comments {
		s.under(b, &it.Comments[i], id)
	}
}

// under adds a comment on a post.
func (s *seAPIReader) under(b *thread.Builder, it *seItem, post string) {
	c := s.comment(b, it, seCommentID(it.CommentID), post)
	s.kept[b].under.address(c, post)
	b.Add(c)
}

// settle adds the comments that came without their question.
func (s *seAPIReader) settle() {
	for _, a := range s.alone {
		s.under(s.question(cmp.Or(s.questionOf[a.item.PostID], a.item.PostID)), a.item, string(a.item.PostID))
	}
	for _, b := range s.All() {
		if len(b.Comments) > 0 && s.kept[b].bodies == 0 {
			b.Remark(
				0,
				"no bodies in the source: ask the API with a filter that includes them, such as withbody",
			)
		}
	}
}

func (s *seAPIReader) comment(b *thread.Builder, it *seItem, id, parent string) *gainsay.Comment {
	c := &gainsay.Comment{
		ID:       id,
		Parent:   parent,
		ParentBy: gainsay.BySource,
		State:    gainsay.Live,
		Score:    it.Score.Ptr(),
	}
	c.Author = strings.TrimSpace(html.UnescapeString(it.Owner.Name))
	if c.Author == "" && it.Owner.ID != "" {
		c.Author = "user" + string(it.Owner.ID)
	}
	it.Created.Apply(c)
	switch {
	case it.Body != "":
		markup.HTML(it.Body, markup.Options{Base: b.URL}).Apply(c)
	case it.Markdown != "":
		markup.Markdown(html.UnescapeString(it.Markdown)).Apply(c)
	}
	if c.Text != "" {
		s.kept[b].bodies++
	}
	return c
}
