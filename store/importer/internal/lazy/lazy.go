// Package lazy compiles regular expressions on first use: there are hundreds,
// and an import needs only a few of them.
package lazy

import (
	"regexp"
	"sync"
)

// Regexp returns a function that compiles expr on its first call and returns
// the result on every call. The function panics if expr is not valid.
func Regexp(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
