package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web"
	"github.com/gainsay/gainsay/web/access"
	"github.com/gainsay/gainsay/web/query"
)

// statusError is an error for the caller.
type statusError struct {
	status  int
	message string
}

func (e *statusError) Error() string { return e.message }

func failf(status int, format string, args ...any) error {
	return &statusError{status, fmt.Sprintf(format, args...)}
}

// explain returns the status and the message of an error, false for one that is
// the server's.
func explain(err error) (int, string, bool) {
	var own *statusError
	var wrong *query.Error
	var request *decide.RequestError
	var comment *view.CommentError
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &own):
		return own.status, own.message, true
	case errors.As(err, &wrong):
		return http.StatusBadRequest, wrong.Message, true
	case errors.As(err, &request):
		return http.StatusUnprocessableEntity, request.Message, true
	case errors.As(err, &comment):
		if comment.Conflict {
			return http.StatusConflict, comment.Message, true
		}
		return http.StatusUnprocessableEntity, comment.Message, true
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge, fmt.Sprintf("At most %d bytes are accepted.", large.Limit), true
	case errors.Is(err, view.ErrWebhookExists):
		return http.StatusConflict, "The name is taken.", true
	case errors.Is(err, view.ErrTrainingState):
		return http.StatusConflict, "It cannot be done: " + view.ErrTrainingState.Error() + ".", true
	case errors.Is(err, view.ErrNotFound), errors.Is(err, view.ErrNoWebhook):
		return http.StatusNotFound, "There is no such thing here.", true
	case access.Status(err) != http.StatusInternalServerError:
		return access.Status(err), sentence(err.Error()), true
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable, fmt.Sprintf("This took longer than %v. Try with fewer results, or later.", callTime), true
	}
	return http.StatusInternalServerError, "Something went wrong on the server.", false
}

func sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] + "." }

// fail answers a call that ended with an error.
func (a *API) fail(c *call, err error) {
	if c.r.Context().Err() != nil {
		return // the caller left
	}
	status, message, callers := explain(err)
	if !callers {
		a.Log.Error("request failed", "id", access.Of(c.ctx).ID, "path", c.r.URL.Path, "error", err)
	}
	var limit *access.LimitError
	if errors.As(err, &limit) {
		access.RetryAfter(c.w.Header(), limit.After)
	}
	if status == http.StatusUnauthorized {
		c.w.Header().Set("WWW-Authenticate", `Bearer realm="gainsay"`)
	}
	web.WriteProblem(c.w, c.r, status, message)
}

// unknown answers a request that no route fits. One with the method OPTIONS asks
// which methods an address takes.
func (a *API) unknown(w http.ResponseWriter, r *http.Request, mux *http.ServeMux) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		try := r.Clone(r.Context())
		try.Method = method
		if _, pattern := mux.Handler(try); pattern != "/" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		web.WriteProblem(w, r, http.StatusNotFound, "No such address; "+Prefix+"/openapi.json lists all.")
		return
	}
	w.Header().Set("Allow", "OPTIONS, "+strings.Join(allowed, ", "))
	if r.Method == http.MethodOptions {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	web.WriteProblem(w, r, http.StatusMethodNotAllowed, "This address takes "+strings.Join(allowed, " or ")+".")
}
