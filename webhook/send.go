package webhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/gainsay/gainsay/view"
)

// pauses are those after failed attempts, as Standard Webhooks recommends them.
// A notice whose attempt after the last pause fails is given up.
var pauses = []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
	10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour}

const (
	sendTime  = 15 * time.Second // for an attempt
	idleTime  = 30 * time.Second // until notices of other programs are looked for
	soon      = time.Second      // until a webhook that is being sent to is looked at again
	maxAnswer = 64 << 10         // bytes read of an answer, so that the connection can be used again
	maxAtOnce = 16               // attempts at the same time
	longest   = 24 * time.Hour   // that Retry-After may ask for
)

// Sender sends notices.
type Sender struct {
	Store  Store
	Client *http.Client // must refuse private addresses where they are not allowed
	Log    *slog.Logger
	Now    func() time.Time                       // nil for time.Now
	After  func(d time.Duration) <-chan time.Time // nil for time.After

	once sync.Once
	wake chan struct{}
}

func (s *Sender) init() {
	s.once.Do(func() {
		s.wake = make(chan struct{}, 1)
		if s.Now == nil {
			s.Now = time.Now
		}
		if s.After == nil {
			s.After = time.After
		}
	})
}

// Wake says that there are new notices.
func (s *Sender) Wake() {
	s.init()
	select {
	case s.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// Run sends notices until ctx ends. Each webhook gets one notice at a time, so
// that a slow receiver delays its own alone.
func (s *Sender) Run(ctx context.Context) {
	s.init()
	var busy sync.Map // name of a webhook that is being sent to
	var running sync.WaitGroup
	defer running.Wait()
	slots := make(chan struct{}, maxAtOnce)
	for ctx.Err() == nil {
		wait := idleTime
		due, err := s.Store.NextNotices(ctx)
		if err != nil && ctx.Err() == nil {
			s.Log.Error("webhooks", "error", err)
		}
		for _, n := range due {
			if _, sending := busy.Load(n.Webhook); sending {
				continue
			}
			if left := n.Due.Sub(s.Now()); left > 0 {
				wait = min(wait, left)
				continue
			}
			select {
			case slots <- struct{}{}:
			default:
				continue // the end of another attempt wakes the loop
			}
			busy.Store(n.Webhook, true)
			running.Go(func() {
				if err := s.send(ctx, n); err != nil {
					s.Log.Error("webhooks", "error", err)
				}
				busy.Delete(n.Webhook)
				<-slots
				s.Wake()
			})
		}
		select {
		case <-ctx.Done():
		case <-s.wake:
		case <-s.After(wait):
		}
	}
}

// Watch calls add for each webhook that has a notice due, until ctx ends. add sees
// to it that Deliver is called, here or in another program, and reports whether it
// did not know the webhook already; then Watch soon looks again.
func (s *Sender) Watch(ctx context.Context, add func(ctx context.Context, webhook string) (added bool, err error)) {
	s.init()
	for ctx.Err() == nil {
		wait := idleTime
		due, err := s.Store.NextNotices(ctx)
		for _, n := range due {
			if left := n.Due.Sub(s.Now()); left > 0 {
				wait = min(wait, left)
				continue
			}
			added, failed := add(ctx, n.Webhook)
			err = errors.Join(err, failed)
			if !added {
				wait = min(wait, soon)
			}
		}
		if err != nil && ctx.Err() == nil {
			s.Log.Error("webhooks", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-s.wake:
		case <-s.After(wait):
		}
	}
}

// Deliver sends the notices of a webhook that are due, one after the other, until
// none is left or ctx ends.
func (s *Sender) Deliver(ctx context.Context, webhook string) error {
	s.init()
	for ctx.Err() == nil {
		all, err := s.Store.NextNotices(ctx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(n view.Notice) bool { return n.Webhook == webhook && !n.Due.After(s.Now()) })
		if i < 0 {
			return nil
		}
		if err := s.send(ctx, all[i]); err != nil {
			return err
		}
	}
	return nil
}

// send makes one attempt and saves what became of it. An error says that it could
// not be saved.
func (s *Sender) send(ctx context.Context, n view.Notice) error {
	pause, err := s.attempt(ctx, n)
	switch {
	case ctx.Err() != nil:
		return nil // the notice stays as it is
	case err == nil:
		err = s.Store.NoticeSent(ctx, n.ID)
	case pause == 0 || n.Attempts >= len(pauses):
		s.Log.Warn("webhook notice given up", "webhook", n.Webhook, "message", n.Message, "error", err)
		err = s.Store.NoticeFailed(ctx, n.ID, err.Error(), time.Time{})
	default:
		s.Log.Info("webhook notice failed", "webhook", n.Webhook, "message", n.Message, "attempt", n.Attempts+1, "error", err)
		err = s.Store.NoticeFailed(ctx, n.ID, err.Error(), s.Now().Add(pause))
	}
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// attempt sends a notice. If that fails, it returns the pause before the next
// attempt, 0 for none.
func (s *Sender) attempt(ctx context.Context, n view.Notice) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	now := s.Now()
	signature, err := Sign(n.Secret, n.Message, now, n.Body)
	if err != nil {
		return 0, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, n.URL, bytes.NewReader(n.Body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "gainsay/1 (webhook)")
	r.Header.Set("Webhook-Id", n.Message)
	r.Header.Set("Webhook-Timestamp", strconv.FormatInt(now.Unix(), 10))
	r.Header.Set("Webhook-Signature", signature)
	pause := pauses[min(n.Attempts, len(pauses)-1)]
	pause += rand.N(pause/10 + 1) // so that receivers are not all asked at once
	res, err := s.Client.Do(r)
	if err != nil {
		return pause, shorten(err)
	}
	defer res.Body.Close()
	_, _ = io.CopyN(io.Discard, res.Body, maxAnswer)
	switch {
	case res.StatusCode >= 200 && res.StatusCode < 300:
		return 0, nil
	case res.StatusCode == http.StatusGone:
		pause = 0
	case res.StatusCode == http.StatusTooManyRequests, res.StatusCode == http.StatusServiceUnavailable:
		if asked, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil && asked > 0 {
			pause = max(pause, min(time.Duration(asked)*time.Second, longest))
		}
	}
	return pause, fmt.Errorf("the receiver answers %s", res.Status)
}

// shorten takes the method and address off an error of a client.
func shorten(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
