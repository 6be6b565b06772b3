package encode

import (
	"strings"
	"sync"

	"github.com/gainsay/gainsay/analyze/text/hash"
)

// cache is a direct-mapped cache of vectors by the hash of their sentence. It saves
// encoding common sentences again; it changes no result.
type cache struct {
	mu    sync.Mutex
	slots [cacheSlots]*entry
}

type entry struct {
	text   string
	vector Vector
	cut    int
}

// The cache has at most cacheSlots vectors, 4 MiB, and none of long texts,
// which are rarely written twice.
const (
	cacheSlots   = 2048
	cacheLongest = 256
)

func newCache() *cache { return &cache{} }

// get copies the vector of a text to v, if it is there.
func (c *cache) get(text string, v *Vector) (cut int, ok bool) {
	if c == nil || len(text) > cacheLongest {
		return 0, false
	}
	slot := &c.slots[hash.String(text)%cacheSlots]
	c.mu.Lock()
	defer c.mu.Unlock()
	if *slot == nil || (*slot).text != text {
		return 0, false
	}
	*v = (*slot).vector
	return (*slot).cut, true
}

func (c *cache) put(text string, v *Vector, cut int) {
	if c == nil || len(text) > cacheLongest {
		return
	}
	slot := &c.slots[hash.String(text)%cacheSlots]
	c.mu.Lock()
	defer c.mu.Unlock()
	if *slot == nil {
		*slot = &entry{}
	}
	**slot = entry{strings.Clone(text), *v, cut}
}
