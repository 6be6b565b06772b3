package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/gainsay/gainsay/account"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/web"
	"github.com/gainsay/gainsay/web/access"
	"github.com/gainsay/gainsay/web/door"
	"github.com/gainsay/gainsay/web/door/akismet"
	"github.com/gainsay/gainsay/web/door/coral"
	"github.com/gainsay/gainsay/web/door/openai"
	"github.com/gainsay/gainsay/web/door/perspective"
	"github.com/spf13/cobra"
)

// doorOptions are the flags about doors.
type doorOptions struct {
	open, shadow []string
	secrets      string // file with the signing secrets of Coral
	encoder      bool
}

func (o *doorOptions) flags(c *cobra.Command) {
	names := strings.Join(door.Names(), ", ")
	c.Flags().StringSliceVar(&o.open, "doors", []string{"all"},
		"answer software written for other services (docs/DOORS.md): all, none, or some of "+names)
	c.Flags().StringSliceVar(&o.shadow, "shadow", nil, "doors that let everything through and record what they would say, for the page /doors")
	c.Flags().StringVar(&o.secrets, "coral-secrets", "", "`FILE` with the signing secrets of Coral's moderation phases, one a line")
	c.Flags().BoolVar(&o.encoder, "door-encoder", false, "let doors use the sentence encoder: better scores, but three times slower")
}

// check reads the lists of doors.
func (o *doorOptions) check() (err error) {
	if o.open, err = door.ParseNames(o.open); err != nil {
		return usagef("--doors: %v", err)
	}
	if len(o.shadow) > 0 {
		if o.shadow, err = door.ParseNames(o.shadow); err != nil {
			return usagef("--shadow: %v", err)
		}
	}
	for _, n := range o.shadow {
		if !slices.Contains(o.open, n) {
			return usagef("--shadow %s: this door is not open; name it in --doors too", n)
		}
	}
	if o.secrets != "" && !slices.Contains(o.open, door.Coral) {
		return usagef("--coral-secrets: the door coral is not open")
	}
	return nil
}

// recordsKept is how long records of the shadow mode are kept.
const recordsKept = 180 * 24 * time.Hour

// serve makes the open doors; the caller must call stop. guard knows the keys.
func (o *doorOptions) serve(ctx context.Context, d *store.DB, guard *access.Guard, log *slog.Logger) (
	stop func(), mounts []web.Mount, err error) {
	if len(o.open) == 0 {
		return func() {}, nil, nil
	}
	mode := encoderOff
	if o.encoder {
		mode = encoderOn
	}
	engine, err := newDoorEngine(d, mode)
	if err != nil {
		return nil, nil, err
	}
	secrets, err := readSecrets(o.secrets)
	if err != nil {
		return nil, nil, err
	}
	if _, err := d.PruneDoorRecords(ctx, time.Now().Add(-recordsKept)); err != nil {
		return nil, nil, err
	}
	s := &door.Service{Engine: engine, Records: d, Keys: doorKeys{guard}, Shadow: o.shadow,
		Failed: func(r *http.Request, err error) {
			log.Error("request failed", "id", access.Of(r.Context()).ID, "path", r.URL.Path, "error", err)
		}}
	s.Start(func(err error) { log.Error("records of the shadow mode are lost", "error", err) })
	all := map[string]door.Door{door.Perspective: perspective.New(s), door.Akismet: akismet.New(s),
		door.Coral: coral.New(s, secrets), door.OpenAI: openai.New(s)}
	for _, name := range o.open {
		if name == door.Coral && len(secrets) == 0 {
			continue // nobody could sign
		}
		for _, path := range all[name].Paths() {
			mounts = append(mounts, web.Mount{Prefix: path, Handler: all[name], Fail: all[name].Refuse,
				KeyHost: name == door.Akismet})
		}
	}
	return func() { _, _ = s.Close(), engine.Close() }, mounts, nil
}

// readSecrets reads one secret a line.
func readSecrets(file string) ([]string, error) {
	if file == "" {
		return nil, nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the secrets of Coral: %w", err)
	}
	out := strings.Fields(string(b))
	if len(out) == 0 {
		return nil, usagef("--coral-secrets %s: there is no secret in it", file)
	}
	return out, nil
}

// doorKeys are the keys of programs.
type doorKeys struct{ *access.Guard }

var _ door.Keys = doorKeys{}

// Check implements door.Keys.
func (k doorKeys) Check(ctx context.Context, h http.Header, name, key string) (string, error) {
	found, err := k.Authorize(ctx, key, account.Write)
	if err == nil && found.Short && name != door.Akismet {
		err = access.ErrInvalid
	}
	if err == nil {
		err = k.Limit(h, found)
	}
	var scope *access.ScopeError
	var limit *access.LimitError
	switch {
	case errors.Is(err, access.ErrMissing), errors.Is(err, access.ErrInvalid), errors.As(err, &scope):
		return "", door.ErrKey
	case errors.As(err, &limit):
		return "", &door.LimitError{After: limit.After}
	}
	return found.Name, err
}
