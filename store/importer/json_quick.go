package importer

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/gainsay/gainsay/store/importer/internal/keypath"
)

// quickReader reads the members of an object one by one, as encoding/json
// would. name is in lower case. An error leaves the object to encoding/json.
type quickReader interface {
	set(name, val []byte) error
}

// errUnusual says that a value is not of the form that the contract's objects
// usually have.
var errUnusual = errors.New("not of the usual form")

// decodeObject reads b, which must be valid JSON, into *w, which must be zero.
// What has the usual form is taken apart without the passes encoding/json
// makes to find where each value ends; all else, errors too, is left to it.
func decodeObject[T any, P interface {
	*T
	quickReader
}](b []byte, w P) error {
	if eachMember(b, w.set) == nil {
		return nil
	}
	*w = *new(T)
	return json.Unmarshal(b, w)
}

// eachMember hands the members of a valid object to set. Names that
// encoding/json might take for others, for it pays no heed to case, are
// unusual.
func eachMember(b []byte, set func(name, val []byte) error) error {
	if len(b) == 0 || b[0] != '{' {
		return errUnusual
	}
	for i := skipBlank(b, 1); i < len(b) && b[i] == '"'; {
		end := keypath.StringEnd(b, i+1)
		name := b[i+1 : end]
		if bytes.ContainsFunc(name, func(r rune) bool { return r >= 0x80 || r == '\\' || 'A' <= r && r <= 'Z' }) {
			return errUnusual
		}
		from := skipBlank(b, skipBlank(b, end+1)+1) // behind the colon
		to := valueEnd(b, from)
		if err := set(name, b[from:to:to]); err != nil {
			return err
		}
		if i = skipBlank(b, to); i < len(b) && b[i] == ',' {
			i = skipBlank(b, i+1)
		}
	}
	return nil
}

// elements returns the values of a valid array, nil for what is none.
func elements(b []byte) []json.RawMessage {
	if b[0] != '[' {
		return nil
	}
	out := []json.RawMessage{}
	for i := skipBlank(b, 1); i < len(b) && b[i] != ']'; {
		to := valueEnd(b, i)
		out = append(out, json.RawMessage(b[i:to:to]))
		if i = skipBlank(b, to); i < len(b) && b[i] == ',' {
			i = skipBlank(b, i+1)
		}
	}
	return out
}

func skipBlank(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t' || b[i] == '\r' || b[i] == '\n') {
		i++
	}
	return i
}

// valueEnd returns where the valid JSON value that begins at i ends.
func valueEnd(b []byte, i int) int {
	depth := 0
	for ; i < len(b); i++ {
		switch c := b[i]; c {
		case '"':
			if i = keypath.StringEnd(b, i+1); depth == 0 {
				return i + 1
			}
		case '{', '[':
			depth++
		case '}', ']', ',', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return i // behind a number or a word
			}
			if c == '}' || c == ']' {
				if depth--; depth == 0 {
					return i + 1
				}
			}
		}
	}
	return i
}
