package perspective

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/gainsay/gainsay/web/door"
)

// failure is an error in the form of Google's APIs.
type failure struct {
	code    int
	status  string
	message string
	details []map[string]any
}

func (f failure) Error() string { return f.message }

func (f failure) write(w http.ResponseWriter) {
	body := map[string]any{"code": f.code, "message": f.message, "status": f.status}
	if len(f.details) > 0 {
		body["details"] = f.details
	}
	writeJSON(w, f.code, map[string]any{"error": body})
}

func invalid(message string) failure {
	return failure{http.StatusBadRequest, "INVALID_ARGUMENT", message, nil}
}

// typed is an error that the API gives a type.
func typed(message, kind string, more map[string]any) failure {
	detail := map[string]any{"@type": "type.googleapis.com/google.commentanalyzer.v1alpha1.Error", "errorType": kind}
	for k, v := range more {
		detail[k] = v
	}
	f := invalid(message)
	f.details = []map[string]any{detail}
	return f
}

// noLanguage says that an attribute cannot be scored in these languages.
func noLanguage(attribute string, languages []string) failure {
	short := make([]string, 0, len(languages))
	for _, l := range languages {
		short = append(short, clip(l))
	}
	return typed(fmt.Sprintf("Attribute %s does not support request languages: %s", attribute, strings.Join(short, ", ")),
		"LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE", map[string]any{"languageNotSupportedByAttributeError": map[string]any{
			"detectedLanguages": short, "attribute": attribute}})
}

const help = "https://github.com/gainsay/gainsay/blob/main/docs/PERSPECTIVE.md"

// fail answers with an error.
func (d *Door) fail(w http.ResponseWriter, r *http.Request, err error) {
	var f failure
	var limit *door.LimitError
	switch {
	case errors.As(err, &f):
	case errors.As(err, &limit):
		w.Header().Set("Retry-After", strconv.Itoa(limit.Seconds()))
		f = failure{http.StatusTooManyRequests, "RESOURCE_EXHAUSTED",
			"Quota exceeded for quota metric 'Analysis requests' of this key.", []map[string]any{
				{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "RATE_LIMIT_EXCEEDED",
					"domain": "googleapis.com", "metadata": map[string]string{"service": "commentanalyzer.googleapis.com",
						"retry_after_seconds": strconv.Itoa(limit.Seconds())}},
				{"@type": "type.googleapis.com/google.rpc.Help", "links": []map[string]string{
					{"description": "Limits of a key", "url": help}}}}}
	case errors.Is(err, door.ErrKey):
		f = invalid("API key not valid. Please pass a valid API key.")
		f.details = []map[string]any{{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID",
			"domain": "googleapis.com", "metadata": map[string]string{"service": "commentanalyzer.googleapis.com"}}}
	default:
		d.service.Fail(r, err)
		f = failure{http.StatusInternalServerError, "INTERNAL", "Internal error encountered.", nil}
	}
	f.write(w)
}

// statuses are the names of HTTP statuses in Google's APIs.
var statuses = map[int]string{http.StatusNotFound: "NOT_FOUND", http.StatusForbidden: "PERMISSION_DENIED",
	http.StatusUnauthorized: "UNAUTHENTICATED", http.StatusInternalServerError: "INTERNAL",
	http.StatusServiceUnavailable: "UNAVAILABLE", http.StatusTooManyRequests: "RESOURCE_EXHAUSTED"}

// Refuse implements door.Door.
func (d *Door) Refuse(w http.ResponseWriter, _ *http.Request, status int, message string) {
	failure{status, cmp.Or(statuses[status], "INVALID_ARGUMENT"), message, nil}.write(w)
}

func writeJSON(w http.ResponseWriter, code int, v any) {
	b, err := json.Marshal(v)
	if err != nil { // values are numbers and strings of ours
		code, b = http.StatusInternalServerError, []byte(`{"error":{"code":500,"status":"INTERNAL"}}`)
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(code)
	_, _ = w.Write(append(b, '\n')) // the client may have left
}

// clip shortens a word of a request for a message.
func clip(s string) string { return door.Clip(s, 100) }
