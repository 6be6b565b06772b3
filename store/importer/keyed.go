package importer

import (
	"bytes"
	"encoding/json"
	"strings"
)

// anywhere reports whether records with all of the keys stand in a JSON
// source: one alone, one a line, in an array, or in an object under their
// ids, as in {"4711": {…}}.
func (s shape) anywhere(keys ...string) bool {
	if s.at("", keys) || s.at("[].", keys) {
		return true
	}
	for k := range s {
		if id, rest, ok := strings.Cut(k, "."); ok && rest == keys[0] && isDigits(id) && s.at(id+".", keys) {
			return true
		}
	}
	return false
}

func (s shape) at(prefix string, keys []string) bool {
	for _, k := range keys {
		if !s[prefix+k] {
			return false
		}
	}
	return true
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// unkeyed returns the records of an object that holds them under their ids, in
// the order written, and a record alone as it is.
func unkeyed(v value) []value {
	dec := json.NewDecoder(bytes.NewReader(v.raw))
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		return []value{v}
	}
	var out []value
	for dec.More() {
		key, err := dec.Token()
		if id, ok := key.(string); err != nil || !ok || !isDigits(id) {
			return []value{v}
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return []value{v}
		}
		at := int(dec.InputOffset()) - len(raw)
		out = append(out, value{raw, v.line + bytes.Count(v.raw[:at], []byte("\n"))})
	}
	return out
}
