package access

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/gainsay/gainsay/account"
	"golang.org/x/time/rate"
)

// burstTime is how long a program may save up requests.
const burstTime = 2 * time.Second

// rates has a token bucket for each key that was used. There are as many as
// keys were, so none is removed.
type rates struct {
	mu    sync.Mutex
	byKey map[string]*rate.Limiter
}

func (r *rates) of(k account.Key) *rate.Limiter {
	r.mu.Lock()
	defer r.mu.Unlock()
	l := r.byKey[k.Name]
	if l == nil || l.Limit() != rate.Limit(k.Rate) {
		if r.byKey == nil {
			r.byKey = map[string]*rate.Limiter{}
		}
		l = rate.NewLimiter(rate.Limit(k.Rate), burst(k))
		r.byKey[k.Name] = l
	}
	return l
}

func burst(k account.Key) int { return max(1, k.Rate*int(burstTime/time.Second)) }

// Limit counts a request of a key and writes the headers RateLimit-Limit,
// RateLimit-Remaining, RateLimit-Reset and RateLimit-Policy (IETF draft
// httpapi-ratelimit-headers-06), and for a request too many, which gets a
// *LimitError, Retry-After. Keys without a limit get no header.
func (g *Guard) Limit(h http.Header, k account.Key) error {
	if k.Rate <= 0 {
		return nil
	}
	l, now := g.rates.of(k), g.now()
	ok := l.AllowN(now, 1)
	left := max(l.TokensAt(now), 0)
	full := time.Duration((float64(burst(k)) - left) / float64(k.Rate) * float64(time.Second))
	h.Set("RateLimit-Limit", strconv.Itoa(burst(k)))
	h.Set("RateLimit-Remaining", strconv.Itoa(int(left)))
	h.Set("RateLimit-Reset", strconv.Itoa(seconds(full)))
	h.Set("RateLimit-Policy", strconv.Itoa(burst(k))+";w="+strconv.Itoa(int(burstTime/time.Second)))
	if ok {
		return nil
	}
	err := &LimitError{time.Duration((1 - left) / float64(k.Rate) * float64(time.Second))}
	RetryAfter(h, err.After)
	return err
}

// RetryAfter writes the header Retry-After, in whole seconds.
func RetryAfter(h http.Header, wait time.Duration) {
	h.Set("Retry-After", strconv.Itoa(max(1, seconds(wait))))
}

// seconds rounds up.
func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }
