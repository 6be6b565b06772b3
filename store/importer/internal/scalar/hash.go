package scalar

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Hash returns ten hexadecimal digits of the SHA-256 of the parts, for ids that
// the source lacks.
func Hash(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:5])
}
