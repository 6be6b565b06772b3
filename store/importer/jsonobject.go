package importer

import "encoding/json"

// unmarshal reads JSON as far as it fits: a field of another type stays empty.
func unmarshal(b []byte, v any) error {
	if err := json.Unmarshal(b, v); !mistyped(err) {
		return err
	}
	return nil
}

// mistyped reports whether JSON was read but for fields of another type.
func mistyped(err error) bool {
	_, ok := err.(*json.UnmarshalTypeError)
	return ok
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
