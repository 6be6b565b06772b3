package document

import (
	"bytes"

	"github.com/gainsay/gainsay/store/importer/internal/lazy"
)

// yamlStart matches the beginning of a YAML file: a key, or an item that is a mapping.
var yamlStart = lazy.Regexp(`^\s*(?:#[^\n]*\n\s*)*(?:%YAML[^\n]*\n)?(?:---[^\n]*\n)?(?:- +)?["']?[\w.-]+["']?:(?:\s|$)`)

// yamlItem matches an item of a list that is a mapping of several keys.
var yamlItem = lazy.Regexp(`(?m)^( *)- +["']?[\w.-]+["']?:(?:[ \t][^\n]*)?\r?\n(?: *(?:[^ \n-][^\n]*)?\n)*? +["']?[\w.-]+["']?:(?:\s|$)`)

// IsYAML reports whether a source looks like YAML in which a list holds mappings of
// several keys.
func IsYAML(head []byte) bool {
	return yamlStart().Match(head) && yamlItem().Match(head)
}

// yamlHead returns what can be read of a head that may be cut anywhere, nil if it is not
// YAML.
func yamlHead(head []byte) []byte {
	for range 4 { // the head may end within a text of several lines
		if b, err := yamlJSON(head); err == nil {
			return b
		}
		at := lastItem(head)
		if at <= 0 {
			break
		}
		head = head[:at]
	}
	return nil
}

// lastItem returns where the last line begins that opens an item of a list, -1 if none
// does.
func lastItem(b []byte) int {
	for end := len(b); end > 0; {
		start := bytes.LastIndexByte(b[:end-1], '\n') + 1
		if bytes.HasPrefix(bytes.TrimLeft(b[start:end], " "), []byte("- ")) {
			return start
		}
		end = start
	}
	return -1
}
