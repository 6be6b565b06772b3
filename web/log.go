package web

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/labstack/echo/v4"
)

// statusClosed is logged for a client that left before the answer; nobody gets it.
const statusClosed = 499

// logged gives the request an id and answers errors. With Config.LogRequests it
// logs a line for each request, without the query: that holds what people search
// for.
func (s *Server) logged(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start, from := time.Now(), client(c)
		from.id = rand.Text()[:12]
		c.Response().Header().Set(echo.HeaderXRequestID, from.id)
		if err := recovered(next)(c); err != nil {
			c.Error(err)
		}
		s.counters.request(c, time.Since(start))
		if !s.conf.LogRequests {
			return nil
		}
		r, w := c.Request(), c.Response()
		s.log.Info("request", "id", from.id, "method", r.Method, "path", r.URL.Path, "status", w.Status,
			"bytes", w.Size, "ms", time.Since(start).Milliseconds(), "user", from.user.Name, "key", from.key, "addr", from.addr.String())
		return nil
	}
}

// panicked is an error that a panic caused.
type panicked struct {
	value any
	stack []byte
}

func (p panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }

// recovered turns a panic of next into an error.
func recovered(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			if p := recover(); p == http.ErrAbortHandler {
				panic(p)
			} else if p != nil {
				err = panicked{p, debug.Stack()}
			}
		}()
		return next(c)
	}
}

// logError logs an error that is the server's.
func (s *Server) logError(c echo.Context, err error) {
	args := []any{"id", client(c).id, "path", c.Request().URL.Path, "error", err}
	if p, ok := err.(panicked); ok {
		args = append(args, "stack", string(p.stack))
	}
	s.log.Error("request failed", args...)
}

func logger(l *slog.Logger) *slog.Logger {
	if l == nil {
		return slog.Default()
	}
	return l
}
