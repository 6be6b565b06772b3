package stackexchange

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html"
	"maps"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/internal/extsort"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
	"github.com/gainsay/gainsay/store/importer/markup"
)

// finish yields the threads, unless reading ended with an error, and reports
// whether to go on.
func (s *seReader) finish(err error) bool {
	defer s.rows.Close()
	defer s.comments.Close()
	if err == nil {
		err = s.settle()
	}
	if !s.yield.End(err) || !s.leftOut() {
		return false
	}
	return s.yield.Threads(
		s.rows,
		func(group []extsort.Record) (*thread.Builder, error) { return s.thread(group), nil },
	)
}

// settle puts the comments under the questions of their posts.
func (s *seReader) settle() error {
	for group, err := range s.comments.Groups() {
		if err != nil {
			return err
		}
		post := scalar.ID(strings.TrimSpace(group[0].Key))
		for _, c := range group {
			if err := s.rows.Put(seKey(cmp.Or(s.question[post], post)), c.File, c.Line, c.Raw); err != nil {
				return err
			}
		}
	}
	return nil
}

// leftOut reports what of the source is not part of any thread and what is
// missing in it. It returns false if reading is to end.
func (s *seReader) leftOut() bool {
	posts := s.tables["posts"] || s.tables["questions"] || s.tables["answers"]
	if !posts && !s.tables["comments"] {
		return s.yield(
			nil,
			record.Errorf(
				0,
				"no posts and no comments in the source, only %s",
				strings.Join(slices.Sorted(maps.Keys(s.tables)), ", "),
			),
		)
	}
	var notes []string
	switch {
	case !posts:
		notes = append(notes, "comments without the table of posts: no titles and no answers are known")
	case !s.tables["comments"]:
		notes = append(notes, "posts without the table of comments")
	}
	if len(s.users) == 0 {
		notes = append(notes, "no table of users: authors are called by their number")
	}
	for _, what := range slices.Sorted(maps.Keys(s.left)) {
		notes = append(notes, fmt.Sprintf("%s skipped: %d", what, s.left[what]))
	}
	for _, n := range notes {
		e := record.Remark(0, "%s", n)
		if !s.yield(nil, e) {
			return false
		}
	}
	return true
}

// thread builds a thread from a question, its answers and their comments.
func (s *seReader) thread(group []extsort.Record) *thread.Builder {
	id := strings.TrimSpace(group[0].Key)
	b := thread.NewBuilder(&gainsay.Thread{ID: id})
	var under seComments
	announced, counted := 0, false
	for _, g := range group {
		b.InFile(g.File)
		var r seRow
		if !b.Decoded(g.Line, "row", json.Unmarshal(g.Raw, &r)) {
			continue
		}
		if r.Table == "comments" {
			c := s.comment(&r)
			under.address(c, c.Parent)
			b.Add(c)
			continue
		}
		for _, n := range []scalar.ID{r.AnswerCount, r.CommentCount} {
			if n := scalar.ParseNumber(string(n)); n.Valid {
				announced, counted = announced+n.N, true
			}
		}
		if string(r.ID) == id {
			b.Title = strings.TrimSpace(r.Title)
		}
		b.Add(s.comment(&r))
	}
	b.InFile("")
	if counted {
		b.Announce(announced)
	}
	return b
}

// comment makes a comment of a row of any table.
func (s *seReader) comment(r *seRow) *gainsay.Comment {
	c := &gainsay.Comment{
		ID:       string(r.ID),
		Parent:   string(r.ParentID),
		ParentBy: gainsay.BySource,
		State:    gainsay.Live,
	}
	if r.Table == "comments" {
		c.ID, c.Parent, c.Author = seCommentID(r.ID), string(r.PostID), s.name(r.UserID, r.UserName)
		markup.Markdown(cmp.Or(r.Text, r.Body)).Apply(c)
	} else {
		c.Author = s.name(r.OwnerID, r.OwnerName)
		seBody(r.Body).Apply(c)
	}
	if r.Deleted != "" {
		c.State = gainsay.Deleted
	}
	scalar.ParseTime(r.Created).Apply(c)
	c.Score = scalar.ParseNumber(string(r.Score)).Ptr()
	return c
}

// seBody reads the HTML of a post. Some tables escape it twice, so that it
// contains no tags.
func seBody(body string) markup.Text {
	if !strings.Contains(body, "<") && strings.Contains(body, "&lt;") {
		body = html.UnescapeString(body)
	}
	return markup.HTML(body, markup.Options{})
}

// seCommentID returns the id of a comment: comments and posts are numbered
// separately.
func seCommentID(id scalar.ID) string {
	if id == "" {
		return ""
	}
	return "c" + string(id)
}

// name returns the name of a user. If only a number is known, it is made as the
// site does.
func (s *seReader) name(id scalar.ID, name string) string {
	switch {
	case s.users[id] != "":
		return s.users[id]
	case name != "":
		return name
	case id == "-1":
		return "Community"
	case id != "":
		return "user" + string(id)
	}
	return ""
}

var seMention = lazy.Regexp(`@([\p{L}\p{N}_.'-]*[\p{L}\p{N}_])`)

// seLookBack is how many earlier comments on a post an @ can refer to.
const seLookBack = 300

// seComments holds the comments on each post read so far, to find whom an @
// addresses. The rule of the site: the beginning of a name without its spaces,
// at least three letters, and the latest comment of that author.
type seComments struct{ under map[string][]*gainsay.Comment }

// address sets the earlier comments that a comment addresses as its other
// parents. Its parent remains the post.
func (s *seComments) address(c *gainsay.Comment, post string) {
	if s.under == nil {
		s.under = map[string][]*gainsay.Comment{}
	}
	before := s.under[post]
	if n := len(before); n > seLookBack {
		before = before[n-seLookBack:]
	}
	for _, m := range seMention().FindAllStringSubmatch(c.Text, 5) {
		name := strings.ToLower(m[1])
		if len([]rune(name)) < 3 {
			continue
		}
		for i := len(before) - 1; i >= 0; i-- {
			if p := before[i]; p.Author != c.Author && strings.HasPrefix(squeezed(p.Author), name) {
				c.OtherParents = append(c.OtherParents, p.ID)
				break
			}
		}
	}
	s.under[post] = append(s.under[post], c)
}

func squeezed(name string) string { return strings.ToLower(strings.ReplaceAll(name, " ", "")) }
