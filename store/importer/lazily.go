package importer

import (
	"regexp"
	"sync"
)

// lazily returns what compiles a regular expression when it is first asked
// for: there are many, and an import needs a few of them.
func lazily(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
