package main

import "testing"

func TestFamiliar(t *testing.T) {
	usual := familiar([]string{"I think the council should have told people about the new rents before the vote.",
		"You have no idea what you are talking about, see https://example.org/xyzzy"})
	if usual.Known < usualKnown || usual.Words != 25 {
		t.Errorf("ordinary talk: %+v", usual)
	}
	odd := familiar([]string{"Die Mieten in der Altstadt sind seit dem Sommer deutlich gestiegen, sagt der Verwalter.",
		"kmemleak backtraces vmalloc fault in xfs_bmapi_reserve_delalloc before mutex_lock_nested"})
	if odd.Known > unusualKnown {
		t.Errorf("another language and kernel logs: %+v", odd)
	}
	if none := familiar(nil); none.Words != 0 {
		t.Errorf("no text: %+v", none)
	}
}
