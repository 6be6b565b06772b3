package score

import "math"

// Settings of L-BFGS, the usual ones (Nocedal & Wright 2006, chapters 3 and 7).
const (
	lbfgsHistory  = 8     // correction pairs kept
	armijo        = 1e-4  // least decrease of a step, relative to that of the tangent
	maxHalvings   = 20    // of a step before giving up
	tolerance     = 1e-5  // relative decrease at which the search ends
	minCurvature  = 1e-12 // of a correction pair that is kept
	initialLength = 1     // bound on the length of the first step
)

// minimise finds a minimum of a convex function by L-BFGS (Liu & Nocedal
// 1989) with a backtracking line search. f writes the gradient at x into g and
// returns the value. x is the start and receives the result.
func minimise(x []float64, iterations int, f func(x, g []float64) float64) {
	n := len(x)
	g, next, gNext, dir := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	var history []correction
	value := f(x, g)
	for range iterations {
		direction(dir, g, history)
		slope := dot(dir, g)
		if slope >= 0 {
			return
		}
		size := 1.0
		if len(history) == 0 {
			size = min(1, initialLength/math.Sqrt(dot(g, g)))
		}
		v, ok := 0.0, false
		for range maxHalvings {
			for i := range x {
				next[i] = x[i] + float64(size*dir[i])
			}
			if v = f(next, gNext); v <= value+float64(armijo*size*slope) {
				ok = true
				break
			}
			size /= 2
		}
		if !ok {
			return
		}
		history = appendCorrection(history, x, next, g, gNext)
		copy(x, next)
		copy(g, gNext)
		done := value-v < tolerance*math.Abs(value)
		value = v
		if done {
			return
		}
	}
}

// correction is a correction pair: a step s taken, and the change y of the
// gradient; rho is 1/(s·y).
type correction struct {
	s, y []float64
	rho  float64
}

// appendCorrection adds the latest step, in place of the oldest once the
// history is full.
func appendCorrection(history []correction, x, next, g, gNext []float64) []correction {
	var c correction
	if len(history) == lbfgsHistory {
		c = history[0]
		history = append(history[:0], history[1:]...)
	} else {
		c = correction{s: make([]float64, len(x)), y: make([]float64, len(x))}
	}
	for i := range x {
		c.s[i] = next[i] - x[i]
		c.y[i] = gNext[i] - g[i]
	}
	sy := dot(c.s, c.y)
	if sy <= minCurvature {
		return history
	}
	c.rho = 1 / sy
	return append(history, c)
}

// direction computes the search direction by the two-loop recursion.
func direction(dir, g []float64, history []correction) {
	for i := range g {
		dir[i] = -g[i]
	}
	alpha := make([]float64, len(history))
	for i := len(history) - 1; i >= 0; i-- {
		alpha[i] = history[i].rho * dot(history[i].s, dir)
		axpy(dir, -alpha[i], history[i].y)
	}
	if k := len(history) - 1; k >= 0 {
		scale := 1 / (history[k].rho * dot(history[k].y, history[k].y))
		for i := range dir {
			dir[i] *= scale
		}
	}
	for i := range history {
		beta := history[i].rho * dot(history[i].y, dir)
		axpy(dir, alpha[i]-beta, history[i].s)
	}
}

// dot returns the dot product. The conversion in it and elsewhere keeps the
// compiler from fusing multiplication and addition, which would make results
// differ between processors.
func dot(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += float64(a[i] * b[i])
	}
	return sum
}

// axpy adds k×b to a.
func axpy(a []float64, k float64, b []float64) {
	for i := range a {
		a[i] += float64(k * b[i])
	}
}
