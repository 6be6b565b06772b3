package table

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/store/importer/internal/scalar"
)

// listRows turns lists of cells, of which the first names the columns, into objects.
type listRows struct {
	mapping Mapping // given by the user; may be nil
	names   []string
}

// object returns a list of cells as an object, nil for the list that names the
// columns.
func (r *listRows) object(raw json.RawMessage) (json.RawMessage, error) {
	var cells []json.RawMessage
	if err := json.Unmarshal(raw, &cells); err != nil {
		return nil, err
	}
	if r.names == nil {
		names := columnNames(cells)
		if names == nil || !isHeader(names, r.mapping) {
			return nil, fmt.Errorf("expected an object, or a list with the names of columns")
		}
		r.names = uniqueNames(names)
		return nil, nil
	}
	return zip(r.names, cells)
}

// zip returns a row as an object.
func zip(names []string, cells []json.RawMessage) (json.RawMessage, error) {
	if len(cells) != len(names) || len(names) == 0 {
		return nil, fmt.Errorf("%d cells, where the header has %d columns", len(cells), len(names))
	}
	var b bytes.Buffer
	for i, n := range names {
		key, err := json.Marshal(n)
		if err != nil {
			return nil, err
		}
		b.WriteByte(',')
		b.Write(key)
		b.WriteByte(':')
		b.Write(cells[i])
	}
	b.WriteByte('}')
	out := b.Bytes()
	out[0] = '{'
	return out, nil
}

// columnNames reads the names of columns: strings, or objects with a name; nil
// for anything else.
func columnNames(cells []json.RawMessage) []string {
	var names []string
	for _, raw := range cells {
		var about struct {
			Name scalar.Text `json:"name"`
		}
		switch {
		case raw[0] == '"' && json.Unmarshal(raw, (*string)(&about.Name)) == nil:
		case raw[0] == '{' && json.Unmarshal(raw, &about) == nil && about.Name != "":
		default:
			return nil
		}
		names = append(names, strings.TrimSpace(string(about.Name)))
	}
	return names
}

// uniqueNames numbers the columns whose name is empty or occurred before.
func uniqueNames(names []string) []string {
	seen := map[string]bool{}
	for i, n := range names {
		if names[i] = strings.TrimSpace(n); names[i] == "" || seen[names[i]] {
			names[i] = fmt.Sprintf("column%d", i+1)
		}
		seen[names[i]] = true
	}
	return names
}

// Keys under which programs write the names of the columns and the rows of a
// table, such as pandas with orient=split.
var (
	columnKeys = words("columns fields header headers column_names")
	rowKeys    = words("data rows values results")
)

// split adds the rows of an object that holds the names of columns beside lists
// of cells, and removes both from m.
func (o *object) split(prefix string, m map[string]json.RawMessage) {
	for _, k := range columnKeys {
		var cells []json.RawMessage
		if raw := m[k]; len(raw) == 0 || raw[0] != '[' || json.Unmarshal(raw, &cells) != nil {
			continue
		}
		if names := columnNames(cells); names != nil && o.addRows(prefix, m, uniqueNames(names)) {
			delete(m, k)
			return
		}
	}
}

// addRows adds the rows that lie beside the names of columns, and reports
// whether there are any. In a sample that ends before the rows, it adds an empty one.
func (o *object) addRows(prefix string, m map[string]json.RawMessage, names []string) bool {
	for _, k := range rowKeys {
		var all []json.RawMessage
		if raw := m[k]; len(raw) == 0 || raw[0] != '[' || json.Unmarshal(raw, &all) != nil {
			continue
		}
		if len(all) == 0 || all[0][0] == '[' {
			o.zipAll(prefix+k, names, all)
			delete(m, k)
			return true
		}
	}
	hasRows := slices.ContainsFunc(rowKeys, func(k string) bool { return m[k] != nil })
	if o.need != nil || hasRows || !isHeader(names, nil) {
		return false
	}
	empty, err := json.Marshal(make([]string, len(names)))
	if err != nil {
		return false
	}
	o.zipAll(prefix+"data", names, []json.RawMessage{empty})
	return true
}

// zipAll adds the rows of a table in lists, and counts those that do not have a
// cell for each column.
func (o *object) zipAll(path string, names []string, all []json.RawMessage) {
	o.lists[path] = nil
	for _, raw := range all {
		var cells []json.RawMessage
		if json.Unmarshal(raw, &cells) == nil {
			if row, err := zip(names, cells); err == nil {
				o.lists[path] = append(o.lists[path], row)
				continue
			}
		}
		o.uneven++
	}
}

// textLists are words in the names of lists that may hold texts alone.
var textLists = words(`comment comments reply replies answer answers response responses
	message messages review reviews`)

// textsOf returns strings in a list with such a name as objects with a text; nil for
// other lists.
func textsOf(path string, all []json.RawMessage) []json.RawMessage {
	if !hasWord(nameWords(listName(path)), textLists) {
		return nil
	}
	var out []json.RawMessage
	for _, raw := range all {
		if raw[0] == '"' {
			out = append(out, slices.Concat([]byte(`{"text":`), raw, []byte{'}'}))
		}
	}
	return out
}

// textsAlone reports whether records consist of a text alone, and whether they
// are texts rather than ids or names: hardly any has only one or two words.
func textsAlone(all []*object) (alone, wordy bool) {
	short := 0
	for _, o := range all {
		if len(o.cells) != 1 || len(o.lists) > 0 {
			return false, false
		}
		for k, v := range o.cells {
			if newName(k).rank("text") == 0 {
				return false, false
			}
			if countWords(v) <= 2 {
				short++
			}
		}
	}
	return len(all) > 0, short*4 <= len(all)
}
