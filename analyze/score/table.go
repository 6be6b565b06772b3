package score

// table maps the id of a feature to its row of weights by open addressing. A
// look-up costs as much as the memory it touches, so id and weights lie side
// by side: a slot is the two halves of the id, both 0 where it is free, and a
// weight for each vector.
type table struct {
	slots  []int16
	stride int // of a slot
	mask   int // slots less one, a power of two less one
}

// newTable returns a table with room for so many features.
func newTable(features, vectors int) table {
	size := 16
	for 3*size < 4*features {
		size *= 2
	}
	return table{slots: make([]int16, size*(2+vectors)), stride: 2 + vectors, mask: size - 1}
}

// file adds the features of a model, its vectors beginning with the given one
// of the table's.
func (t *table) file(m *Model, first int) {
	for k, id := range m.ids {
		i := int(id) & t.mask
		for held := t.id(i); held != 0 && held != id; held = t.id(i) {
			i = (i + 1) & t.mask
		}
		slot := t.slots[i*t.stride:][:t.stride]
		slot[0], slot[1] = int16(id), int16(id>>16)
		copy(slot[2+first:], m.weights[k*m.vectors:][:m.vectors])
	}
}

// id returns what is filed in the i-th slot.
func (t *table) id(i int) uint32 {
	slot := t.slots[i*t.stride:][:2]
	return uint32(uint16(slot[0])) | uint32(uint16(slot[1]))<<16
}

// noRow is the place of the weights of a feature that has none.
const noRow = -1

// row returns the place of a feature's weights, or noRow.
func (t *table) row(id uint32) int32 {
	for i := int(id) & t.mask; ; i = (i + 1) & t.mask {
		switch t.id(i) {
		case id:
			return int32(i*t.stride + 2)
		case 0:
			return noRow
		}
	}
}

// tally adds to z, for each vector, the stored weights of the features that x
// kept by this table, times their values. Weights of one portion are added up as
// whole numbers, so that the order within it does not matter. acc is room for
// one number a vector.
func (t *table) tally(z []float64, acc []int64, x *Extractor) {
	first := 0
	for _, p := range x.portions {
		clear(acc)
		for i := first; i < p.end; i++ {
			t.addTo(acc, x.rows[i])
		}
		addScaled(z, p.value, acc)
		first = p.end
	}
}

func addScaled(z []float64, value float32, acc []int64) {
	for k := range z {
		z[k] += float64(float64(value) * float64(acc[k]))
	}
}

// sift leaves of the features that x found those that the table holds, each with
// its row.
func (t *table) sift(x *Extractor) {
	x.fetched += t.fetch(x.ids)
	x.rows = x.rows[:0]
	first, signals := 0, 0
	for k := range x.portions {
		p := &x.portions[k]
		for i := first; i < p.end; i++ {
			row := t.row(x.ids[i])
			if row == noRow {
				continue
			}
			n := len(x.rows)
			x.rows, x.spots[n] = append(x.rows, row), x.spots[i]
			if i < len(x.names) {
				x.names[n], signals = x.names[i], n+1
			}
		}
		first, p.end = p.end, len(x.rows)
	}
	x.spots, x.names = x.spots[:len(x.rows)], x.names[:signals]
}

// fetch reads the first slot of each feature, so that many lines of memory are
// on their way at once rather than one after the other. What it returns is of
// no use but to keep the compiler from reading nothing.
func (t *table) fetch(ids []uint32) (sum int16) {
	for _, id := range ids {
		sum += t.slots[int(id)&t.mask*t.stride]
	}
	return sum
}

// addTo adds the weights of a row.
func (t *table) addTo(acc []int64, row int32) {
	weights := t.slots[row:][:len(acc)]
	for k := range acc {
		acc[k] += int64(weights[k])
	}
}

// addLetters adds the weights of a feature to the sums of a word.
func (t *table) addLetters(sums []int32, id uint32) {
	row := t.row(id)
	if row < 0 {
		return
	}
	weights := t.slots[row:][:len(sums)]
	for k := range sums {
		sums[k] += int32(weights[k])
	}
}
