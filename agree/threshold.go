package agree

import (
	"math"

	"github.com/gainsay/gainsay"
)

// Point is what a threshold keeps of the decided marks of a tag.
type Point struct {
	Least     float64  `json:"least"` // marks with this score or a higher one are kept
	Kept      int      `json:"kept"`
	Right     int      `json:"right"` // of those kept
	Precision Interval `json:"precision"`
}

// Share returns the precision of what is kept, 0 to 1.
func (p Point) Share() float64 { return float64(p.Right) / float64(max(p.Kept, 1)) }

// Curve is precision against the threshold for one tag.
type Curve struct {
	Tag    gainsay.Tag `json:"tag"`
	Marks  int         `json:"marks"` // decided, without those on which coders differ
	Right  int         `json:"right"`
	Points []Point     `json:"points"` // by rising threshold
}

// curveStep is the distance of two thresholds of a curve.
const curveStep = 0.05

// Curves computes what thresholds would keep of the marks that people decided,
// for each tag with decided marks. Thresholds go from the default one, or from
// the lowest score decided, to the highest score.
func Curves(units []Unit) []Curve {
	byTag := map[gainsay.Tag][]scored{}
	for i := range units {
		u := &units[i]
		if v, ok := u.Final(); ok && !u.Added() {
			byTag[u.Tag] = append(byTag[u.Tag], scored{u.Score, v.Tag == u.Tag})
		}
	}
	var out []Curve
	for _, t := range gainsay.Tags() {
		if marks := byTag[t]; len(marks) > 0 {
			out = append(out, curve(t, marks))
		}
	}
	return out
}

// scored is a decided mark: its score, and whether it was right.
type scored struct {
	score float64
	right bool
}

func curve(t gainsay.Tag, marks []scored) Curve {
	c := Curve{Tag: t, Marks: len(marks)}
	low := gainsay.DefaultThreshold
	for _, m := range marks {
		low = min(low, m.score)
	}
	c.Right = at(marks, 0).Right
	for n := int(low / curveStep); ; n++ {
		p := at(marks, math.Round(float64(n)*curveStep*100)/100)
		if p.Kept == 0 {
			return c
		}
		c.Points = append(c.Points, p)
	}
}

// at returns what a threshold keeps of marks.
func at(marks []scored, least float64) Point {
	p := Point{Least: least}
	for _, m := range marks {
		if m.score >= least {
			p.Kept++
			if m.right {
				p.Right++
			}
		}
	}
	p.Precision = Wilson(p.Right, p.Kept)
	return p
}
