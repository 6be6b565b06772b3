package account

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// hash is a password hashed with argon2id (RFC 9106).
type hash struct {
	memory  uint32 // KiB
	time    uint32 // passes
	threads uint8
	salt    []byte
	key     []byte
}

// Parameters of new hashes, as OWASP recommends them for argon2id (Password
// Storage Cheat Sheet). A sign-in takes 19 MiB for about 30 ms.
const (
	newMemory  = 19 * 1024
	newTime    = 2
	newThreads = 1
	saltLength = 16
	keyLength  = 32
)

// Bounds of the parameters that parse accepts, so that a damaged row cannot take
// all memory or a minute.
const (
	maxMemory  = 1 << 20 // 1 GiB
	maxTime    = 64
	maxThreads = 64
	maxBytes   = 256 // of salt and key
)

// A password has at least MinPassword and at most MaxPassword bytes.
const (
	MinPassword = 10
	MaxPassword = 1000
)

// CheckPassword reports why a password cannot be used.
func CheckPassword(password string) error {
	switch {
	case !utf8.ValidString(password):
		return errors.New("the password is not valid UTF-8")
	case len(password) < MinPassword:
		return fmt.Errorf("the password is too short: it needs at least %d characters", MinPassword)
	case len(password) > MaxPassword:
		return fmt.Errorf("the password is too long: it may have %d bytes", MaxPassword)
	}
	return nil
}

// HashPassword returns the argon2id hash of a password in PHC string format,
// with its parameters and a random salt.
func HashPassword(password string) string {
	h := hash{memory: newMemory, time: newTime, threads: newThreads, salt: make([]byte, saltLength)}
	rand.Read(h.salt) // never fails
	h.key = h.derive(password, keyLength)
	return h.String()
}

// VerifyPassword reports whether phc, in PHC string format, is the hash of the
// password. The error is about phc alone.
func VerifyPassword(phc, password string) (bool, error) {
	h, err := parsePHC(phc)
	if err != nil {
		return false, err
	}
	key := h.derive(password[:min(len(password), MaxPassword+1)], uint32(len(h.key)))
	return subtle.ConstantTimeCompare(key, h.key) == 1, nil
}

// unknownUser is the hash of a random password. Its verification takes as long
// as that of any new hash.
var unknownUser = hash{memory: newMemory, time: newTime, threads: newThreads,
	salt: make([]byte, saltLength), key: make([]byte, keyLength)}.String()

// VerifyUnknown takes as long as VerifyPassword, so that the time of an answer
// does not say whether a name is that of an account.
func VerifyUnknown(password string) {
	_, _ = VerifyPassword(unknownUser, password) // false: no password has a key of zeros
}

// derive computes the key of a password. Composed and decomposed characters are
// the same: keyboards differ.
func (h hash) derive(password string, length uint32) []byte {
	return argon2.IDKey([]byte(norm.NFC.String(password)), h.salt, h.time, h.memory, h.threads, length)
}

// String returns the hash in PHC string format:
//
//	$argon2id$v=19$m=19456,t=2,p=1$<salt>$<key>
func (h hash) String() string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.memory, h.time, h.threads,
		b64(h.salt), b64(h.key))
}

var errPHC = errors.New("the password hash is damaged")

// parsePHC reads what String writes, and nothing else.
func parsePHC(s string) (h hash, err error) {
	f := strings.Split(s, "$")
	if len(f) != 6 || f[0] != "" || f[1] != "argon2id" || f[2] != "v="+strconv.Itoa(argon2.Version) {
		return h, errPHC
	}
	p := strings.Split(f[3], ",")
	if len(p) != 3 {
		return h, errPHC
	}
	memory, err1 := parameter(p[0], "m=", maxMemory)
	passes, err2 := parameter(p[1], "t=", maxTime)
	threads, err3 := parameter(p[2], "p=", maxThreads)
	if err := errors.Join(err1, err2, err3); err != nil || memory < 8*threads {
		return h, errPHC
	}
	h.memory, h.time, h.threads = memory, passes, uint8(threads)
	h.salt, err1 = base64.RawStdEncoding.Strict().DecodeString(f[4])
	h.key, err2 = base64.RawStdEncoding.Strict().DecodeString(f[5])
	if err := errors.Join(err1, err2); err != nil || len(h.salt) < 8 || len(h.key) < 16 ||
		len(h.salt) > maxBytes || len(h.key) > maxBytes || h.String() != s {
		return h, errPHC
	}
	return h, nil
}

// parameter reads one of the numbers of a PHC string, from 1 to most.
func parameter(s, name string, most uint64) (uint32, error) {
	digits, ok := strings.CutPrefix(s, name)
	n, err := strconv.ParseUint(digits, 10, 32)
	if !ok || err != nil || n < 1 || n > most {
		return 0, errPHC
	}
	return uint32(n), nil
}
