package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Scope says what a program that has a key may do. Each scope may do all that
// the one before may.
type Scope string

const (
	Read     Scope = "read"     // reads everything
	Write    Scope = "write"    // adds threads and comments, has comments checked
	Moderate Scope = "moderate" // decides marks, deletes, restores and erases
)

// Scopes lists all scopes, the least first.
func Scopes() []Scope { return []Scope{Read, Write, Moderate} }

// May reports whether a key with scope s may do what needs the scope need. The
// empty scope and unknown ones may do nothing.
func (s Scope) May(need Scope) bool {
	rank := map[Scope]int{Read: 1, Write: 2, Moderate: 3}
	return rank[need] > 0 && rank[s] >= rank[need]
}

// ParseScope returns the scope of a name.
func ParseScope(s string) (Scope, error) {
	if c := Scope(s); c.May(Read) {
		return c, nil
	}
	return "", fmt.Errorf("scope %q: use read, write or moderate", s)
}

// Key is the right of a program to call the server. The key itself is known to
// the program alone; the database has its hash.
type Key struct {
	Name    string
	Scope   Scope
	Short   bool // of 12 hexadecimal digits, for Akismet clients alone
	Rate    int  // requests a second, 0 for any number
	Created time.Time
	Used    time.Time // last request, to within 5 minutes; zero if there was none
}

// MaxRate is the highest limit of a key, in requests a second.
const MaxRate = 1_000_000

// ErrNoKey is returned for a key that never was or is revoked.
var ErrNoKey = errors.New("no such key")

const (
	keyPrefix  = "gainsay_" // so that programs that look for leaked keys recognise it
	longLength = len(keyPrefix) + tokenLength
	// shortLength is what Akismet clients accept: WordPress drops what is no
	// hexadecimal digit and wants twelve.
	shortLength = 12
)

// NewKey returns a random key: of 130 bits, or, if short, of 48 bits as 12
// hexadecimal digits.
func NewKey(short bool) string {
	if !short {
		return keyPrefix + NewToken()
	}
	b := make([]byte, shortLength/2)
	rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// HashKey returns the SHA-256 hash of a key. It is false for what NewKey cannot
// have returned.
func HashKey(key string) ([]byte, bool) {
	switch token, long := strings.CutPrefix(key, keyPrefix); {
	case long && len(key) == longLength:
		if _, ok := HashToken(token); !ok {
			return nil, false
		}
	case len(key) == shortLength:
		if key = strings.ToLower(key); strings.Trim(key, "0123456789abcdef") != "" {
			return nil, false
		}
	default:
		return nil, false
	}
	h := sha256.Sum256([]byte(key))
	return h[:], true
}
