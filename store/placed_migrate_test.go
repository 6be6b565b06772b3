package store

import (
	"path/filepath"
	"testing"

	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
)

// TestMigratePlaces: decisions saved before there was a table of places have
// theirs after the migration, also of a thread that was analysed anew since.
func TestMigratePlaces(t *testing.T) {
	path := filepath.Join(t.TempDir(), "old.db")
	makeVersion(t, path, 15)
	raw, err := connect(path, "rw", 1, "")
	if err != nil {
		t.Fatal(err)
	}
	_, err = raw.Exec(`INSERT INTO decision (thread, comment, mark, tag, status, target, start, "end", exact, prefix, suffix,
		verdict, note, coder, time, blind, settles, undoes, rule, score, rules) VALUES
		('reddit:x', 'c1', 'a1', 'claim', 'sourced', '', 0, 39, 'Rents in Kestrel Bay doubled since 2015', '', '', 'wrong', '', 'Ada', 1, 0, 0, NULL, '', .8, ''),
		('reddit:x', 'c3', 'older', 'insult', '', '', 7, 16, 'you clown', '', '', 'right', '', 'Ada', 2, 0, 0, NULL, '', .8, ''),
		('reddit:x', 'c1', 'a1', 'claim', 'sourced', '', 0, 39, 'Rents in Kestrel Bay doubled since 2015', '', '', 'right', '', 'Ada', 3, 0, 0, NULL, '', .8, ''),
		('reddit:x', 'c1', 'a1', 'claim', 'sourced', '', 0, 39, 'Rents in Kestrel Bay doubled since 2015', '', '', 'right', '', 'Ada', 4, 0, 0, 3, '', .8, ''),
		('json:none', 'c1', 'a1', 'claim', '', '', 0, 3, 'One', '', '', 'right', '', 'Ada', 5, 0, 0, NULL, '', .8, '')`)
	if err != nil {
		t.Fatal(err)
	}
	raw.Close()
	db := openAt(t, path)
	all, err := db.Standing(t.Context(), view.DecisionFilter{})
	if err != nil || len(all) != 3 {
		t.Fatalf("%v, %v", all, err)
	}
	if all[0].Now != "a1" || all[0].Verdict != "wrong" || all[0].Made.By != "claim/figure" || all[1].Now != "a4" ||
		all[1].By != decide.ByWords || all[2].Why != decide.ThreadGone {
		t.Errorf("%+v", all)
	}
}
