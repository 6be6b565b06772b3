package record

import "encoding/json"

// Unmarshal decodes JSON and leaves fields empty whose value has another type.
func Unmarshal(b []byte, v any) error {
	if err := json.Unmarshal(b, v); !Mistyped(err) {
		return err
	}
	return nil
}

// Mistyped reports whether err only says that a value has another type than its
// field.
func Mistyped(err error) bool {
	_, ok := err.(*json.UnmarshalTypeError)
	return ok
}

// Decode decodes a value as a whole. what names it in the error.
func Decode[T any](v Value, what string) (*T, error) {
	var t T
	if err := json.Unmarshal(v.Raw, &t); err != nil {
		return nil, Skipped(v.Line, "read %s: %v", what, err)
	}
	return &t, nil
}

// DecodeObject decodes an object into v. For any other value it leaves v
// unchanged: sources write an id, false or null for an object they do not
// expand.
func DecodeObject(b []byte, v any) error {
	if len(b) == 0 || b[0] != '{' {
		return nil
	}
	return json.Unmarshal(b, v)
}
