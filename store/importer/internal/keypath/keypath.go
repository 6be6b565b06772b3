// Package keypath lists the paths of the keys in the first bytes of a JSON
// source. Importers recognise JSON formats by these paths, which cannot be
// confused with the same words inside a text.
package keypath

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// Set holds the paths of the keys seen, with dots between objects and "[]" for
// the elements of an array: thread.comments, [].data.children.
type Set map[string]bool

// Has reports whether all paths were seen.
func (s Set) Has(paths ...string) bool {
	for _, p := range paths {
		if !s[p] {
			return false
		}
	}
	return true
}

// maxDepth is how many levels of nesting Of reports.
const maxDepth = 12

// Of returns the paths in the head of a JSON source, nil if it is not JSON. The
// head may end anywhere. For NDJSON and for values one after the other, the
// paths are those of all values together.
func Of(head []byte) Set {
	if !IsJSON(head) {
		return nil
	}
	s := &scanner{out: Set{}}
	for i := 0; i < len(head); i++ {
		i = s.step(head, i)
	}
	return s.out
}

// scanner is the state of Of. Levels below maxDepth are only counted.
type scanner struct {
	out     Set
	paths   []string // of the open objects and arrays
	arrays  []bool
	deep    int    // open levels below maxDepth
	key     string // the last key of the innermost object
	wantKey bool
}

func (s *scanner) step(b []byte, i int) int {
	switch c := b[i]; c {
	case '"':
		end := StringEnd(b, i+1)
		if s.wantKey && s.deep == 0 && end < len(b) {
			s.key = s.join(string(b[i+1 : end]))
			s.out[s.key] = true
			s.wantKey = false
		}
		return end
	case '{', '[':
		s.open(c == '[')
	case '}', ']':
		s.close()
	case ',':
		s.wantKey = s.deep == 0 && len(s.arrays) > 0 && !s.arrays[len(s.arrays)-1]
	}
	return i
}

func (s *scanner) join(key string) string {
	if len(s.paths) == 0 || s.paths[len(s.paths)-1] == "" {
		return key
	}
	return s.paths[len(s.paths)-1] + "." + key
}

func (s *scanner) open(array bool) {
	if s.deep > 0 || len(s.paths) >= maxDepth {
		s.deep++
		return
	}
	path := ""
	switch {
	case len(s.paths) == 0:
	case s.arrays[len(s.arrays)-1]:
		path = s.paths[len(s.paths)-1]
	default:
		path = s.key
	}
	if array {
		path += "[]"
		s.out[path] = true
	}
	s.paths, s.arrays = append(s.paths, path), append(s.arrays, array)
	s.wantKey = !array
}

func (s *scanner) close() {
	switch {
	case s.deep > 0:
		s.deep--
	case len(s.paths) > 0:
		s.paths, s.arrays = s.paths[:len(s.paths)-1], s.arrays[:len(s.arrays)-1]
	}
	s.wantKey = false
}

// StringEnd returns the offset of the quotation mark that ends a JSON string
// whose content begins at i, len(b) if there is none.
func StringEnd(b []byte, i int) int {
	for i < len(b) {
		n := bytes.IndexByte(b[i:], '"')
		if n < 0 {
			break
		}
		escape := bytes.IndexByte(b[i:i+n], '\\')
		if escape < 0 {
			return i + n
		}
		i += escape + 2
	}
	return len(b)
}

// InRecords reports whether the source has records with all of the keys: one
// alone, one a line, in an array, or in an object under their ids, as in
// {"4711": {…}}.
func (s Set) InRecords(keys ...string) bool {
	if s.at("", keys) || s.at("[].", keys) {
		return true
	}
	for k := range s {
		if id, rest, ok := strings.Cut(k, "."); ok && rest == keys[0] && IsDigits(id) && s.at(id+".", keys) {
			return true
		}
	}
	return false
}

func (s Set) at(prefix string, keys []string) bool {
	for _, k := range keys {
		if !s[prefix+k] {
			return false
		}
	}
	return true
}

// IsDigits reports whether s consists of ASCII digits.
func IsDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// IsJSON reports whether head begins with an object, or with an array whose
// first element may be JSON: text such as "[12:18] <olek> hello" is not.
func IsJSON(head []byte) bool {
	head = bytes.TrimSpace(head)
	switch {
	case len(head) == 0:
		return false
	case head[0] == '{':
		return true
	case head[0] != '[':
		return false
	}
	dec := json.NewDecoder(bytes.NewReader(head))
	for range 4 {
		if _, err := dec.Token(); err != nil {
			return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		}
	}
	return true
}
