package access

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"testing"
	"time"

	"github.com/gainsay/gainsay/account"
)

// keys is a Store in memory, by hash.
type keys map[string]account.Key

func (k keys) NeedsKey(context.Context) (bool, error) { return len(k) > 0, nil }

func (k keys) UseKey(_ context.Context, hash []byte, _ time.Time) (account.Key, error) {
	key, ok := k[string(hash)]
	if !ok {
		return account.Key{}, account.ErrNoKey
	}
	return key, nil
}

func (k keys) add(name string, scope account.Scope, rate int) string {
	key := account.NewKey(false)
	hash, _ := account.HashKey(key)
	k[string(hash)] = account.Key{Name: name, Scope: scope, Rate: rate}
	return key
}

func TestAuthorize(t *testing.T) {
	store := keys{}
	open, closed := New(store, true, nil), New(store, false, nil)
	if k, err := open.Authorize(t.Context(), "", account.Moderate); err != nil || k.Name != "" {
		t.Errorf("open server without keys: %+v, %v", k, err)
	}
	if _, err := closed.Authorize(t.Context(), "", account.Read); !errors.Is(err, ErrMissing) || Status(err) != 401 {
		t.Errorf("no key: %v", err)
	}
	key := store.add("bot", account.Write, 0)
	if _, err := open.Authorize(t.Context(), "", account.Read); !errors.Is(err, ErrMissing) {
		t.Errorf("open server that has keys: %v", err)
	}
	ctx := With(t.Context(), &Request{})
	if k, err := closed.Authorize(ctx, key, account.Write); err != nil || k.Name != "bot" || Of(ctx).Key != "bot" {
		t.Errorf("valid key: %+v, %v, logged as %q", k, err, Of(ctx).Key)
	}
	var scope *ScopeError
	if _, err := closed.Authorize(ctx, key, account.Moderate); !errors.As(err, &scope) || Status(err) != 403 {
		t.Errorf("scope too small: %v", err)
	}
	for _, bad := range []string{"x", account.NewKey(false), account.NewKey(true)} {
		if _, err := closed.Authorize(ctx, bad, account.Read); !errors.Is(err, ErrInvalid) || Status(err) != 401 {
			t.Errorf("key %q: %v", bad, err)
		}
	}
}

// TestGuessing lets one network wait, not the others, and not for good.
func TestGuessing(t *testing.T) {
	store, now := keys{}, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	key := store.add("bot", account.Read, 0)
	g := New(store, false, func() time.Time { return now })
	bad := With(t.Context(), &Request{Addr: netip.MustParseAddr("2001:db8::1")})
	for range 21 {
		_, _ = g.Authorize(bad, account.NewKey(true), account.Read)
	}
	near := With(t.Context(), &Request{Addr: netip.MustParseAddr("2001:db8::2")})
	var limit *LimitError
	if _, err := g.Authorize(near, key, account.Read); !errors.As(err, &limit) || Status(err) != 429 {
		t.Errorf("after 21 guesses: %v", err)
	}
	far := With(t.Context(), &Request{Addr: netip.MustParseAddr("192.0.2.1")})
	if _, err := g.Authorize(far, key, account.Read); err != nil {
		t.Errorf("another network: %v", err)
	}
	now = now.Add(2 * time.Second)
	if _, err := g.Authorize(near, key, account.Read); err != nil {
		t.Errorf("after the pause: %v", err)
	}
}

func TestLimit(t *testing.T) {
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	g := New(keys{}, false, func() time.Time { return now })
	bot, h := account.Key{Name: "bot", Rate: 2}, http.Header{}
	for i := range 4 {
		if err := g.Limit(h, bot); err != nil {
			t.Fatalf("request %d: %v", i, err)
		}
	}
	if h.Get("RateLimit-Limit") != "4" || h.Get("RateLimit-Remaining") != "0" || h.Get("RateLimit-Reset") != "2" ||
		h.Get("RateLimit-Policy") != "4;w=2" || h.Get("Retry-After") != "" {
		t.Errorf("headers %v", h)
	}
	if err := g.Limit(h, bot); Status(err) != http.StatusTooManyRequests || h.Get("Retry-After") != "1" {
		t.Errorf("a fifth request: %v, headers %v", err, h)
	}
	if err := g.Limit(http.Header{}, account.Key{Name: "other", Rate: 2}); err != nil {
		t.Errorf("another key: %v", err)
	}
	now = now.Add(500 * time.Millisecond)
	if err := g.Limit(h, bot); err != nil {
		t.Errorf("half a second later: %v", err)
	}
	if h := (http.Header{}); g.Limit(h, account.Key{Name: "free"}) != nil || len(h) > 0 {
		t.Errorf("headers of a key without limit: %v", h)
	}
	bot.Rate = 5
	if err := g.Limit(h, bot); err != nil {
		t.Errorf("after the limit was raised: %v", err)
	}
}

func TestBearer(t *testing.T) {
	for header, want := range map[string]string{"": "", "Bearer abc": "abc", "bearer  abc ": "abc", "Basic abc": "", "Bearer": ""} {
		r, _ := http.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Authorization", header)
		if got := Bearer(r); got != want {
			t.Errorf("%q: %q, want %q", header, got, want)
		}
	}
}
