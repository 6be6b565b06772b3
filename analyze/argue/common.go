package argue

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/gainsay/gainsay/analyze/text"
)

//go:embed lexicon/common.txt
var commonList string

// commonStems are the stems of words so common in claims that sharing them
// says little.
var commonStems = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(commonList) {
		if !strings.HasPrefix(line, "#") {
			out[text.Stem(strings.TrimSpace(line))] = true
		}
	}
	return out
})
