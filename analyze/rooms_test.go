package analyze

import (
	"testing"

	"github.com/gainsay/gainsay"
)

// TestRoomsHoldNothing checks that rooms given back keep neither texts nor
// more memory than they may.
func TestRoomsHoldNothing(t *testing.T) {
	r := borrowRooms(2)
	for range keptMarks + 1 {
		r[0] = append(r[0], gainsay.Annotation{By: "kept"})
	}
	r[1] = append(r[1][:0:0], gainsay.Annotation{By: "kept"})
	few := r[1]
	r.giveBack()
	if r[0] != nil {
		t.Error("the room of many marks is kept")
	}
	if len(r[1]) != 0 || few[0].By != "" {
		t.Error("a room is not emptied")
	}
	many := borrowRooms(keptRooms + 2)
	many[keptRooms+1] = append(many[keptRooms+1], gainsay.Annotation{By: "not kept"})
	many.giveBack()
	again := borrowRooms(keptRooms + 5)
	if len(again) != keptRooms+5 {
		t.Errorf("%d rooms", len(again))
	}
	for i := range again {
		if len(again[i]) != 0 || cap(again[i]) > keptMarks {
			t.Errorf("room %d has %d marks and room for %d", i, len(again[i]), cap(again[i]))
		}
	}
}
