package table

import (
	"fmt"
	"slices"
	"strings"
)

// Mapping names the column of each field; see MapFields for the fields. In
// JSON a column is a path of keys such as meta.score, with [] for the elements
// of an array: comments[].body. "a|b" is column a or, where it is empty, b; "a+b" are the
// words of both, such as a first and a last name.
type Mapping map[string]string

// mapFields are the fields that a column may be mapped to.
var mapFields = words("text id parent thread author time score title url state addressee article answer")

// parentType is a field that only guesses have: the kind of thing that the
// parent is.
const parentType = "parent type"

// rootField is a field that only guesses have: what comments at the top give as
// their parent.
const rootField = "root"

func words(s string) []string { return strings.Fields(s) }

// MapFields returns the fields that a mapping may name.
func MapFields() []string { return slices.Clone(mapFields) }

// ParseMapping reads a mapping such as text=body,parent=parent_id. A column
// whose name contains a comma cannot be mapped.
func ParseMapping(s string) (Mapping, error) {
	m := Mapping{}
	for part := range strings.SplitSeq(s, ",") {
		field, column, ok := strings.Cut(part, "=")
		field, column = strings.TrimSpace(field), strings.TrimSpace(column)
		switch {
		case !ok || column == "":
			return nil, fmt.Errorf("read mapping: %q is not FIELD=COLUMN", part)
		case !slices.Contains(mapFields, field):
			return nil, fmt.Errorf("read mapping: unknown field %q: one of %s", field, strings.Join(mapFields, ", "))
		case m[field] != "":
			return nil, fmt.Errorf("read mapping: field %s is mapped twice", field)
		}
		m[field] = column
	}
	if m["text"] == "" {
		return nil, fmt.Errorf("read mapping: no column for text")
	}
	return m, nil
}

// String writes the mapping as ParseMapping reads it.
func (m Mapping) String() string {
	var parts []string
	for _, f := range mapFields {
		if m[f] != "" {
			parts = append(parts, f+"="+m[f])
		}
	}
	return strings.Join(parts, ",")
}

// enough returns how many fields besides the text tell a comment from any
// other record; 0 if there is no text.
func (m Mapping) enough() int {
	n := 0
	for _, f := range []string{"id", "parent", "thread", "author", "time", "addressee"} {
		if m[f] != "" {
			n++
		}
	}
	if m["text"] == "" {
		return 0
	}
	return n
}

// uses reports whether a field is mapped to a column.
func (m Mapping) uses(column string) bool {
	for _, c := range m {
		if c == column || slices.Contains(parts(c), column) {
			return true
		}
	}
	return false
}

// parts returns the columns of "a|b" and "a+b".
func parts(column string) []string {
	return strings.FieldsFunc(column, func(r rune) bool { return r == '|' || r == '+' })
}

// cell returns the cell of a column of a mapping.
func cell(cells map[string]string, column string) string {
	if v, ok := cells[column]; ok || !strings.ContainsAny(column, "|+") {
		return v
	}
	if !strings.Contains(column, "|") {
		var joined []string
		for c := range strings.SplitSeq(column, "+") {
			joined = append(joined, strings.Fields(cells[c])...)
		}
		return strings.Join(joined, " ")
	}
	for c := range strings.SplitSeq(column, "|") {
		if v := strings.TrimSpace(cells[c]); v != "" && v != "0" {
			return cells[c]
		}
	}
	return ""
}

// fields returns the cells of a record by field.
func (m Mapping) fields(cells map[string]string) fields {
	out := make(fields, len(m))
	for f, c := range m {
		if v := cell(cells, c); v != "" {
			out[f] = v
		}
	}
	out.word(m)
	return out
}

// missing returns the columns of the mapping that the table does not have.
func (m Mapping) missing(columns []string) []string {
	var out []string
	for _, f := range mapFields {
		if c := m[f]; c == "" || slices.Contains(columns, c) {
			continue
		}
		for _, c := range parts(m[f]) {
			if !slices.Contains(columns, c) {
				out = append(out, c)
			}
		}
	}
	return out
}
