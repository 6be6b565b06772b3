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
)

// walker turns the objects of a JSON source into rows.
type walker struct {
	root   *level
	serial int
	nested bool // replies are within the comments they answer
	people people
	rows   listRows
	report func(error) error
	note   func(*level, string) error
	put    func(tableRow) error
}

// within is what the records of a list share.
type within struct {
	fields fields // of the thread
	parent string // id of the comment whose replies they are
	thread string // id of the thread that the record stands for, if it has none itself
	line   int
}

// value reads a value of the source.
func (w *walker) value(v record.Value) error {
	raw := v.Raw
	switch raw[0] {
	case '{':
	case '[':
		row, err := w.rows.object(raw)
		if err != nil {
			return record.Skipped(v.Line, "read record: %v", err)
		}
		if raw = row; raw == nil {
			return nil
		}
	default:
		return record.Skipped(v.Line, "read record: expected an object")
	}
	return w.record(raw, w.root, within{line: v.Line})
}

// record passes on a comment and what is in it.
func (w *walker) record(raw json.RawMessage, l *level, in within) error {
	o, err := newObject(raw, l.columnsUsed())
	if err != nil {
		return record.Skipped(in.line, "read record: %v", err)
	}
	if o.uneven > 0 {
		err := record.Skipped(in.line, "rows that do not have a cell for each column: %d", o.uneven)
		err.Skipped = o.uneven
		if err := w.report(err); err != nil {
			return err
		}
	}
	w.nested = w.nested || l.nested && l.comment()
	f := l.fields(o.cells)
	below := in
	if l.comment() {
		gone := o.deleted()
		if len(f["text"]) == 0 && gone == "" && !l.has(o) {
			return record.Skipped(in.line, "row without %q", l.Mapping["text"])
		}
		f["state"] = cmp.Or(gone, f["state"])
		f = w.comment(l, f, &below)
		if err := w.put(tableRow{in.line, f}); err != nil {
			return err
		}
	} else {
		w.people.note(o.lists)
		below.fields = threadFields(l, f, in.fields)
		if in.thread != "" && below.fields["thread"] == "" {
			below.fields["thread"] = cmp.Or(f["id"], in.thread)
		}
	}
	below.thread = ""
	described, err := w.describe(l, o.lists, below)
	if err != nil {
		return err
	}
	apart := l.conversations(o.lists)
	for _, path := range l.ordered(o.lists) {
		if described[path] {
			continue
		}
		in := below
		if slices.Contains(apart, path) {
			in.fields = maps.Clone(below.fields)
			in.fields["thread"], in.fields["title"] = path, conversationName(path)
		}
		if err := w.list(l, path, o.lists[path], in); err != nil {
			return err
		}
	}
	return nil
}

// ordered returns the paths of lists, those whose records have titles first: they open
// threads.
func (l *level) ordered(lists map[string][]json.RawMessage) []string {
	opens := func(path string) int {
		if in := l.lists[path]; in != nil && in.Mapping["title"] != "" {
			return 0
		}
		return 1
	}
	return slices.SortedFunc(maps.Keys(lists), func(a, b string) int {
		return cmp.Or(cmp.Compare(opens(a), opens(b)), cmp.Compare(a, b))
	})
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
	f["author"] = cmp.Or(w.people[f["author"]], f["author"])
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
func threadFields(l *level, f, outer fields) fields {
	out := fields{}
	for _, k := range words("title url article thread") {
		out[k] = cmp.Or(f[k], outer[k])
	}
	if out["article"] == "" && !l.answersRequest() {
		out["article"] = f["text"]
	}
	described := l.apart || out["title"]+out["url"]+out["article"] != "" || newName(l.Mapping["id"]).first(threadWords)
	if described && out["thread"] == "" {
		out["thread"] = f["id"]
	}
	return out
}

// answersRequest reports whether the text of a record is that of an answer of an API,
// such as "OK": other keys beside it are about the request.
func (l *level) answersRequest() bool {
	text := newName(l.Mapping["text"])
	return slices.Contains(words("msg message info error"), text.last) && slices.ContainsFunc(l.columns, func(c string) bool {
		n := newName(c)
		return n.depth == text.depth && slices.Contains(words("code errcode errno error ok result ret status success statuscode"), n.last)
	})
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
	threads := len(members) > 1 && !known.comment() && ofThreads(path)
	for i, raw := range members {
		if raw[0] != '{' {
			continue
		}
		if threads {
			in.thread = fmt.Sprintf("%s-%d", listName(path), i+1)
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

// ofThreads reports whether a list is named after what people comment on, so that each of
// its records is a thread.
func ofThreads(path string) bool {
	w := nameWords(listName(path))
	if len(w) == 0 {
		return false
	}
	last := w[len(w)-1]
	one, _ := strings.CutSuffix(last, "s")
	return slices.Contains(threadWords, one) || slices.Contains(words("stories conversations conversation sessions session"), last)
}

// sampleJSON describes the values in the head of a JSON source.
func sampleJSON(head []byte) *level {
	var all []*object
	rows := listRows{}
	for v, err := range record.Values(bytes.NewReader(completed(head))) {
		if err != nil {
			continue // damage that is reported when the source is read
		}
		raw := v.Raw
		if raw[0] == '[' {
			if raw, err = rows.object(raw); err != nil || raw == nil {
				continue // the header
			}
		}
		if o, err := newObject(raw, nil); err == nil {
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
