package table

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// level describes the records of a list: their columns, and the lists in them
// that hold comments. Records without a text only wrap such lists.
type level struct {
	guess
	columns []string
	lists   map[string]*level // by path; nil for lists that do not hold comments
	need    map[string]bool   // the columns used
	mapped  bool              // by the user
	post    bool              // each record opens a thread of its own
	apart   bool              // the ids of comments are unique only within each record
	nested  bool              // lists of replies are there, if only empty ones
	alone   bool              // the comments consist of a text alone
}

// comment reports whether the records of a level are comments.
func (l *level) comment() bool {
	return l.Mapping["text"] != "" && (l.mapped || l.alone || l.enough() > 0)
}

// newLevel describes records; outer is the level that holds their list, nil
// for the outermost.
func newLevel(all []*object, outer *level, depth int) *level {
	l := &level{columns: columnsIn(all), lists: map[string]*level{}}
	l.guess = *sampleOf(l.columns, all).guess()
	if some := withCell(all, l.Mapping["text"]); len(some) < len(all) && len(some) > 0 {
		l.guess = *sampleOf(columnsIn(some), some).guess() // records of other kinds are beside the comments
		l.findDeleted()
	}
	if outer != nil && outer.comment() && l.like(outer) {
		outer.join(l)
		return outer
	}
	l.findLists(all, depth)
	return l
}

// findDeleted takes a column that is true for deleted comments, which have no
// text, for the state.
func (l *level) findDeleted() {
	for _, c := range l.columns {
		if l.Mapping["text"] != "" && slices.Contains(deletedNames, columnKey(c)) {
			l.Mapping["state"] = c
			l.unused = slices.DeleteFunc(l.unused, func(u string) bool { return u == c })
		}
	}
}

// columnsIn returns the columns of records, sorted.
func columnsIn(all []*object) []string {
	names := map[string]bool{}
	for _, o := range all {
		for k := range o.cells {
			names[k] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// sampleOf examines records.
func sampleOf(columns []string, all []*object) *sample {
	s := newSample(columns)
	for _, o := range all {
		s.add(o.cells)
	}
	return s
}

// withCell returns the records with a cell that is not empty.
func withCell(all []*object, column string) []*object {
	var out []*object
	for _, o := range all {
		if cell(o.cells, column) != "" {
			out = append(out, o)
		}
	}
	return out
}

// like reports whether the records of two levels have the same columns.
func (l *level) like(o *level) bool {
	if o.mapped {
		return slices.Contains(l.columns, o.Mapping["text"])
	}
	return l.comment() && l.Mapping["text"] == o.Mapping["text"] && l.Mapping["title"] == o.Mapping["title"] &&
		(l.Mapping["author"] == o.Mapping["author"] || l.Mapping["id"] == o.Mapping["id"])
}

// columnsUsed returns the columns that the mapping names.
func (l *level) columnsUsed() map[string]bool {
	if l.need == nil {
		l.need = map[string]bool{}
		for _, c := range l.Mapping {
			l.need[c] = true
			for _, part := range parts(c) {
				l.need[part] = true
			}
		}
		for _, c := range deletedKeys {
			l.need[c] = true
		}
	}
	return l.need
}

// deletedKeys are keys that are true, or hold a time, in comments that are deleted.
var deletedKeys = words(`deleted is_deleted isDeleted is_delete isDelete deletedAt deleted_at deletedDateTime
	deletedDate deleted_on discarded_at`)

// deleted returns the state of a record that says that it is deleted, "" for others.
func (o *object) deleted() string {
	for _, k := range deletedKeys {
		if v := o.cells[k]; v == "true" || v == "1" || len(v) >= 8 && isTime(v) && v[0] != '0' {
			return "deleted"
		}
	}
	return ""
}

// join adds the columns of a level with the same kind of records, as
// alternatives.
func (l *level) join(o *level) {
	for f, c := range o.Mapping {
		if old := l.Mapping[f]; old != c && !l.uses(c) && !l.mapped {
			l.Mapping[f] = strings.TrimPrefix(old+"|"+c, "|")
			l.need = nil
		}
	}
}

// maxLevels is how deeply lists of comments with different columns may be
// nested.
const maxLevels = 6

// findLists describes the lists in records.
func (l *level) findLists(all []*object, depth int) {
	members := map[string][]json.RawMessage{}
	for _, o := range all {
		for path, list := range o.lists {
			if left := sampleRows - len(members[path]); left > 0 {
				members[path] = append(members[path], list[:min(len(list), left)]...)
			}
		}
	}
	if depth >= maxLevels {
		return
	}
	for _, path := range slices.Sorted(maps.Keys(members)) {
		l.addList(path, members[path], depth)
		if in := l.lists[path]; in != nil && in != l && !l.comment() {
			l.apart = l.apart || repeated(all, path, in.Mapping["id"])
		}
	}
}

// repeated reports whether an id occurs in the lists of two records.
func repeated(all []*object, path, column string) bool {
	first := map[string]int{}
	for i, o := range all {
		for _, m := range objects(o.lists[path]) {
			id := m.cells[column]
			if at, seen := first[id]; seen && at != i && id != "" {
				return true
			}
			first[id] = i
		}
	}
	return false
}

// skipLists are words in the names of lists that do not hold comments.
var skipLists = words(`user users member members participant participants includes media tag tags label labels
	attachment attachments place places poll polls embed embeds emoji emojis hashtag hashtags url urls mention
	mentions channel channels category categories badge badges field fields option options image images photo
	photos reaction reactions like likes entity entities file files edit edits revision revisions assignees`)

// placeLists are words in the names of lists that describe places.
var placeLists = words(`group groups stream streams realm board boards forum forums room rooms team teams space spaces
	workspace workspaces course courses subreddits communities community`)

// replyLists are words in the names of lists of replies.
var replyLists = words(`reply replies child children comment comments answer answers response responses
	thread threads subcomments sub`)

// listName returns the last key of a path that is not one by which APIs wrap
// lists.
func listName(path string) string {
	keys := strings.Split(path, ".")
	for len(keys) > 1 && slices.Contains(words("edges nodes node data items list results"), keys[len(keys)-1]) {
		keys = keys[:len(keys)-1]
	}
	return keys[len(keys)-1]
}

// addList describes the list at a path by some of its members.
func (l *level) addList(path string, members []json.RawMessage, depth int) {
	w := nameWords(listName(path))
	has := func(list []string) bool { return hasWord(w, list) }
	all := objects(members)
	alone, wordy := textsAlone(all)
	if alone && (!wordy || !has(textLists)) {
		l.lists[path] = nil // ids, names or words
		return
	}
	if has(replyLists) {
		l.nested = true
	}
	if len(members) == 0 {
		return // described when it is met with members
	}
	l.lists[path] = nil
	if (has(skipLists) || has(notOwn)) && !has(replyLists) {
		return
	}
	outer := l
	if alone || l.Mapping["url"] != "" && has([]string{"comment", "comments"}) {
		outer = nil // posts with addresses of their own, although their columns may be the same
	}
	in := newLevel(all, outer, depth+1)
	in.alone = in.alone || alone && in.named
	if in != l && in.comment() && in.Mapping["time"] == "" && in.Mapping["parent"] == "" && has(placeLists) {
		in.guess = guess{Mapping: Mapping{}} // the places where people talk, with a description each
	}
	if !in.comment() && !in.wraps() || in.comment() && !in.named {
		return
	}
	l.lists[path] = in
	if in.comment() && in != l {
		other := l.Mapping["text"] != in.Mapping["text"] || l.Mapping["url"] != "" && in.Mapping["url"] == ""
		l.post = l.post || l.comment() && (l.Mapping["title"] != "" || other)
	}
}

// objects reads the members of a list that are objects.
func objects(members []json.RawMessage) []*object {
	var all []*object
	for _, raw := range members {
		if o, err := newObject(raw, nil); err == nil {
			all = append(all, o)
		}
	}
	return all
}

// wraps reports whether lists in the records hold comments.
func (l *level) wraps() bool {
	return slices.ContainsFunc(slices.Collect(maps.Values(l.lists)), func(in *level) bool { return in != nil })
}

// usable returns how many fields besides the text the comments of a level or
// of the lists in it have; 0 if there are no comments.
func (l *level) usable() int {
	if l.comment() && l.named {
		return max(l.enough(), 1)
	}
	best := 0
	for _, in := range l.lists {
		if in != nil && in != l {
			best = max(best, in.usable())
		}
	}
	return best
}

// mappedLevel returns the levels of a source whose columns are given: the path
// of the text says in which lists the comments are.
func mappedLevel(m Mapping) *level {
	trim := func(c string) string { return strings.TrimPrefix(c, "[].") }
	parts := strings.Split(trim(m["text"]), "[].")
	root := &level{lists: map[string]*level{}, guess: guess{Mapping: Mapping{}}}
	l := root
	for _, p := range parts[:len(parts)-1] {
		in := &level{lists: map[string]*level{}, guess: guess{Mapping: Mapping{}}}
		l.lists[p] = in
		l = in
	}
	prefix := strings.TrimSuffix(trim(m["text"]), parts[len(parts)-1])
	for f, c := range m {
		own, ok := strings.CutPrefix(trim(c), prefix)
		if !ok && slices.Contains(words("thread title url article"), f) {
			root.Mapping[f] = trim(c)
		}
		l.Mapping[f] = own
	}
	l.mapped, l.named = true, true
	return root
}
