package table

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// bareHeader reports whether a header names no column because it consists of
// numbers.
func bareHeader(columns []string) bool {
	for _, c := range columns {
		if _, err := strconv.Atoi(c); err != nil && !strings.HasPrefix(c, "column") {
			return false
		}
	}
	return len(columns) >= 3
}

// guess is a mapping that was guessed, with what the report says about it.
type guess struct {
	Mapping
	unused []string // columns without a field
	below  int      // keys below those of a JSON record without a field
	links  string   // an unused column that may name the parent
	named  bool     // the name of the text column says that it is a text
	tree   bool     // ids such as 3-1 contain the id of the parent
}

// guess finds the columns by their names and by their cells.
func (s *sample) guess() *guess {
	g := &guess{Mapping: Mapping{}}
	if names := s.names(); bareHeader(names) {
		g.Mapping = s.guessCells()
	} else {
		s.guessNamed(g)
	}
	for _, c := range s.columns {
		if g.uses(c.path) {
			continue
		}
		if c.depth > 0 {
			g.below++
		} else {
			g.unused = append(g.unused, c.path)
		}
		if g.links == "" && g.Mapping["parent"] == "" && g.Mapping["addressee"] == "" &&
			c.mayLink(s.get(g.Mapping["id"])) {
			g.links = c.path
		}
	}
	return g
}

func (s *sample) names() []string {
	var out []string
	for _, c := range s.columns {
		out = append(out, c.path)
	}
	return out
}

// guessNamed chooses a column for each field in an order in which each choice
// helps the next.
func (s *sample) guessNamed(g *guess) {
	above := s.describesThread()
	own := func(c *column) bool { return !above || !c.first(threadWords) }
	take := func(field string, ok func(*column) bool) *column {
		free := func(c *column) bool { return !g.uses(c.path) && ok(c) }
		c := s.best(field, func(c *column) bool { return c.n > 0 && free(c) })
		if c == nil {
			c = s.best(field, free)
		}
		if c != nil {
			g.Mapping[field] = c.path
		}
		return c
	}
	g.named = take("text", func(c *column) bool { return own(c) && c.textual() && !s.repeats(c, own) }) != nil
	if !g.named {
		s.guessText(g, own)
	}
	take("id", func(c *column) bool {
		return own(c) && (c.n == 0 || c.average() < 2) && (c.boolean < max(c.n, 2) || c.distinct() == 1) &&
			(!slices.Contains(words("name fullname"), c.last) || c.depth == 0 && s.isFullName(c)) &&
			(c.key != "pid" || c.distinct() == 1) && (c.depth == 0 || !c.hasWord(words("developer owner merchant seller")))
	})
	s.findTree(g)
	take("author", func(c *column) bool { return own(c) && c.average() < 6 && (c.key != "channelname" || c.named()) })
	s.joinNames(g)
	s.linkParent(g)
	s.findDotted(g)
	take("thread", func(c *column) bool { return c.n > 0 && c.average() < 2 })
	s.fromPost(g)
	s.authorFallback(g)
	dated := func(c *column) bool {
		return own(c) && (c.times+c.epochs)*2 > c.n && c.key != "updatedat" && c.key != "updated"
	}
	if g.Mapping["time"] == "" && take("time", func(c *column) bool { return c.n > 0 && dated(c) }) == nil {
		take("time", func(c *column) bool {
			return own(c) && c.boolean < max(c.n, 2) && (c.n == 0 || c.times*2 > c.n || c.numbers < c.n)
		})
	}
	s.linkQuoted(g)
	scores := func(c *column) bool { return own(c) && (c.n == 0 || c.numbers+c.times == c.n) }
	if take("score", func(c *column) bool { return scores(c) && c.n > c.values["0"] }) == nil {
		take("score", scores)
	}
	take("title", func(c *column) bool { return c.depth == 0 || c.first(threadWords) })
	take("url", func(c *column) bool { return c.depth == 0 || c.first(threadWords) })
	if take("state", func(c *column) bool { return c.depth == 0 && (c.stateful > 0 || c.boolean > 0 && !c.numeric()) }) == nil {
		take("state", func(c *column) bool {
			return c.depth == 0 && c.boolean > 0
		})
	}
	if above {
		take("article", func(c *column) bool { return c.first(threadWords) && c.n > 0 })
	}
	s.threadByURL(g)
	s.findAnswer(g)
}

// fromPost takes columns that begin with a word of the thread, such as
// PostUserId, for the author and the time of the comments, if there are no others
// and they differ within the threads.
func (s *sample) fromPost(g *guess) {
	threads := s.get(g.Mapping["thread"])
	if threads.n == 0 {
		return
	}
	for _, field := range words("author time") {
		ok := func(c *column) bool {
			return !g.uses(c.path) && c.n > 0 && c.first(threadWords) && len(c.values) > len(threads.values) &&
				(field == "author" || c.times*2 > c.n)
		}
		others := s.best(field, func(c *column) bool { return !c.first(threadWords) && c.n > 0 })
		if c := s.best(field, ok); c != nil && g.Mapping[field] == "" && others == nil {
			g.Mapping[field] = c.path
		}
	}
}

// deletedNames are the names of columns that are true for deleted comments.
var deletedNames = words("isdeleted deleted isremoved removed")

// describesThread reports whether the columns that begin with "post_" or the
// like describe what is commented on: other columns describe the comment.
func (s *sample) describesThread() bool {
	own, id := 0, false
	for _, c := range s.columns {
		if c.key == "postid" && c.distinct() == 1 && s.get("thread_id").n+s.get("topic_id").n > 0 {
			return false // a forum, whose comments are posts
		}
		if c.first(commentWords) {
			own++
		}
		id = id || slices.Contains([]string{"id", "commentid", "cid", "replyid"}, c.key)
	}
	return own >= 2 || id
}

// best returns the column whose name fits a field best and that ok accepts.
func (s *sample) best(field string, ok func(*column) bool) *column {
	var best *column
	rank := 0
	for _, c := range s.columns {
		better := best == nil || c.rank(field) < rank || c.rank(field) == rank && c.n > 0 && best.n == 0
		if r := c.rank(field); r > 0 && better && ok(c) {
			best, rank = c, r
		}
	}
	return best
}

// textual reports whether the cells may be texts.
func (c *column) textual() bool {
	return c.n == 0 || !c.numeric() && c.boolean < c.n && c.times*2 < c.n
}

// repeats reports whether the cells of a column are the same in most rows, as
// the text of a post beside each of its comments, and another column with a
// name for texts differs.
func (s *sample) repeats(c *column, own func(*column) bool) bool {
	if c.n < 3 || c.distinct() > .5 {
		return false
	}
	return s.best("text", func(o *column) bool {
		return o != c && own(o) && o.textual() && o.n*2 >= c.n && o.distinct() > .8 && o.average() >= 3
	}) != nil
}

// guessText chooses the column with the most words that differ from row to
// row, in a table with an author and a time.
func (s *sample) guessText(g *guess, own func(*column) bool) {
	var best *column
	for _, c := range s.columns {
		if own(c) && c.textual() && c.average() >= 4 && c.distinct() > .5 && c.n*2 > s.rows &&
			c.rank("title")+c.rank("url") == 0 && (best == nil || c.average() > best.average()) {
			best = c
		}
	}
	author, date := s.best("author", own), s.best("time", own)
	if best != nil && author != nil && date != nil && author.path != best.path && date.times > 0 {
		g.Mapping["text"] = best.path
	}
}

// authorFallback completes a column of names that is empty in some rows by a
// column of account ids.
func (s *sample) authorFallback(g *guess) {
	a := g.Mapping["author"]
	if a == "" || s.get(a).n == s.rows {
		return
	}
	if i := strings.LastIndexByte(a, '.'); i >= 0 {
		c := s.best("author", func(c *column) bool {
			return c.path != a && strings.HasPrefix(c.path, a[:i+1]) && strings.Count(c.path, ".") == strings.Count(a, ".") && c.n > s.get(a).n
		})
		if c != nil {
			g.Mapping["author"] = a + "|" + c.path
		}
		return
	}
	for _, c := range s.columns {
		ids := words("userid authorid owneruserid from sender senderid fromid")
		if slices.Contains(ids, c.key) && c.depth == 0 && !g.uses(c.path) {
			g.Mapping["author"] = a + "|" + c.path
			return
		}
	}
}

// isFullName reports whether a column called name holds ids, such as Reddit's
// t1_abc, beside another one for the author.
func (s *sample) isFullName(c *column) bool {
	author := s.best("author", func(o *column) bool { return o != c })
	return author != nil && c.prefixed > 0 && c.prefixed == c.n
}

// findTree takes a column of numbers such as 3 and 3-1, which is a reply to 3,
// for the ids.
func (s *sample) findTree(g *guess) {
	for _, c := range s.columns {
		ids := g.Mapping["id"] == c.path || g.Mapping["id"] == "" && strings.HasPrefix(c.path, "column")
		if ids && c.tree > 0 && c.tree+c.numbers == c.n && c.distinct() == 1 {
			g.Mapping["id"], g.tree = c.path, true
		}
	}
}

// findDotted takes the part of an id before a dot for the id of the parent, as
// YouTube writes replies, where no column names the parent.
func (s *sample) findDotted(g *guess) {
	c := s.get(g.Mapping["id"])
	if g.Mapping["parent"] != "" || g.Mapping["addressee"] != "" || c.dotted == 0 || c.dotted == c.n ||
		c.distinct() < 1 {
		return
	}
	g.tree = !slices.ContainsFunc(slices.Collect(maps.Keys(c.values)), func(id string) bool {
		p := treeParent(id)
		return p != "" && c.values[p] == 0
	})
}

// treeParent returns the id of the parent within an id of a tree: the numbers
// before the last hyphen, or what is before a dot.
func treeParent(id string) string {
	if before, _, ok := strings.Cut(id, "."); ok {
		return before
	}
	return id[:max(strings.LastIndexByte(id, '-'), 0)]
}

// threadByURL takes addresses or titles that recur for the threads if no column
// names them.
func (s *sample) threadByURL(g *guess) {
	link := s.get("link")
	if own := s.get(g.Mapping["url"]); g.Mapping["thread"] == "" && link.n == s.rows && link.n > 0 && own.key == "permalink" {
		g.Mapping["thread"] = link.path // of the post, beside that of the comment
	}
	for _, f := range []string{"url", "title"} {
		c := s.get(g.Mapping[f])
		if g.Mapping["thread"] == "" && c.n > 1 && c.n == s.rows && len(c.values) < c.n {
			g.Mapping["thread"] = c.path
		}
	}
}

// guessCells guesses the columns of a table without a header from their cells:
// the longest texts are the text, dates the time, short words that never recur
// the id, other words without spaces the author.
func (s *sample) guessCells() Mapping {
	m := Mapping{}
	longest := 0.
	for _, c := range s.columns {
		if c.average() > max(longest, 1.5) {
			m["text"], longest = c.path, c.average()
		}
	}
	for _, c := range s.columns {
		switch all := c.n; {
		case all == 0 || c.path == m["text"]:
		case m["time"] == "" && c.dates*10 > all*9:
			m["time"] = c.path
		case m["id"] == "" && c.ids*10 > all*6 && len(c.values)*4 > all*3:
			m["id"] = c.path
		case m["author"] == "" && c.names*10 > all*8 && len(c.values) > max(2, all/20):
			m["author"] = c.path
		}
	}
	for _, c := range s.columns {
		switch {
		case m.uses(c.path) || c.n == 0:
		case m["time"] == "" && c.times*10 > c.n*9:
			m["time"] = c.path
		case m["id"] == "" && c.numeric() && c.n > 1 && c.distinct() == 1:
			m["id"] = c.path
		}
	}
	return m
}
