package importer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

var _ = format.Register(&format.Format{
	Name: "gigya",
	Doc: `comments of The Globe and Mail, and of other sites that used Gigya, as JSON

Recognised by comments with commentText and sender, in the answer of Gigya or under the ids of
articles, or by comments with post_time and reactions under their ids, as on the later platform. The
text that the platform shows for deleted and rejected comments is removed. Replies deeper than the
platform nests follow one another and name whom they answer only in their text.`,
	From:  `data sets collected from comments.getComments before 2021, such as those behind the SOCC corpus`,
	Ext:   []string{".json"},
	Sniff: sniffGigya,
	Read:  readGigya,
})

func sniffGigya(head []byte) int {
	s := keypath.Of(head)
	for p := range s {
		if base, ok := strings.CutSuffix(p, "comments[].commentText"); ok && s.Has(base+"comments[].sender") {
			return 88
		}
		if base, ok := strings.CutSuffix(p, ".post_time"); ok &&
			s.Has(base+".reactions", base+".replies[]", base+".text") {
			return 85
		}
	}
	return 0
}

// gigyaComment is a comment of Gigya or of the later platform.
type gigyaComment struct {
	ID       scalar.ID     `json:"ID"`
	ParentID scalar.ID     `json:"parentID"`
	Text     string        `json:"commentText"`
	Title    string        `json:"commentTitle"`
	Status   string        `json:"status"`
	Time     scalar.Time   `json:"timestamp"`
	Votes    scalar.Number `json:"TotalVotes"`
	Sender   struct {
		Name string `json:"name"`
	} `json:"sender"`
	Replies []gigyaComment `json:"replies"`

	LaterText string      `json:"text"`
	Author    string      `json:"author"`
	PostTime  scalar.Time `json:"post_time"`
}

// jsonMember is a key of a JSON object with its value.
type jsonMember struct {
	key string
	raw json.RawMessage
}

// members returns the members of an object in the order written.
func members(b []byte) ([]jsonMember, error) {
	dec := json.NewDecoder(bytes.NewReader(b))
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		return nil, fmt.Errorf("read object: not an object")
	}
	var out []jsonMember
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return out, fmt.Errorf("read object: %w", err)
		}
		name, ok := key.(string)
		if !ok {
			return out, fmt.Errorf("read object: key %v is not a string", key)
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return out, fmt.Errorf("read object: %w", err)
		}
		out = append(out, jsonMember{name, raw})
	}
	return out, nil
}

func readGigya(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		b, err := input.ReadWhole(r)
		if err != nil {
			yield(nil, err)
			return
		}
		all, err := members(b)
		if err != nil && !yield(nil, record.Errorf(0, "%v", err)) {
			return
		}
		later := thread.NewBuilder(&gainsay.Thread{})
		for _, m := range all {
			if m.key == "comments" {
				gigyaThread("", b).Yield(yield)
				return
			}
			if bytes.Contains(m.raw, []byte(`"comments"`)) {
				if !gigyaThread(m.key, m.raw).Yield(yield) {
					return
				}
				continue
			}
			laterComment(later, m)
		}
		if len(later.Comments) > 0 || later.Noted() {
			later.ID = scalar.Hash(thread.IDs(later.Comments)...)
			later.Yield(yield)
		}
	}
}

// gigyaThread builds a thread from an answer of Gigya.
func gigyaThread(article string, raw []byte) *thread.Builder {
	b := thread.NewBuilder(&gainsay.Thread{ID: article})
	var answer struct {
		Comments []json.RawMessage `json:"comments"`
		Count    scalar.Number     `json:"commentCount"`
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		b.Skip(0, "read comments of %s: %v", article, err)
		return b
	}
	if answer.Count.Valid {
		b.Announce(max(0, answer.Count.N))
	}
	for _, raw := range answer.Comments {
		var c gigyaComment
		if err := json.Unmarshal(raw, &c); err != nil {
			b.Skip(0, "read comment of %s: %v", article, err)
			continue
		}
		addGigya(b, &c, "")
	}
	if b.ID == "" {
		b.ID = scalar.Hash(thread.IDs(b.Comments)...)
	}
	return b
}

// addGigya adds a comment and its replies. A parentID that is not the id of a
// comment is the id of the thread.
func addGigya(b *thread.Builder, g *gigyaComment, parent string) {
	c := &gainsay.Comment{
		ID:       string(g.ID),
		Parent:   parent,
		ParentBy: gainsay.BySource,
		Author:   scalar.Author(g.Sender.Name),
		Score:    g.Votes.Ptr(),
	}
	g.Time.Apply(c)
	switch g.Status {
	case "deleted":
		c.State = gainsay.Deleted
	case "rejected", "blocked", "hidden":
		c.State = gainsay.Removed
	case "pending", "review":
		c.State = gainsay.Pending
	default:
		text := g.Text
		if g.Title != "" {
			text = g.Title + "<p>" + text
		}
		markup.Guess(text).Apply(c)
	}
	if parent == "" && g.ParentID != "" && b.Has(string(g.ParentID)) {
		c.Parent = string(g.ParentID)
	}
	b.Add(c)
	for i := range g.Replies {
		addGigya(b, &g.Replies[i], c.ID)
	}
}

// inReply matches the beginning of a reply to a reply on the later platform.
var inReply = lazy.Regexp(`^\(In reply to:\s*.*?\s*--\s?[^()\n]{1,80}\)`)

// laterComment adds a comment of the later platform, where only comments with
// replies have an id.
func laterComment(b *thread.Builder, m jsonMember) {
	var g gigyaComment
	if err := json.Unmarshal(m.raw, &g); err != nil {
		b.Skip(0, "read comment %s: %v", m.key, err)
		return
	}
	b.Add(laterRecord(&g, m.key, ""))
	for i := range g.Replies {
		b.Add(laterRecord(&g.Replies[i], fmt.Sprintf("%s_%d", m.key, i), m.key))
	}
}

func laterRecord(g *gigyaComment, id, parent string) *gainsay.Comment {
	c := &gainsay.Comment{
		ID:       id,
		Parent:   parent,
		ParentBy: gainsay.BySource,
		Author:   scalar.Author(g.Author),
		State:    gainsay.Live,
	}
	g.PostTime.Apply(c)
	markup.Plain(g.LaterText).Apply(c)
	if q := inReply().FindStringIndex(c.Text); q != nil {
		c.Quotes = append([]gainsay.Span{{Start: q[0], End: q[1]}}, c.Quotes...)
	}
	return c
}
