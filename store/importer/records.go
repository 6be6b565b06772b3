package importer

import (
	"encoding/json"
	"io"
	"iter"
)

// readRecords makes the Read of a format of JSON values: one a line, in an
// array or one after the other. open gives a reader for each stream. What
// threads without comments are called is said by others.
func readRecords(others string, open func(g *gather) func(value) error) func(io.Reader) iter.Seq2[*Found, error] {
	return func(r io.Reader) iter.Seq2[*Found, error] {
		return func(yield func(*Found, error) bool) {
			g := newGather(yield)
			g.finish(each(g.yield, "", values(r), open(g)), others)
		}
	}
}

// eachOf decodes records; one that does not fit is noted and costs only itself.
func eachOf[T any](g *gather, raw []json.RawMessage, line int, take func(*T) error) error {
	for _, b := range raw {
		var v T
		if err := json.Unmarshal(b, &v); err != nil {
			if err := g.note(lost(line, "read record: "+err.Error())); err != nil {
				return err
			}
			continue
		}
		if err := take(&v); err != nil {
			return err
		}
	}
	return nil
}

// oneOf decodes a whole answer, of which nothing can be read if it does not fit.
func oneOf[T any](v value, what string) (*T, error) {
	var t T
	if err := json.Unmarshal(v.raw, &t); err != nil {
		return nil, lost(v.line, "read "+what+": "+err.Error())
	}
	return &t, nil
}

// object decodes an object into v and leaves it alone for anything else:
// sources give an id, false or null in place of an object they do not expand.
func object(b []byte, v any) error {
	if len(b) == 0 || b[0] != '{' {
		return nil
	}
	return json.Unmarshal(b, v)
}
