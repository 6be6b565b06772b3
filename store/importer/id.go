package importer

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// shortHash gives ten hexadecimal digits over the parts.
func shortHash(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:5])
}
