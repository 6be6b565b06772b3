package score

import "math"

// minimise finds a minimum of a convex function by L-BFGS (Liu & Nocedal
// 1989) with backtracking. f writes the gradient at x into g and returns the
// value; it is called at most about 2×rounds times. x is changed in place.
func minimise(x []float64, rounds int, f func(x, g []float64) float64) {
	const memory = 8
	n := len(x)
	g, next, gNext, dir := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	var past []stride
	value := f(x, g)
	for range rounds {
		direction(dir, g, past)
		slope := dot(dir, g)
		if slope >= 0 {
			return
		}
		size := 1.0
		if len(past) == 0 {
			size = min(1, 1/math.Sqrt(dot(g, g)))
		}
		v, ok := 0.0, false
		for range 20 {
			for i := range x {
				next[i] = x[i] + float64(size*dir[i])
			}
			if v = f(next, gNext); v <= value+float64(1e-4*size*slope) {
				ok = true
				break
			}
			size /= 2
		}
		if !ok {
			return
		}
		past = remember(past, memory, x, next, g, gNext)
		copy(x, next)
		copy(g, gNext)
		done := value-v < 1e-5*math.Abs(value)
		value = v
		if done {
			return
		}
	}
}

// stride is one step taken and how the gradient changed by it.
type stride struct {
	s, y []float64
	rho  float64
}

func remember(past []stride, memory int, x, next, g, gNext []float64) []stride {
	var p stride
	if len(past) == memory {
		p = past[0]
		past = append(past[:0], past[1:]...)
	} else {
		p = stride{s: make([]float64, len(x)), y: make([]float64, len(x))}
	}
	for i := range x {
		p.s[i] = next[i] - x[i]
		p.y[i] = gNext[i] - g[i]
	}
	sy := dot(p.s, p.y)
	if sy <= 1e-12 {
		return past
	}
	p.rho = 1 / sy
	return append(past, p)
}

// direction is the two-loop recursion.
func direction(dir, g []float64, past []stride) {
	for i := range g {
		dir[i] = -g[i]
	}
	alpha := make([]float64, len(past))
	for i := len(past) - 1; i >= 0; i-- {
		alpha[i] = past[i].rho * dot(past[i].s, dir)
		axpy(dir, -alpha[i], past[i].y)
	}
	if k := len(past) - 1; k >= 0 {
		scale := 1 / (past[k].rho * dot(past[k].y, past[k].y))
		for i := range dir {
			dir[i] *= scale
		}
	}
	for i := range past {
		beta := past[i].rho * dot(past[i].y, dir)
		axpy(dir, alpha[i]-beta, past[i].s)
	}
}

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
