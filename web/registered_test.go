package web

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// Registered lists the addresses of all pages, for tests outside the package.
func Registered() []string {
	var out []string
	for _, p := range pages {
		out = append(out, p.path)
	}
	return out
}

// SetPageTime sets how long a page may take.
func (s *Server) SetPageTime(d time.Duration) { s.pageTime = d }

// Routes lists the routes of a server.
func Routes(s http.Handler) []*echo.Route { return s.(*Server).echo.Routes() }
