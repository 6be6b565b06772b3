// Package account knows users of a shared server: their roles, passwords and
// sessions, and the keys of programs. It keeps nothing; package store does.
package account

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Role says what a user may do. Each role may do all that the one before may.
type Role string

const (
	Reader Role = "reader" // reads all pages
	Coder  Role = "coder"  // decides marks
	Admin  Role = "admin"  // adds, deletes and erases; manages users
)

// Roles lists all roles, the least first.
func Roles() []Role { return []Role{Reader, Coder, Admin} }

// May reports whether a user with role r may do what needs the role need. The
// empty role and unknown ones may do nothing.
func (r Role) May(need Role) bool {
	rank := map[Role]int{Reader: 1, Coder: 2, Admin: 3}
	return rank[need] > 0 && rank[r] >= rank[need]
}

// ParseRole returns the role of a name.
func ParseRole(s string) (Role, error) {
	if r := Role(s); r.May(Reader) {
		return r, nil
	}
	return "", fmt.Errorf("role %q: use reader, coder or admin", s)
}

// User is an account.
type User struct {
	Name     string
	Role     Role
	Created  time.Time
	Sessions int // sessions that have not expired
}

var (
	// ErrNoUser is returned for a name that no account has.
	ErrNoUser = errors.New("no such user")
	// ErrExists is returned for a new account whose name is taken.
	ErrExists = errors.New("the name is taken")
	// ErrNoSession is returned for a session that never was or is over.
	ErrNoSession = errors.New("no such session")
)

// MaxName is the longest name, in bytes.
const MaxName = 100

// CleanName returns a name in the form in which it is kept: without spaces
// around it, in Unicode normalization form C.
func CleanName(s string) (string, error) {
	s = norm.NFC.String(strings.TrimSpace(s))
	switch {
	case s == "" || len(s) > MaxName:
		return "", fmt.Errorf("a name has 1 to %d bytes", MaxName)
	case !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }):
		return "", errors.New("a name has printable characters only")
	}
	return s, nil
}

// A session ends IdleTime after its last request, and SessionTime after it
// began in any case.
const (
	IdleTime    = 12 * time.Hour
	SessionTime = 7 * 24 * time.Hour
)

// NewToken returns a random token of 130 bits. A browser keeps it; the
// database has its hash only, so that who reads the file cannot use it.
func NewToken() string { return rand.Text() }

// tokenLength is the length of what NewToken returns, in bytes.
const tokenLength = 26

// HashToken returns the SHA-256 hash of a token. It is false for what NewToken
// cannot have returned.
func HashToken(token string) ([]byte, bool) {
	if len(token) != tokenLength || strings.Trim(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != "" {
		return nil, false
	}
	h := sha256.Sum256([]byte(token))
	return h[:], true
}
