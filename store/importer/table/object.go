package table

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

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

	uneven int // rows in lists that do not have a cell for each column
}

// newObject reads an object. need are the paths of the scalars to read, nil for
// all.
func newObject(raw json.RawMessage, need map[string]bool) (*object, error) {
	o := &object{cells: map[string]string{}, lists: map[string][]json.RawMessage{}, need: need}
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
	if rows := byColumn(m); depth == 0 && rows != nil {
		o.lists["*"] = rows
		return nil
	}
	o.split(prefix, m)
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

// list adds an array, if it is empty or holds objects, rows of cells below the
// names of columns, or texts.
func (o *object) list(path string, raw json.RawMessage) {
	var all []json.RawMessage
	if json.Unmarshal(raw, &all) != nil {
		return // deeper than encoding/json reads, which newObject reports
	}
	switch {
	case len(all) > 0 && all[0][0] == '{' && o.parts(path, all):
	case len(all) == 0 || all[0][0] == '{':
		o.lists[path] = all
	case all[0][0] == '[' && o.tagged(path, all):
	case all[0][0] == '[':
		o.headed(path, all)
	case all[0][0] == '"':
		if texts := textsOf(path, all); texts != nil {
			o.lists[path] = texts
		}
	}
	if len(all) > 0 && slices.Contains(chainKeys, columnKey(path[strings.LastIndexByte(path, '.')+1:])) &&
		(o.need == nil || o.need[path]) {
		o.cells[path] = chainEnd(all[len(all)-1])
	}
}

// partKeys are the keys of texts that are written as lists of their parts.
var partKeys = words("content contents text body message runs fragments richtext")

// parts adds a list of the parts of a text, [{"type": "text", "text": "No"}, ...], as
// one text, and reports whether it is such a list.
func (o *object) parts(path string, all []json.RawMessage) bool {
	if !slices.Contains(partKeys, columnKey(path[strings.LastIndexByte(path, '.')+1:])) {
		return false
	}
	var b strings.Builder
	for _, raw := range all {
		var part map[string]json.RawMessage
		if json.Unmarshal(raw, &part) != nil {
			return false
		}
		for k := range part {
			if n := newName(k); k != "text" && k != "plain_text" && (n.rank("author") > 0 || n.rank("time") > 0 || n.rank("parent") > 0) {
				return false
			}
		}
		var text string
		if json.Unmarshal(part["text"], &text) != nil && json.Unmarshal(part["plain_text"], &text) != nil {
			continue
		}
		b.WriteString(text)
	}
	if b.Len() > 0 && (o.need == nil || o.need[path]) {
		o.cells[path] = b.String()
	}
	return b.Len() > 0
}

// tagged reads the tags of a Nostr event, ["e", ID, RELAY, MARKER], of which the
// one marked "reply" or else the last one names the event answered, and reports
// whether the list has tags.
func (o *object) tagged(path string, all []json.RawMessage) bool {
	if path != "tags" {
		return false
	}
	cell, marked := "", false
	for _, raw := range all {
		var tag []string
		if json.Unmarshal(raw, &tag) != nil || len(tag) < 2 {
			return false
		}
		if tag[0] != "e" || marked || len(tag) > 3 && tag[3] == "mention" {
			continue
		}
		cell, marked = tag[1], len(tag) > 3 && tag[3] == "reply"
	}
	if o.need == nil || o.need["tags.e"] {
		o.cells["tags.e"] = cell
	}
	return true
}

// headed adds rows of cells, if the first one names the columns.
func (o *object) headed(path string, all []json.RawMessage) {
	var first []json.RawMessage
	if json.Unmarshal(all[0], &first) != nil {
		return
	}
	if names := columnNames(first); names != nil && isHeader(names, nil) {
		o.zipAll(path, uniqueNames(names), all[1:])
	}
}

// byColumn returns the rows of a table that is written column by column, as
// pandas does: {"author": {"0": "Ida"}, "text": {"0": "No"}}; nil for any other
// object.
func byColumn(m map[string]json.RawMessage) []json.RawMessage {
	if len(m) < 2 {
		return nil
	}
	rows := map[int]map[string]json.RawMessage{}
	for name, raw := range m {
		var cells map[string]json.RawMessage
		if raw[0] != '{' || json.Unmarshal(raw, &cells) != nil {
			return nil
		}
		for k, v := range cells {
			n, err := strconv.Atoi(k)
			if err != nil || v[0] == '{' || v[0] == '[' {
				return nil
			}
			if rows[n] == nil {
				rows[n] = map[string]json.RawMessage{}
			}
			rows[n][name] = v
		}
	}
	var out []json.RawMessage
	for _, n := range slices.Sorted(maps.Keys(rows)) {
		b, err := json.Marshal(rows[n])
		if err != nil {
			return nil
		}
		out = append(out, b)
	}
	return out
}

// chainKeys are the keys of lists of the comments above a comment, the nearest
// one last.
var chainKeys = words("references ancestors parentsstack parentids ancestorids")

// chainEnd returns the id that ends such a list: a scalar, or the id of an
// object.
func chainEnd(raw json.RawMessage) string {
	var about struct {
		ID scalar.ID `json:"id"`
	}
	var id scalar.Text
	if raw[0] == '{' && json.Unmarshal(raw, &about) == nil {
		return string(about.ID)
	}
	if raw[0] != '{' && raw[0] != '[' && json.Unmarshal(raw, &id) == nil {
		return string(id)
	}
	return ""
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
