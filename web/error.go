package web

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/query"
	"github.com/labstack/echo/v4"
)

// errorPage is shown for a request that cannot be answered.
type errorPage struct {
	base
	Status  int
	Message string
}

// fail answers a request that ended with an error.
func (s *Server) fail(err error, c echo.Context) {
	if c.Response().Committed { // the reader left, or did not take the answer in time
		s.log.Debug("answer broken off", "id", client(c).id, "error", err)
		return
	}
	status, msg := s.explain(err, c)
	m, mounted := s.mounted(c)
	switch {
	case status == statusClosed:
		err = c.NoContent(status)
	case mounted:
		m.Fail(c.Response(), c.Request(), status, msg)
		err = nil
	case wantsJSON(c):
		err = c.JSON(status, map[string]string{"error": msg})
	default:
		err = s.render(c, status, "error", errorPage{s.base(c, http.StatusText(status), ""), status, msg})
	}
	if err != nil && c.Request().Context().Err() == nil {
		s.logError(c, err)
	}
}

// explain returns the status and message for an error. It logs those that are
// the server's.
func (s *Server) explain(err error, c echo.Context) (int, string) {
	var he *echo.HTTPError
	var wrong *query.Error
	var request *decide.RequestError
	switch {
	case c.Request().Context().Err() != nil:
		return statusClosed, ""
	case errors.Is(err, view.ErrCursor):
		return http.StatusBadRequest, "Unknown place in the list. Begin at its first page."
	case errors.Is(err, view.ErrNotFound), errors.Is(err, echo.ErrNotFound):
		return http.StatusNotFound, "Page not found."
	case errors.As(err, &wrong):
		return http.StatusBadRequest, wrong.Message
	case errors.As(err, &request):
		return http.StatusBadRequest, request.Message
	case errors.As(err, &he) && (he.Code < 500 || he.Code == http.StatusServiceUnavailable):
		return he.Code, fmt.Sprint(he.Message)
	}
	s.logError(c, err)
	return http.StatusInternalServerError,
		"Something went wrong on the server; see its log for request " + client(c).id + "."
}
