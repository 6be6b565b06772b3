package lru

import "testing"

func TestCache(t *testing.T) {
	var c Cache[int]
	check := func(want string) {
		t.Helper()
		got := ""
		for _, k := range []string{"a", "b", "c", "d"} {
			if c.byKey[k] != nil {
				got += k
			}
		}
		if got != want {
			t.Errorf("holds %q, want %q", got, want)
		}
	}
	if _, ok := c.Get("a"); ok {
		t.Error("an empty cache has a value")
	}
	c.Put("a", 1, 4, 10)
	c.Put("b", 2, 4, 10)
	if v, ok := c.Get("a"); v != 1 || !ok {
		t.Errorf("a: %d, %t", v, ok)
	}
	c.Put("c", 3, 4, 10) // b was not used for longest
	check("ac")
	c.Put("a", 5, 6, 10) // in place of the old a
	check("ac")
	if v, _ := c.Get("a"); v != 5 {
		t.Errorf("a: %d", v)
	}
	c.Put("d", 4, 11, 10) // stays although it is too large
	check("d")
	c.Put("b", 2, 1, 10)
	check("b")
}
