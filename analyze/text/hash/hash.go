// Package hash is FNV-1a in 64 bits, without allocation and step by step.
package hash

const (
	offset = 14695981039346656037
	prime  = 1099511628211
)

// String returns the hash of s.
func String(s string) uint64 { return More(offset, s) }

// More continues the hash h of what comes before s.
func More(h uint64, s string) uint64 {
	for i := range len(s) {
		h = Byte(h, s[i])
	}
	return h
}

// Byte continues the hash h of what comes before b.
func Byte(h uint64, b byte) uint64 { return (h ^ uint64(b)) * prime }
