package web

import (
	"strings"
	"sync"

	"github.com/labstack/echo/v4"
)

// slotKey is where a request keeps the function that releases its slot.
const slotKey = "slot"

// isHeavy reports whether a page takes much processor time where the database
// is large. Exports are none: they are written as fast as they are read.
func isHeavy(route string) bool {
	switch route {
	case "/assertions", "/search", "/overview", "/overview.csv", "/author", "/authors", "/agreement", "/topic", "/review":
		return true
	}
	return strings.HasPrefix(route, "/threads/:key") && !strings.Contains(route, "/export/")
}

// queued makes as many heavy pages at a time as there are processors, so that
// many requests for them do not keep small pages waiting. A client that leaves
// leaves the queue.
func (s *Server) queued(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !reads(c.Request()) || !isHeavy(c.Path()) {
			return next(c)
		}
		ctx := c.Request().Context()
		select {
		case s.slots <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
		release := sync.OnceFunc(func() { <-s.slots })
		defer release()
		c.Set(slotKey, release)
		return next(c)
	}
}

// releaseSlot ends the work on a page, of which only sending is left: a slow
// reader keeps nobody waiting.
func releaseSlot(c echo.Context) {
	if release, ok := c.Get(slotKey).(func()); ok {
		release()
	}
}
