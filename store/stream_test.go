package store

import (
	"errors"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestStream saves parts of a partition and refuses what does not follow.
func TestStream(t *testing.T) {
	db, ctx := openTemp(t), t.Context()
	records := []StreamRecord{
		{Offset: 6, Target: "marks", Key: []byte("k"), Value: []byte("{\"a\": \"\\u0000\"}\x00\xff")},
		{Offset: 8, Target: "unread", Key: []byte{}, Value: []byte{}, Headers: []StreamHeader{{"h", []byte{0xff}}}},
	}
	first := StreamPart{Group: "g", Topic: "t", Partition: 3, From: 5, Next: 9, Out: records}
	item := Item{Source: "kafka t", Analysis: rich("json", "a")}
	if err := db.SaveStream(ctx, []Item{item}, first); err != nil {
		t.Fatal(err)
	}
	if err := db.SaveStream(ctx, []Item{{Source: "kafka t", Analysis: rich("json", "b")}}, first); !errors.Is(err, ErrReadElsewhere) {
		t.Errorf("saved twice: %v", err)
	}
	if _, err := db.Analysis(ctx, "json:b"); err == nil {
		t.Error("the thread of a refused part is there")
	}
	changed := item
	changed.Before = &Before{Digest: "1/00", Analysis: item.Analysis}
	next := StreamPart{Group: "g", Topic: "t", Partition: 3, From: 9, Next: 10}
	if err := db.SaveStream(ctx, []Item{changed}, next); !errors.Is(err, ErrChanged) {
		t.Errorf("saved over the changes of others: %v", err)
	}
	bad := rich("json", "c")
	bad.Annotations[0].Comment = "nowhere"
	bad.Assertions[0].Comment = "nowhere"
	var refused *RefusedError
	if err := db.SaveStream(ctx, []Item{{Analysis: bad}}, next); !errors.As(err, &refused) || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("refused: %v", err)
	}
	if offsets, err := db.StreamOffsets(ctx, "g", "t"); err != nil || !cmp.Equal(offsets, map[int32]int64{3: 9}) {
		t.Errorf("%v, %v", offsets, err)
	}
	if offsets, err := db.StreamOffsets(ctx, "other", "t"); err != nil || len(offsets) > 0 {
		t.Errorf("%v, %v", offsets, err)
	}
	waiting := func(want ...StreamRecord) {
		t.Helper()
		got, err := db.StreamPending(ctx, "g", "t", 3, 10)
		if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); err != nil || d != "" {
			t.Errorf("%v\n%s", err, d)
		}
		if n, err := db.StreamWaiting(ctx, "g", "t"); err != nil || n != len(want) {
			t.Errorf("%d wait, %v", n, err)
		}
	}
	waiting(records...)
	if err := db.StreamSent(ctx, "g", "t", 3, 7); err != nil {
		t.Fatal(err)
	}
	waiting(records[1])
}

// TestAnnounceAgain: a thread that is announced again replaces itself.
func TestAnnounceAgain(t *testing.T) {
	db := openTemp(t)
	s := db.Signatures(t.Context())
	th := &gainsay.Thread{ID: "a", Format: "json", Comments: []*gainsay.Comment{{ID: "1"}}}
	for range 3 {
		s.Announce(0, th, map[string][]uint32{"1": sketch(1)})
	}
	if got := s.Near(1, "json:b", sketch(1)); !cmp.Equal(got, []string{"json:a/1"}) || len(s.announced) != 1 {
		t.Errorf("%v, %d announced", got, len(s.announced))
	}
}
