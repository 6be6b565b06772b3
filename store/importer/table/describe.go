package table

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/store/importer/internal/lazy"
)

// aboutThread is a field of rows that have no comment, but describe their thread.
const aboutThread = "about"

// describe passes on what lists say of the threads of the comments in the lists beside them, as
// databases keep them: {"posts": [{"id": 7, "title": ...}], "comments": [{"post_id": 7, ...}]}. It
// returns the paths of such lists.
func (w *walker) describe(l *level, lists map[string][]json.RawMessage, in within) (map[string]bool, error) {
	found := map[string]bool{}
	if l.mapped || len(lists) < 2 {
		return found, nil
	}
	for path, members := range lists {
		thread := l.threadOf(path)
		if own := l.lists[path]; thread == "" ||
			own != nil && (own.wraps() || columnKey(own.Mapping["thread"]) == columnKey(thread)) {
			continue
		}
		all := objects(members)
		id, title, article := describing(all, thread)
		if id == "" || title == "" && article == "" {
			continue
		}
		found[path] = true
		for _, o := range all {
			f := fields{aboutThread: "1", "thread": o.cells[id], "title": o.cells[title], "article": o.cells[article]}
			if f["thread"] == "" {
				continue
			}
			if err := w.put(tableRow{in.line, f}); err != nil {
				return nil, err
			}
		}
	}
	return found, nil
}

// threadOf returns the column of the thread of the comments in another list, if it names the
// records of the list at a path: post_id for posts; "" if there is none.
func (l *level) threadOf(path string) string {
	w := nameWords(listName(path))
	if len(w) == 0 {
		return ""
	}
	one := singular(w[len(w)-1])
	if !slices.Contains(threadWords, one) && one != "node" {
		return ""
	}
	for other, in := range l.lists {
		if in == nil || other == path || !in.comment() {
			continue
		}
		if key := columnKey(in.Mapping["thread"]); strings.HasSuffix(key, one+"id") || one == "thread" && key == "tid" || one == "node" && key == "nid" {
			return in.Mapping["thread"]
		}
	}
	return ""
}

// singular returns a word without the ending of its plural.
func singular(w string) string {
	if one, ok := strings.CutSuffix(w, "ies"); ok {
		return one + "y"
	}
	return strings.TrimSuffix(w, "s")
}

// describing returns the columns of the id, the title and the text of records of which comments
// name one in a column called thread.
func describing(all []*object, thread string) (id, title, article string) {
	s := sampleOf(columnsIn(all), all)
	for _, c := range s.columns {
		if c.distinct() == 1 && c.n == len(all) && (c.key == "id" || c.key == columnKey(thread)) {
			id = c.path
		}
	}
	if c := s.best("title", func(c *column) bool { return c.n > 0 }); c != nil {
		title = c.path
	}
	if c := s.best("text", func(c *column) bool { return c.n > 0 && c.path != title && c.textual() }); c != nil {
		article = c.path
	} else if c := s.best("article", func(c *column) bool { return c.n > 0 && c.path != title && c.textual() }); c != nil {
		article = c.path
	}
	return id, title, article
}

// conversations returns the paths of lists of messages under the names of their conversations:
// {"ida": [...], "the choir": [...]}. It takes at least two with the same columns and names
// that say nothing of comments, or one that is named after a chat.
func (l *level) conversations(lists map[string][]json.RawMessage) []string {
	var out []string
	text := ""
	for path := range lists {
		in := l.lists[path]
		w := nameWords(path[strings.LastIndexByte(path, '.')+1:])
		if l.mapped || in == nil || in == l || !in.comment() || in.Mapping["author"] == "" || in.Mapping["time"] == "" ||
			hasWord(w, textLists) || hasWord(w, replyLists) || hasWord(w, listKeys) {
			continue
		}
		if text != "" && in.Mapping["text"] != text {
			return nil
		}
		text = in.Mapping["text"]
		out = append(out, path)
	}
	if len(out) == 1 && !hasWord(nameWords(listName(out[0])), words("chat conversation dialog dm")) {
		return nil
	}
	return out
}

// fileName matches the end of a path to a file, whose dot does not separate keys.
var fileName = lazy.Regexp(`(?:^|/)[^/\s]*\.\w{1,5}$`)

// conversationName returns the last key of a path without a colon at its end.
func conversationName(path string) string {
	if !fileName().MatchString(path) {
		path = path[strings.LastIndexByte(path, '.')+1:]
	}
	return strings.TrimRight(path, ": ")
}

// listKeys are words in the names of lists that are no names of conversations.
var listKeys = words(`data items results list rows records nodes edges posts post threads topics discussions questions
	submissions stories train test valid validation dev notes tweets statuses events`)
