package web

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/labstack/echo/v4"
)

// TestQueued: while every slot is taken, small pages are served, heavy ones wait
// until a slot is free or their client leaves, and sending needs no slot.
func TestQueued(t *testing.T) {
	s := &Server{slots: make(chan struct{}, 1)}
	request := func(ctx context.Context, route string, h echo.HandlerFunc) error {
		e := echo.New()
		c := e.NewContext(httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil), httptest.NewRecorder())
		c.SetPath(route)
		return s.queued(h)(c)
	}
	fine := func(echo.Context) error { return nil }
	err := request(t.Context(), "/assertions", func(c echo.Context) error {
		if err := request(t.Context(), "/method", fine); err != nil {
			t.Errorf("a small page beside a heavy one: %v", err)
		}
		left, leave := context.WithCancel(t.Context())
		leave()
		if err := request(left, "/threads/:key/map", fine); !errors.Is(err, context.Canceled) {
			t.Errorf("a heavy page without a slot: %v", err)
		}
		releaseSlot(c)
		return request(t.Context(), "/search", fine)
	})
	if err != nil {
		t.Error(err)
	}
	if len(s.slots) != 0 {
		t.Errorf("%d slots are kept", len(s.slots))
	}
}
