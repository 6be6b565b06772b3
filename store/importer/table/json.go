package table

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
)

// flatDepth is how many levels of keys of a record are read.
const flatDepth = 5

// object is a JSON object: its scalars by their paths, and the lists of
// objects in it.
type object struct {
	cells map[string]string
	lists map[string][]json.RawMessage
	need  map[string]bool // paths of the scalars to read; nil for all
}

// newObject reads an object. need are the paths of the scalars to read, nil for
// all.
func newObject(raw json.RawMessage, need map[string]bool) (*object, error) {
	o := &object{map[string]string{}, map[string][]json.RawMessage{}, need}
	return o, o.flatten("", raw, 0)
}

// flatten adds the values below a path.
func (o *object) flatten(prefix string, raw json.RawMessage, depth int) error {
	var m map[string]json.RawMessage
	if err := json.Unmarshal(raw, &m); err != nil {
		return err
	}
	if keyed := byID(m); keyed != nil {
		o.lists[cmp.Or(strings.TrimSuffix(prefix, "."), "*")] = keyed
		return nil
	}
	for k, v := range m {
		switch {
		case v[0] == '{' && depth < flatDepth:
			if err := o.flatten(prefix+k+".", v, depth+1); err != nil {
				return err
			}
		case v[0] == '{':
		case v[0] == '[':
			o.list(prefix+k, v)
		case o.need == nil || o.need[prefix+k]:
			var s scalar.Text
			if err := s.UnmarshalJSON(v); err != nil {
				return err
			}
			o.cells[prefix+k] = string(s)
		}
	}
	return nil
}

// list adds an array, if it is empty or holds objects.
func (o *object) list(path string, raw json.RawMessage) {
	var all []json.RawMessage
	if json.Unmarshal(raw, &all) != nil {
		return // deeper than encoding/json reads, which newObject reports
	}
	if len(all) == 0 || all[0][0] == '{' {
		o.lists[path] = all
	}
}

// byID returns the objects of an object that holds records under their ids,
// with the id under "key"; nil for any other object.
func byID(m map[string]json.RawMessage) []json.RawMessage {
	if len(m) < 2 {
		return nil
	}
	var out []json.RawMessage
	for _, k := range slices.Sorted(maps.Keys(m)) {
		v := bytes.TrimSpace(m[k])
		if len(v) < 2 || v[0] != '{' || !strings.ContainsAny(k, "0123456789") {
			return nil
		}
		key, err := json.Marshal(k)
		if err != nil {
			return nil
		}
		rec := append([]byte(`{"key":`), key...)
		if body := bytes.TrimSpace(v[1:]); body[0] != '}' {
			rec = append(rec, ',')
		}
		out = append(out, append(rec, v[1:]...))
	}
	return out
}

// level describes the records of a list: their columns, and the lists in them
// that hold comments. Records without a text only wrap such lists.
type level struct {
	guess
	columns []string
	lists   map[string]*level // by path; nil for lists that do not hold comments
	need    map[string]bool   // the columns used
	mapped  bool              // by the user
	post    bool              // each record opens a thread of its own
	nested  bool              // lists of replies are there, if only empty ones
}

// comment reports whether the records of a level are comments.
func (l *level) comment() bool { return l.Mapping["text"] != "" && (l.mapped || l.enough() > 0) }

// newLevel describes records; outer is the level that holds their list, nil
// for the outermost.
func newLevel(all []*object, outer *level, depth int) *level {
	names := map[string]bool{}
	for _, o := range all {
		for k := range o.cells {
			names[k] = true
		}
	}
	l := &level{columns: slices.Sorted(maps.Keys(names)), lists: map[string]*level{}}
	s := newSample(l.columns)
	for _, o := range all {
		s.add(o.cells)
	}
	l.guess = *s.guess()
	if outer != nil && outer.comment() && l.like(outer) {
		outer.join(l)
		return outer
	}
	l.findLists(all, depth)
	return l
}

// like reports whether the records of two levels have the same columns.
func (l *level) like(o *level) bool {
	return l.comment() && l.Mapping["text"] == o.Mapping["text"] && l.Mapping["title"] == o.Mapping["title"] &&
		(l.Mapping["author"] == o.Mapping["author"] || l.Mapping["id"] == o.Mapping["id"])
}

// columnsUsed returns the columns that the mapping names.
func (l *level) columnsUsed() map[string]bool {
	if l.need == nil {
		l.need = map[string]bool{}
		for _, c := range l.Mapping {
			l.need[c] = true
			for part := range strings.SplitSeq(c, "|") {
				l.need[part] = true
			}
		}
	}
	return l.need
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
	}
}

// skipLists are words in the names of lists that do not hold comments.
var skipLists = words(`user users member members participant participants includes media tag tags label labels
	attachment attachments place places poll polls embed embeds emoji emojis hashtag hashtags url urls mention
	mentions channel channels category categories badge badges field fields option options image images photo
	photos reaction reactions like likes entity entities file files edit edits revision revisions assignees`)

// replyLists are words in the names of lists of replies.
var replyLists = words("reply replies child children comment comments answer answers response responses thread threads subcomments sub")

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
	has := func(list []string) bool {
		return slices.ContainsFunc(w, func(s string) bool { return slices.Contains(list, s) })
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
	var all []*object
	for _, raw := range members {
		if o, err := newObject(raw, nil); err == nil {
			all = append(all, o)
		}
	}
	outer := l
	if l.Mapping["url"] != "" && has([]string{"comment", "comments"}) {
		outer = nil // posts with addresses of their own, although their columns may be the same
	}
	in := newLevel(all, outer, depth+1)
	if !in.comment() && !in.wraps() || in.comment() && !in.named {
		return
	}
	l.lists[path] = in
	if in.comment() && in != l {
		l.post = l.post || l.comment() && (l.Mapping["title"] != "" || l.Mapping["text"] != in.Mapping["text"] ||
			l.Mapping["url"] != "" && in.Mapping["url"] == "")
	}
}

// wraps reports whether lists in the records hold comments.
func (l *level) wraps() bool {
	return slices.ContainsFunc(slices.Collect(maps.Values(l.lists)), func(in *level) bool { return in != nil })
}

// usable returns how many fields besides the text the comments of a level or
// of the lists in it have; 0 if there are no comments.
func (l *level) usable() int {
	if l.comment() && l.named {
		return l.enough()
	}
	best := 0
	for _, in := range l.lists {
		if in != nil && in != l {
			best = max(best, in.usable())
		}
	}
	return best
}

// sampleJSON describes the values in the head of a JSON source.
func sampleJSON(head []byte) *level {
	var all []*object
	for v, err := range record.Values(bytes.NewReader(completed(head))) {
		if err != nil {
			continue // damage that is reported when the source is read
		}
		if o, err := newObject(v.Raw, nil); err == nil {
			all = append(all, o)
		}
		if len(all) == sampleRows {
			break
		}
	}
	return newLevel(all, nil, 0)
}

// completed returns the head of a JSON source cut at the last comma between
// two values, with the open brackets closed, if it ends within a value.
func completed(head []byte) []byte {
	if record.ByLine(head) {
		return head
	}
	var open, at []byte
	cut := 0
	inString := false
	for i := 0; i < len(head); i++ {
		switch c := head[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			open = append(open, c+2) // ] and } follow two after [ and {
		case (c == '}' || c == ']') && len(open) > 0:
			open = open[:len(open)-1]
		case c == ',' && len(open) > 0:
			cut, at = i, append(at[:0], open...)
		}
	}
	if len(open) == 0 && !inString || cut == 0 {
		return head
	}
	slices.Reverse(at)
	return append(slices.Clone(head[:cut]), at...)
}

// walker turns the objects of a JSON source into rows.
type walker struct {
	root   *level
	serial int
	nested bool // replies are within the comments they answer
	report func(error) error
	note   func(*level, string) error
	put    func(tableRow) error
}

// within is what the records of a list share.
type within struct {
	fields fields // of the thread
	parent string // id of the comment whose replies they are
	line   int
}

// value reads a value of the source.
func (w *walker) value(v record.Value) error {
	if v.Raw[0] != '{' {
		return record.Skipped(v.Line, "read record: expected an object")
	}
	return w.record(v.Raw, w.root, within{line: v.Line})
}

// record passes on a comment and what is in it.
func (w *walker) record(raw json.RawMessage, l *level, in within) error {
	o, err := newObject(raw, l.columnsUsed())
	if err != nil {
		return record.Skipped(in.line, "read record: %v", err)
	}
	w.nested = w.nested || l.nested && l.comment()
	f := l.fields(o.cells)
	below := in
	if l.comment() {
		if len(f["text"]) == 0 && !l.has(o) {
			return record.Skipped(in.line, "row without %q", l.Mapping["text"])
		}
		f = w.comment(l, f, &below)
		if err := w.put(tableRow{in.line, f}); err != nil {
			return err
		}
	} else {
		below.fields = threadFields(f, in.fields)
	}
	for _, path := range slices.Sorted(maps.Keys(o.lists)) {
		if err := w.list(l, path, o.lists[path], below); err != nil {
			return err
		}
	}
	return nil
}

// has reports whether an object is a comment although its text may be empty:
// the key of the text is there, or replies are.
func (l *level) has(o *object) bool {
	for c := range strings.SplitSeq(l.Mapping["text"], "|") {
		if _, ok := o.cells[c]; ok {
			return true
		}
	}
	for path, list := range o.lists {
		if len(list) > 0 && l.lists[path] != nil {
			return true
		}
	}
	return false
}

// comment completes the fields of a comment by what surrounds it, and sets what
// surrounds its replies.
func (w *walker) comment(l *level, f fields, in *within) fields {
	for k, v := range in.fields {
		if f[k] == "" {
			f[k] = v
		}
	}
	if w.nested && f["id"] == "" {
		w.serial++
		f["id"] = fmt.Sprintf("r%d", w.serial)
	}
	if p := strings.ToLower(f["parent"]); noParent[p] && in.parent != "" {
		f["parent"] = in.parent
	}
	in.parent = f["id"]
	if l.post {
		f["thread"] = cmp.Or(f["thread"], f["id"])
	}
	if f["thread"] != "" {
		in.fields = fields{"thread": f["thread"]}
	}
	return f
}

// threadFields returns the fields that a record with lists of comments gives to
// them.
func threadFields(f, outer fields) fields {
	out := fields{}
	for _, k := range words("title url article thread") {
		out[k] = cmp.Or(f[k], outer[k])
	}
	if out["article"] == "" {
		out["article"] = f["text"]
	}
	if out["title"]+out["url"]+out["article"] != "" && out["thread"] == "" {
		out["thread"] = f["id"]
	}
	return out
}

// list passes on the records of a list.
func (w *walker) list(l *level, path string, members []json.RawMessage, in within) error {
	if len(members) == 0 {
		return nil
	}
	known, met := l.lists[path]
	if !met {
		l.addList(path, members[:min(len(members), sampleRows)], 0)
		if known = l.lists[path]; known != nil && known != l {
			if err := w.note(known, path); err != nil {
				return err
			}
		}
	}
	if known == nil {
		return nil
	}
	if known.comment() && l.comment() {
		w.nested = true
	}
	for _, raw := range members {
		if raw[0] != '{' {
			continue
		}
		if err := w.record(raw, known, in); err != nil {
			if !record.IsSyntax(err) {
				return err
			}
			if err := w.report(err); err != nil {
				return err
			}
		}
	}
	return nil
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
