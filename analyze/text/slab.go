package text

// slab hands out room for many short slices side by side, to be used again: a
// thread's tokens take more memory than all else that is found in it. A nil
// slab hands out slices of their own.
type slab[T any] struct {
	rooms [][]T
	room  int // at hand
	used  int // of it
}

const (
	slabRoom  = 512
	keptRooms = 64 // by a slab that is emptied
)

// take returns an empty slice with room for n.
func (s *slab[T]) take(n int) []T {
	if s == nil || n > slabRoom/4 {
		return make([]T, 0, n)
	}
	if s.used+n > slabRoom {
		s.room, s.used = s.room+1, 0
	}
	if s.room == len(s.rooms) {
		s.rooms = append(s.rooms, make([]T, slabRoom))
	}
	return s.rooms[s.room][s.used : s.used : s.used+n]
}

// keep sets aside what was filled of the slice taken last. One that has grown
// out of its room needs none.
func (s *slab[T]) keep(filled []T) {
	if s == nil || len(filled) == 0 || s.room == len(s.rooms) || &filled[0] != &s.rooms[s.room][min(s.used, slabRoom-1)] {
		return
	}
	s.used += len(filled)
}

// empty takes back all that was handed out.
func (s *slab[T]) empty() {
	for k := range min(s.room+1, len(s.rooms)) {
		clear(s.rooms[k])
	}
	kept := min(len(s.rooms), keptRooms)
	clear(s.rooms[kept:]) // or the list would hold on to them
	s.rooms = s.rooms[:kept]
	s.room, s.used = 0, 0
}
