package reply

// placementSmoothing is added to every count of a table.
const placementSmoothing = 0.3

// placementOf counts how votes place the comments of threads with known
// parents.
func placementOf(threads []*Labelled) *placement {
	var m placement
	for _, l := range threads {
		if l.layout() == votes {
			m.count(l)
		}
	}
	for k := range m.climb {
		toShares(m.climb[k][:])
	}
	for k := range voteBins {
		toShares(m.first[k][:])
		toShares(m.next[0][k][:k+1])
		toShares(m.next[1][k][:k+1])
	}
	return &m
}

// toShares makes counts into shares.
func toShares(counts []float64) {
	sum := 0.0
	for _, n := range counts {
		sum += n + placementSmoothing
	}
	for k := range counts {
		counts[k] = (counts[k] + placementSmoothing) / sum
	}
}

// count adds the comments of one thread to the tables. The opening post, or
// else the article, is at depth 0.
func (m *placement) count(l *Labelled) {
	root := -1
	if l.opened() {
		root = 0
	}
	latest := map[int]int{}
	depth := make([]int, len(l.Parent))
	for i, at := range l.Parent {
		if i == root {
			continue
		}
		depth[i] = 1
		if at > root {
			depth[i] = depth[at] + 1
		}
		if i > root+1 {
			before := depth[i-1]
			m.climb[min(before, climbBins-1)][min(max(before+1-depth[i], 0), climbBins-1)]++
		}
		before, again := latest[at]
		latest[at] = i
		if !again {
			before = at
		}
		if before < 0 || !again && at <= root {
			continue
		}
		a, b := l.Thread.Comments[before].Score, l.Thread.Comments[i].Score
		switch {
		case a == nil || b == nil:
		case !again:
			m.first[voteBin(*a)][voteBin(*b)]++
		case *b <= *a:
			m.next[int(flag(at > root))][voteBin(*a)][voteBin(*b)]++
		}
	}
}
