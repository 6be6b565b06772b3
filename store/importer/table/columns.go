package table

import "maps"

// Columns returns the columns of a table, or the keys of the comments in a
// JSON document, by its first bytes, and the mapping that is guessed for them;
// nil for what is no table.
func Columns(head []byte) ([]string, Mapping) {
	if s := sampleCSV(head); s != nil {
		return s.names(), maps.Clone(s.guess().Mapping)
	}
	if l := sampleJSON(head); l != nil {
		if l = l.comments(); l != nil {
			return l.columns, maps.Clone(l.Mapping)
		}
	}
	return nil, nil
}

// comments returns the level of the comments: l, or one below it.
func (l *level) comments() *level {
	if l == nil || l.comment() {
		return l
	}
	for _, below := range l.lists {
		if found := below.comments(); found != nil {
			return found
		}
	}
	return nil
}
