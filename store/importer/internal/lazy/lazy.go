// Package lazy compiles regular expressions when they are first used.
package lazy

import (
	"regexp"
	"sync"
)

// Regexp returns what compiles a regular expression when it is first asked
// for: there are many, and an import needs a few of them.
func Regexp(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
