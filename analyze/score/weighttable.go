package score

// weightTable maps the id of a feature to its weights, by open addressing with
// linear probing. A lookup costs as much as the memory it touches, so id and
// weights are adjacent: a slot is the two halves of the id, both 0 where it is
// free, and a weight for each vector.
type weightTable struct {
	slots  []int16
	stride int // of a slot
	mask   int // number of slots less one; that number is a power of two
}

// slotHead is the length of a slot without the weights.
const slotHead = 2

// newWeightTable returns a table for so many features, at most 3/4 full.
func newWeightTable(features, vectors int) weightTable {
	size := 16
	for 3*size < 4*features {
		size *= 2
	}
	stride := slotHead + vectors
	return weightTable{slots: make([]int16, size*stride), stride: stride, mask: size - 1}
}

// insert adds the features of a model. Its first vector becomes vector first
// of the table.
func (t *weightTable) insert(m *Model, first int) {
	for k, id := range m.ids {
		i := int(id) & t.mask
		for other := t.id(i); other != 0 && other != id; other = t.id(i) {
			i = (i + 1) & t.mask
		}
		slot := t.slots[i*t.stride:][:t.stride]
		slot[0], slot[1] = int16(id), int16(id>>16)
		copy(slot[slotHead+first:], m.weights[k*m.vectors:][:m.vectors])
	}
}

// id returns the feature id in the i-th slot, 0 if it is free.
func (t *weightTable) id(i int) uint32 {
	slot := t.slots[i*t.stride:][:slotHead]
	return uint32(uint16(slot[0])) | uint32(uint16(slot[1]))<<16
}

// noWeights is the offset of a feature that is not in the table.
const noWeights = -1

// offset returns the offset of a feature's weights in t.slots, or noWeights.
func (t *weightTable) offset(id uint32) int32 {
	for i := int(id) & t.mask; ; i = (i + 1) & t.mask {
		switch t.id(i) {
		case id:
			return int32(i*t.stride + slotHead)
		case 0:
			return noWeights
		}
	}
}

// lookUp finds the weights of the features that x extracted, and drops the
// features that the table does not have.
func (t *weightTable) lookUp(x *Extractor) {
	x.fetched += t.prefetch(x.ids)
	x.offsets = x.offsets[:0]
	first, signals := 0, 0
	for k := range x.ranges {
		r := &x.ranges[k]
		for i := first; i < r.end; i++ {
			offset := t.offset(x.ids[i])
			if offset == noWeights {
				continue
			}
			n := len(x.offsets)
			x.offsets, x.spans[n] = append(x.offsets, offset), x.spans[i]
			if i < len(x.texts) {
				x.texts[n], signals = x.texts[i], n+1
			}
		}
		first, r.end = r.end, len(x.offsets)
	}
	x.spans, x.texts = x.spans[:len(x.offsets)], x.texts[:signals]
}

// addTo adds to z, for each vector, the stored weights of the features of x
// times their values, after lookUp. Weights of one block are summed as
// integers, so that their order does not matter. acc is scratch space of one
// number for each vector.
func (t *weightTable) addTo(z []float64, acc []int64, x *Extractor) {
	first := 0
	for _, r := range x.ranges {
		clear(acc)
		for i := first; i < r.end; i++ {
			t.add(acc, x.offsets[i])
		}
		addScaled(z, r.value, acc)
		first = r.end
	}
}

func addScaled(z []float64, value float32, acc []int64) {
	for k := range z {
		z[k] += float64(float64(value) * float64(acc[k]))
	}
}

// prefetch touches the first slot of each feature, so that many cache lines
// are loaded at the same time rather than one after the other. The result only
// keeps the compiler from dropping the loads.
func (t *weightTable) prefetch(ids []uint32) (sum int16) {
	for _, id := range ids {
		sum += t.slots[int(id)&t.mask*t.stride]
	}
	return sum
}

// add adds the weights at an offset.
func (t *weightTable) add(acc []int64, offset int32) {
	weights := t.slots[offset:][:len(acc)]
	for k := range acc {
		acc[k] += int64(weights[k])
	}
}

// addID adds the weights of a feature, if it has any, to the sums of a word.
func (t *weightTable) addID(sums []int32, id uint32) {
	offset := t.offset(id)
	if offset == noWeights {
		return
	}
	weights := t.slots[offset:][:len(sums)]
	for k := range sums {
		sums[k] += int32(weights[k])
	}
}
