package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// Bounds of a request. docs/SERVE.md lists them.
const (
	maxAddress    = 8 << 10          // bytes of the path and query
	maxParameters = 200              // of the query
	maxQuery      = 1000             // bytes of the search words q
	maxQueryWords = 32               // the store searches for no more
	maxPage       = 1_000_000        // number of a page of a list
	maxForm       = 1 << 20          // bytes of a form without a file
	maxFormFiles  = 256 << 20        // bytes of a form with files
	uploadMemory  = 8 << 20          // bytes of it that are kept in memory; the rest is in temporary files
	pageTime      = 60 * time.Second // for a page to be made
	uploadTime    = 15 * time.Minute // for a form with files to arrive
)

// bounded refuses addresses that are too long or have too many parts, and gives
// a page a limited time. Parts for programs bound their time themselves.
func (s *Server) bounded(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if len(r.RequestURI) > maxAddress {
			return echo.NewHTTPError(http.StatusRequestURITooLong,
				fmt.Sprintf("The address is too long: at most %d bytes are read. Use fewer filters.", maxAddress))
		}
		if err := checkQuery(r.URL.RawQuery); err != nil {
			return err
		}
		if _, ok := s.mounted(c); ok || !reads(r) {
			return next(c)
		}
		ctx, cancel := context.WithTimeout(r.Context(), s.pageTime)
		defer cancel()
		c.SetRequest(r.WithContext(ctx))
		defer c.SetRequest(r) // errors are answered when ctx has ended
		err := next(c)
		if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return echo.NewHTTPError(http.StatusServiceUnavailable,
				fmt.Sprintf("This page took longer than %v to make. Try with fewer results, or later.", s.pageTime))
		}
		return err
	}
}

// reads reports whether a request asks for a page and changes nothing. HEAD is
// answered as GET is, without the body.
func reads(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

func checkQuery(raw string) error {
	if n := strings.Count(raw, "&"); n >= maxParameters {
		return echo.NewHTTPError(http.StatusBadRequest,
			fmt.Sprintf("The address has %d parameters; at most %d are read.", n+1, maxParameters))
	}
	q, err := url.ParseQuery(raw)
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "Malformed address.")
	}
	for _, words := range q["q"] {
		if n := len(strings.Fields(words)); len(words) > maxQuery || n > maxQueryWords {
			return echo.NewHTTPError(http.StatusBadRequest,
				fmt.Sprintf("Too many words: at most %d words and %d bytes are searched for.", maxQueryWords, maxQuery))
		}
	}
	return nil
}

// readForm reads the body of a form, within bounds.
func readForm(c echo.Context) error {
	r := c.Request()
	kind, _, _ := strings.Cut(r.Header.Get(echo.HeaderContentType), ";")
	var err error
	switch strings.ToLower(strings.TrimSpace(kind)) {
	case echo.MIMEApplicationForm:
		r.Body = http.MaxBytesReader(c.Response(), r.Body, maxForm)
		err = r.ParseForm()
	case echo.MIMEMultipartForm:
		allowUpload(c.Response())
		r.Body = http.MaxBytesReader(c.Response(), r.Body, maxFormFiles)
		err = r.ParseMultipartForm(uploadMemory)
	default:
		return echo.NewHTTPError(http.StatusUnsupportedMediaType, "This is not a form of Gainsay's.")
	}
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		return echo.NewHTTPError(http.StatusRequestEntityTooLarge,
			fmt.Sprintf("This is too large: at most %d bytes are accepted.", large.Limit))
	}
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, "The form could not be read.")
	}
	return nil
}

// allowUpload extends the time that the server gives for reading a request, and
// that for answering it, which runs from the same moment. Servers without
// deadlines, as in tests, have nothing to extend and return errors.
func allowUpload(w http.ResponseWriter) {
	control, end := http.NewResponseController(w), time.Now().Add(uploadTime)
	_ = control.SetReadDeadline(end)
	_ = control.SetWriteDeadline(end.Add(pageTime))
}
