// Package access decides which programs may call the server, and how often.
package access

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/gainsay/gainsay/account"
)

// Store knows the keys, and whether programs need one. UseKey returns account.ErrNoKey for unknown ones.
type Store interface {
	NeedsKey(ctx context.Context) (bool, error)
	UseKey(ctx context.Context, hash []byte, now time.Time) (account.Key, error)
}

// Guard tells programs apart by their keys. Its methods may be called
// concurrently.
type Guard struct {
	store  Store
	open   bool
	now    func() time.Time
	failed *account.Limiter // by address: guessing of keys
	rates  rates
}

// New returns a Guard. If open, everyone may do all as long as there is no key
// and no user: for a server that only this machine reaches. now may be nil for
// time.Now.
func New(store Store, open bool, now func() time.Time) *Guard {
	if now == nil {
		now = time.Now
	}
	return &Guard{store: store, open: open, now: now,
		failed: &account.Limiter{Free: 20, Longest: time.Minute, Size: 10_000, Now: now}}
}

// Errors of Authorize. Status gives their HTTP status.
var (
	// ErrMissing is returned for a request without a key.
	ErrMissing = errors.New("a key is needed")
	// ErrInvalid is returned for a key that is unknown or revoked.
	ErrInvalid = errors.New("the key is not valid")
)

// ScopeError is returned for a key that may not do what is asked.
type ScopeError struct{ Has, Needs account.Scope }

func (e *ScopeError) Error() string {
	return fmt.Sprintf("the key has the scope %s; this needs %s", e.Has, e.Needs)
}

// LimitError is returned for a program that calls too often.
type LimitError struct{ After time.Duration }

func (e *LimitError) Error() string {
	return fmt.Sprintf("too many requests; try again in %d s", seconds(e.After))
}

// Authorize returns the key of a request that needs a scope. As long as none
// is needed, the Guard of an open server returns one that has no name and may do all. Of
// whom ctx is the request, it notes the name of the key, and it slows down who
// guesses keys. The errors are ErrMissing, ErrInvalid, *ScopeError, *LimitError
// or those of the store.
func (g *Guard) Authorize(ctx context.Context, key string, scope account.Scope) (account.Key, error) {
	if g.open {
		needed, err := g.store.NeedsKey(ctx)
		if err != nil {
			return account.Key{}, err
		}
		if !needed {
			return account.Key{Scope: account.Moderate}, nil
		}
	}
	if key == "" {
		return account.Key{}, ErrMissing
	}
	k, err := g.find(ctx, key)
	if err != nil {
		return account.Key{}, err
	}
	Of(ctx).Key = k.Name
	if !k.Scope.May(scope) {
		return account.Key{}, &ScopeError{k.Scope, scope}
	}
	return k, nil
}

// find returns a key. Who failed too often has to wait, even with a valid key.
func (g *Guard) find(ctx context.Context, key string) (account.Key, error) {
	from := Network(Of(ctx).Addr)
	if wait := g.failed.Wait(from); wait > 0 {
		return account.Key{}, &LimitError{wait}
	}
	hash, ok := account.HashKey(key)
	err := account.ErrNoKey
	var k account.Key
	if ok {
		k, err = g.store.UseKey(ctx, hash, g.now())
	}
	if errors.Is(err, account.ErrNoKey) {
		g.failed.Attempt(from)
		err = ErrInvalid
	}
	return k, err
}

// Network is what one customer of a provider usually has: an IPv4 address, or
// the 64 bits of an IPv6 network.
func Network(a netip.Addr) string {
	if a.Is6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}

// Status returns the HTTP status that answers an error of Authorize or Limit,
// 500 for those of the store.
func Status(err error) int {
	var scope *ScopeError
	var limit *LimitError
	switch {
	case errors.Is(err, ErrMissing), errors.Is(err, ErrInvalid):
		return http.StatusUnauthorized
	case errors.As(err, &scope):
		return http.StatusForbidden
	case errors.As(err, &limit):
		return http.StatusTooManyRequests
	}
	return http.StatusInternalServerError
}

// Bearer returns the key in the header Authorization, "" without one.
func Bearer(r *http.Request) string {
	scheme, key, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(key)
}

// Request is what the log says about a request besides its address.
type Request struct {
	ID     string
	Addr   netip.Addr
	Secure bool   // over TLS, to the server or a trusted proxy
	Key    string // name of the key, "" before Authorize or without one
}

type requestKey struct{}

// With returns a context for one request.
func With(ctx context.Context, r *Request) context.Context {
	return context.WithValue(ctx, requestKey{}, r)
}

// Of returns the request of a context, an empty one if it has none.
func Of(ctx context.Context) *Request {
	if r, ok := ctx.Value(requestKey{}).(*Request); ok {
		return r
	}
	return &Request{}
}
