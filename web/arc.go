package web

import (
	"cmp"
	"fmt"
	"slices"
)

// laneSpan is an arc's first and last row, in the arc's direction.
type laneSpan struct{ From, To int }

func (s laneSpan) top() int    { return min(s.From, s.To) }
func (s laneSpan) bottom() int { return max(s.From, s.To) }

const (
	laneWidth = 9
	arcInset  = 14 // of the innermost lane
	maxLanes  = 26
	far       = maxLanes // the lane of arcs for which there is none
	minWidth  = 260      // so that few lanes are not stretched over the whole column
)

// assignLanes gives every arc a lane in which no other arc crosses its rows. Short
// arcs get the inner lanes, so that long ones run outside them like nested
// brackets. Where that takes more than maxLanes, the longest arcs are far: they
// all run outside the lanes. It returns the lanes and their number without far.
func assignLanes(spans []laneSpan) (lanes []int, n int) {
	order := make([]int, len(spans))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := spans[a], spans[b]
		return cmp.Or(cmp.Compare(x.bottom()-x.top(), y.bottom()-y.top()), cmp.Compare(x.top(), y.top()))
	})
	rows := 0
	for _, x := range spans {
		rows = max(rows, x.bottom()+1)
	}
	lanes = make([]int, len(spans))
	var taken [][]bool // rows of each lane
	for _, i := range order {
		s := spans[i]
		lane := 0
		for lane < len(taken) && slices.Contains(taken[lane][s.top():s.bottom()+1], true) {
			lane++
		}
		lanes[i] = lane
		if lane == far {
			continue
		}
		if lane == len(taken) {
			taken = append(taken, make([]bool, rows))
		}
		for r := s.top(); r <= s.bottom(); r++ {
			taken[lane][r] = true
		}
	}
	return lanes, len(taken)
}

// arc is a relation as it is drawn: a bracket from one row to another, with an
// arrowhead at its end. A far arc shows only its ends, each with a tick towards
// the other, until it is pointed at.
type arc struct {
	Path, Head, Ends   string
	Class, Title, Href string
	From, To           int
}

func newArc(s laneSpan, lane, height int, l link, title, href string) arc {
	y1, y2 := s.From*height+height/2, s.To*height+height/2
	x := arcInset + (lane+1)*laneWidth
	// Ends are slightly off the middle of the row, so that incoming and outgoing
	// arcs do not meet.
	off, turn, tick := height/8+1, min(height/2, 10), -height/3
	if y2 > y1 {
		y1, y2, turn, tick = y1+off, y2-off, -turn, -tick
	} else {
		y1, y2 = y1-off, y2+off
	}
	a := arc{
		Path: fmt.Sprintf("M0 %d H%d Q%d %d %d %d V%d Q%d %d %d %d H8", y1, x-7, x, y1, x, y1-turn,
			y2+turn, x, y2, x-7, y2),
		Head:  fmt.Sprintf("M1 %d l8 -4 v8 z", y2),
		Class: string(l.Kind), Title: title, Href: href, From: s.From, To: s.To,
	}
	if lane == far {
		a.Class += " far"
		a.Ends = fmt.Sprintf("M0 %d h16 q5 0 5 %d M8 %d h8 q5 0 5 %d", y1, tick, y2, -tick)
	}
	return a
}
