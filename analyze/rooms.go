package analyze

import (
	"sync"

	"github.com/gainsay/gainsay"
)

// rooms hold the marks of a thread's comments until they are collected. They
// are used again for the next thread: to make them anew was a tenth of all
// memory that an analysis asked for.
type rooms [][]gainsay.Annotation

var idleRooms = sync.Pool{New: func() any { return new(rooms) }}

// What idle rooms hold on to is bounded: a thread of many comments is rare,
// and so is a comment of many marks.
const (
	keptRooms = 1 << 10
	keptMarks = 1 << 5
)

// borrowRooms returns rooms for n comments.
func borrowRooms(n int) rooms {
	idle := idleRooms.Get().(*rooms)
	r := *idle
	if cap(r) < n {
		r = append(make(rooms, 0, n), r[:cap(r)]...)
	}
	return r[:n]
}

// giveBack empties the rooms, so that no text is held by them, or lets go of them if
// they are too many to keep.
func (r rooms) giveBack() {
	if cap(r) > keptRooms {
		return
	}
	for i := range r {
		clear(r[i])
		r[i] = r[i][:0]
		if cap(r[i]) > keptMarks {
			r[i] = nil
		}
	}
	idleRooms.Put(&r)
}
