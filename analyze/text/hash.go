package text

// Hash is FNV-1a in 64 bits.
func Hash(s string) uint64 { return HashMore(14695981039346656037, s) }

// HashMore goes on with the hash h of what stands before s.
func HashMore(h uint64, s string) uint64 {
	for i := range len(s) {
		h = hashByte(h, s[i])
	}
	return h
}

func hashByte(h uint64, b byte) uint64 { return (h ^ uint64(b)) * 1099511628211 }
