package html

import (
	"bytes"
	"cmp"
	"encoding/json"
	"html"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"
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
	Name: "schemaorg",
	Doc: `schema.org comments as JSON-LD: DiscussionForumPosting, Article, Question, Comment

Recognised by "@context" schema.org and a type that may have comments. The text of a forum posting
or a question opens the thread and comments without a parent answer it; the text of an article is
kept as the article. Parents come from nesting and from parentItem. In a saved page the format html
finds them.`,
	From:  `the JSON-LD of a page, as crawlers and Common Crawl extracts keep it`,
	Ext:   []string{".jsonld"},
	Sniff: sniffSchema,
	Read:  readSchema,
})

var (
	schemaContext = lazy.Regexp(`"@context"\s*:\s*(?:\[\s*|\{\s*"@vocab"\s*:\s*)?"https?://(?:www\.)?schema\.org`)
	schemaThing   = lazy.Regexp(`"@type"\s*:\s*(?:\[\s*)?"(?:schema:)?(?:DiscussionForumPosting|SocialMediaPosting|Comment|UserComments|QAPage|Question|NewsArticle|Article|BlogPosting|ClaimReview|VideoObject|WebPage)"`)
)

func sniffSchema(head []byte) int {
	if keypath.IsJSON(head) && schemaContext().Match(head) && schemaThing().Match(head) {
		return 75
	}
	return 0
}

func readSchema(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		raw, err := input.ReadWhole(r)
		if err != nil {
			yield(nil, err)
			return
		}
		all, err := schemaThings(raw)
		if err != nil {
			yield(nil, record.Errorf(0, "read JSON-LD: %v", err))
			return
		}
		found := false
		for _, l := range listings(all) {
			found = true
			if l.count() == 0 {
				if !yield(
					nil,
					record.Errorf(
						0,
						"a %s; it announces %d comments, but none is in the file",
						schemaType(l.thing),
						commentCount(l.thing).N,
					),
				) {
					return
				}
				continue
			}
			b := thread.NewBuilder(&gainsay.Thread{})
			l.into(b, "")
			b.ID = cmp.Or(b.URL, "schemaorg-"+scalar.Hash(b.Title, b.Article))
			if !b.Yield(yield) {
				return
			}
		}
		if !found {
			yield(nil, record.Errorf(0, "no posting, article, question or comment in the metadata"))
		}
	}
}

// things are objects of JSON-LD, in which each property may be absent or have
// one or several values.
type things = []map[string]any

// schemaThings reads a document: an object, an array or a graph.
func schemaThings(raw []byte) (things, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	return objects(v, 0), nil
}

// maxSchema is how deeply objects may be nested.
const maxSchema = 200

// objects flattens arrays and graphs.
func objects(v any, depth int) things {
	if depth > maxSchema {
		return nil
	}
	var out things
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			out = append(out, objects(e, depth+1)...)
		}
	case map[string]any:
		out = append(out, v)
		out = append(out, objects(v["@graph"], depth+1)...)
		out = append(out, objects(v["mainEntity"], depth+1)...)
	}
	return out
}

// published is an object that has comments.
type published struct {
	thing    map[string]any
	comments things
	forum    bool // its text is the first post
}

func (l published) count() int { return len(l.comments) }

// jsonLD returns the objects in the metadata of a page that have comments.
func jsonLD(doc *goquery.Document) []published {
	var all things
	doc.Find(`script[type*="ld+json"]`).Each(func(_ int, s *goquery.Selection) {
		ts, err := schemaThings([]byte(s.Text()))
		if err == nil { // damaged metadata of a page are ignored
			all = append(all, ts...)
		}
	})
	return listings(all)
}

// listings returns the objects that have comments. Comments outside any object
// form one of their own.
func listings(all things) []published {
	var out []published
	var loose things
	for _, t := range all {
		kind := schemaType(t)
		switch {
		case strings.HasSuffix(kind, "Comment"), kind == "UserComments":
			loose = append(loose, t)
		case kind == "DiscussionForumPosting", kind == "SocialMediaPosting", kind == "Question":
			out = append(out, published{t, replies(t), true})
		case strings.HasSuffix(kind, "Article"),
			kind == "BlogPosting",
			kind == "VideoObject",
			kind == "WebPage" && len(replies(t)) > 0:
			out = append(out, published{t, replies(t), false})
		}
	}
	if len(loose) > 0 && len(out) == 1 {
		out[0].comments = append(out[0].comments, loose...)
	} else if len(loose) > 0 {
		out = append(out, published{map[string]any{}, loose, false})
	}
	return out
}

// replies returns the comments and answers directly below an object.
func replies(t map[string]any) things {
	var out things
	for _, key := range []string{"acceptedAnswer", "suggestedAnswer", "comment", "comments", "reply"} {
		for _, r := range objects(t[key], 0) {
			if len(r) > 1 {
				out = append(out, r)
			}
		}
	}
	return out
}

func schemaType(t map[string]any) string {
	s := plainValue(t["@type"])
	return strings.TrimPrefix(s[strings.LastIndexAny(s, "/:")+1:], "schema:")
}

// plainValue returns the first value of a property as text.
func plainValue(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case []any:
		if len(v) > 0 {
			return plainValue(v[0])
		}
	case map[string]any:
		return cmp.Or(plainValue(v["@value"]), plainValue(v["name"]), plainValue(v["@id"]),
			plainValue(v["url"]))
	}
	return ""
}

// into adds the object and its comments to a thread.
func (l published) into(b *thread.Builder, base string) {
	t := l.thing
	b.Title = cmp.Or(plainValue(t["headline"]), plainValue(t["name"]))
	b.URL = cmp.Or(plainValue(t["url"]), plainValue(t["mainEntityOfPage"]), plainValue(t["@id"]))
	s := &schemaReader{b: b, base: base}
	root := ""
	if body := schemaText(t); l.forum && body != "" {
		root = cmp.Or(lastPart(plainValue(t["@id"])), lastPart(plainValue(t["url"])), "1")
		c := s.comment(t, root)
		c.ParentBy = gainsay.BySource
		b.Add(c)
	} else if !l.forum {
		b.Article = markup.HTML(body, markup.Options{Base: base}).Plain
	}
	for _, c := range l.comments {
		s.add(c, root, 0)
	}
	if n := commentCount(t); n.Valid {
		b.Announce(n.N)
	}
}

// schemaReader adds comments and numbers those without an id.
type schemaReader struct {
	b    *thread.Builder
	base string
	n    int
}

func (s *schemaReader) add(t map[string]any, parent string, depth int) {
	s.n++
	id := cmp.Or(
		lastPart(plainValue(t["@id"])),
		lastPart(plainValue(t["identifier"])),
		lastPart(plainValue(t["url"])),
		"c"+strconv.Itoa(s.n),
	)
	if p := lastPart(itemID(t["parentItem"])); p != "" {
		parent = p
	}
	c := s.comment(t, id)
	c.Parent, c.ParentBy = parent, gainsay.BySource
	s.b.Add(c)
	if depth < maxSchema {
		for _, r := range replies(t) {
			s.add(r, id, depth+1)
		}
	}
}

// itemID returns the id of the object that a property refers to.
func itemID(v any) string {
	if m, ok := v.(map[string]any); ok {
		if schemaType(m) == "Comment" || m["@type"] == nil {
			return cmp.Or(plainValue(m["@id"]), plainValue(m["url"]))
		}
		return ""
	}
	return plainValue(v)
}

func (s *schemaReader) comment(t map[string]any, id string) *gainsay.Comment {
	c := &gainsay.Comment{ID: id, State: gainsay.Live}
	s.fill(c, t)
	return c
}

func (s *schemaReader) fill(c *gainsay.Comment, t map[string]any) {
	who := cmp.Or(plainValue(t["author"]), plainValue(t["creator"]))
	if !strings.HasPrefix(who, "http") {
		c.Author = scalar.Author(html.UnescapeString(who))
	}
	dateIn(cmp.Or(plainValue(t["dateCreated"]), plainValue(t["datePublished"]),
		plainValue(t["commentTime"]))).Apply(c)
	body := schemaText(t)
	if strings.ContainsAny(body, "<&") {
		markup.HTML(body, markup.Options{Base: s.base}).Apply(c)
	} else {
		markup.Plain(body).Apply(c)
	}
	c.Score = scalar.ParseNumber(plainValue(t["upvoteCount"])).Ptr()
	c.State = scalar.NoticeState(c.Text)
	if strings.HasSuffix(plainValue(t["creativeWorkStatus"]), "Deleted") {
		c.State = gainsay.Deleted
	}
}

func schemaText(t map[string]any) string {
	return cmp.Or(plainValue(t["text"]), plainValue(t["articleBody"]), plainValue(t["commentText"]))
}

var lastNumber = lazy.Regexp(`(\d+)/?$`)

// lastPart returns the number at the end of an address, or else its last part.
func lastPart(s string) string {
	if m := lastNumber().FindStringSubmatch(s); m != nil {
		return m[1]
	}
	s = strings.TrimRight(s, "/")
	return s[strings.LastIndexAny(s, "/#")+1:]
}

// commentCount returns how many comments an object has according to itself.
func commentCount(t map[string]any) scalar.Number {
	if n := scalar.ParseNumber(plainValue(t["commentCount"])); n.Valid {
		return n
	}
	for _, s := range objects(t["interactionStatistic"], 0) {
		kind := plainValue(s["interactionType"])
		if m, ok := s["interactionType"].(map[string]any); ok {
			kind = schemaType(m)
		}
		if strings.HasSuffix(kind, "CommentAction") || strings.HasSuffix(kind, "UserComments") ||
			strings.HasSuffix(kind, "ReplyAction") {
			return scalar.ParseNumber(plainValue(s["userInteractionCount"]))
		}
	}
	return scalar.Number{}
}
