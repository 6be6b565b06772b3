package buffer

// keepAtMost bounds what a pooled slice holds on to, in elements: a text of a
// megabyte is rare.
const keepAtMost = 1 << 14

// Reset returns s empty and cleared, so that it holds no text, or nil if it has
// grown too large to be kept.
func Reset[T any](s []T) []T {
	if cap(s) > keepAtMost {
		return nil
	}
	clear(s)
	return s[:0]
}
