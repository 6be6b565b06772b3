package record

import "encoding/json"

// Unmarshal reads JSON as far as it fits: a field of another type stays empty.
func Unmarshal(b []byte, v any) error {
	if err := json.Unmarshal(b, v); !Mistyped(err) {
		return err
	}
	return nil
}

// Mistyped reports whether JSON was read but for fields of another type.
func Mistyped(err error) bool {
	_, ok := err.(*json.UnmarshalTypeError)
	return ok
}

// Decode decodes a whole answer, of which nothing can be read if it does not fit.
func Decode[T any](v Value, what string) (*T, error) {
	var t T
	if err := json.Unmarshal(v.Raw, &t); err != nil {
		return nil, Skipped(v.Line, "read "+what+": "+err.Error())
	}
	return &t, nil
}

// DecodeObject decodes an object into v and leaves it alone for anything else:
// sources give an id, false or null in place of an object they do not expand.
func DecodeObject(b []byte, v any) error {
	if len(b) == 0 || b[0] != '{' {
		return nil
	}
	return json.Unmarshal(b, v)
}
