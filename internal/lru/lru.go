// Package lru keeps the values used last within a bound of memory.
package lru

import (
	"container/list"
	"sync"
)

// Cache keeps values by their keys. Its zero value is empty and ready to use, also
// concurrently.
type Cache[V any] struct {
	mu     sync.Mutex
	used   list.List // of *item[V], the latest in front
	byKey  map[string]*list.Element
	amount int // sizes of all
}

type item[V any] struct {
	key   string
	value V
	size  int
}

// Get returns the value of a key.
func (c *Cache[V]) Get(key string) (value V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.byKey[key]
	if e == nil {
		return value, false
	}
	c.used.MoveToFront(e)
	return e.Value.(*item[V]).value, true
}

// Put keeps a value of size bytes in place of that of the same key. It drops the
// values not used for longest until all together have at most bound bytes; the
// new one stays even if it is larger.
func (c *Cache[V]) Put(key string, value V, size, bound int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byKey == nil {
		c.byKey = map[string]*list.Element{}
	}
	if e := c.byKey[key]; e != nil {
		c.drop(e)
	}
	c.byKey[key] = c.used.PushFront(&item[V]{key, value, size})
	c.amount += size
	for c.amount > bound && c.used.Len() > 1 {
		c.drop(c.used.Back())
	}
}

func (c *Cache[V]) drop(e *list.Element) {
	i := c.used.Remove(e).(*item[V])
	delete(c.byKey, i.key)
	c.amount -= i.size
}
