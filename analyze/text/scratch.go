package text

// keepAtMost bounds what a pooled buffer holds on to, in elements: a text of a
// megabyte is rare.
const keepAtMost = 1 << 14

func emptied[T any](s []T) []T {
	if cap(s) > keepAtMost {
		return nil
	}
	clear(s)
	return s[:0]
}
