package scalar

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Hash gives ten hexadecimal digits over the parts.
func Hash(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:5])
}
