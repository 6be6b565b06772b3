package table

import "slices"

// linkParent chooses the column that names the comment answered. Its values
// must be ids; a column that holds names of authors is the addressee.
func (s *sample) linkParent(g *guess) {
	if g.tree {
		return
	}
	id, author := s.get(g.Mapping["id"]), s.get(g.Mapping["author"])
	isParent := func(c *column) bool {
		switch {
		case g.uses(c.path), c.boolean > 0 && c.boolean == c.n && c.in(id) == 0,
			c.average() > 1 && c.n > 0:
			return false
		case c.n == 0:
			return true
		case c.key == "replyid" && c.in(id) == 0:
			return false // of the reply itself
		}
		ids := c.in(id)
		return id.n > 0 && ids >= c.in(author) && (ids > 0 || c.alike(id))
	}
	c := s.best("parent", func(c *column) bool { return isParent(c) && c.in(id) > 0 })
	if c == nil {
		c = s.best("parent", isParent)
	}
	if c != nil && g.Mapping["id"] != "" {
		g.Mapping["parent"] = c.path
		if o := s.best("parent", func(o *column) bool { return o != c && isParent(o) && o.in(id) > 0 && o.n > c.n }); o != nil {
			g.Mapping["parent"] += "|" + o.path // such as the comment at the top of the answers
		}
		for _, k := range s.columns {
			if slices.Contains(parentTypeNames, k.key) {
				g.Mapping[parentType] = k.path
			}
			if k.hasWord([]string{"container"}) && k.n > 0 && k.in(c) == 1 && k.in(id) == 0 {
				g.Mapping[rootField] = k.path
			}
		}
		return
	}
	if s.linkByURL(g) {
		return
	}
	for _, c := range s.columns {
		if !g.uses(c.path) && len(c.values) >= 2 && c.in(id) > .8 && len(id.values) > len(c.values) &&
			c.mayLink(id) {
			g.Mapping["parent"] = c.path
			return
		}
	}
	addressee := func(c *column) bool {
		return !g.uses(c.path) && c.n > 0 && c.boolean < c.n && author.n > 0 && c.in(author) > .3
	}
	if c := s.best("addressee", addressee); c != nil {
		g.Mapping["addressee"] = c.path
	}
}

// linkByURL takes a column with the addresses of the comments for the ids, if a column that is
// named after the parent holds such addresses, and reports whether it does.
func (s *sample) linkByURL(g *guess) bool {
	for _, c := range s.columns {
		if c.n == 0 || c.rank("parent") == 0 || g.uses(c.path) {
			continue
		}
		for _, own := range s.columns {
			if own != c && own.rank("url") > 0 && own.distinct() == 1 && c.in(own) > .5 {
				g.Mapping["id"], g.Mapping["parent"] = own.path, c.path
				return true
			}
		}
	}
	return false
}

// linkQuoted takes a column that names the message quoted by its time, as Signal
// does, for the parent, and the times for the ids.
func (s *sample) linkQuoted(g *guess) {
	if g.Mapping["parent"] != "" || g.Mapping["addressee"] != "" || g.Mapping["text"] == "" {
		return
	}
	for _, c := range s.columns {
		if c.n == 0 || c.n > s.rows || !slices.Contains(quoteNames, c.key) {
			continue
		}
		for _, at := range s.columns {
			if at != c && at.n == s.rows && at.times+at.epochs > 0 && at.distinct() == 1 && c.in(at) > .5 {
				g.Mapping["parent"], g.Mapping["id"] = c.path, at.path
				return
			}
		}
	}
}

var quoteNames = words("quoteid quotesentat quotetimestamp quotedid quotedsentat quotedtimestamp")

// alike reports whether the cells of both columns look like ids of one kind:
// numbers, or not.
func (c *column) alike(id *column) bool {
	return (c.numeric() == id.numeric() || c.ids*2 > c.n) && c.average() <= 1 &&
		(c.ids+c.numbers+c.times)*2 >= c.n
}

// aboutOther are words in the names of columns that describe the person or the
// comment answered in other ways than by its id.
var aboutOther = words(`user name author screen at date time text body html url type members is has can
	allowed users`)

var linkWords = words("parent reply replied answer answered response respond responds ref pid rid to")

// mayLink reports whether a column may name the comment answered, by its id.
func (c *column) mayLink(id *column) bool {
	if c.n == 0 || c.boolean == c.n && c.in(id) < 1 || c.average() > 1.5 || c.depth > 0 && c.personal() {
		return false
	}
	linked := false
	for _, w := range c.nameOf.words {
		switch {
		case slices.Contains(linkWords, w):
			linked = true
		case slices.Contains(aboutOther, w):
			return false
		case w == "count" || w == "num" || w == "number" || w == "total" || w == "settings" || w == "counts":
			return false
		}
	}
	return linked
}
