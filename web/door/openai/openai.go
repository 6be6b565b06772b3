// Package openai is the moderation endpoint of OpenAI's API. docs/DOORS.md says
// what differs.
package openai

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/access"
	"github.com/gainsay/gainsay/web/door"
)

// Model is the name of the model in answers: it says which categories are scored.
const Model = "gainsay-harassment-only"

// Categories of the API. Those that are not scored are false and 0: the types of
// clients allow no null for most of them.
const (
	harassment  = "harassment"
	threatening = "harassment/threatening"
)

var unscored = []string{"hate", "hate/threatening", "illicit", "illicit/violent", "self-harm", "self-harm/instructions",
	"self-harm/intent", "sexual", "sexual/minors", "violence", "violence/graphic"}

// nullable are the categories that clients' types allow to be null.
var nullable = map[string]bool{"illicit": true, "illicit/violent": true}

// Door is the protocol over a service.
type Door struct{ service *door.Service }

// New returns the door.
func New(s *door.Service) *Door { return &Door{s} }

// Name implements door.Door.
func (d *Door) Name() string { return door.OpenAI }

// Paths implements door.Door. The path may follow /openai too.
func (d *Door) Paths() []string { return []string{"/v1", "/" + door.OpenAI} }

func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.TrimPrefix(r.URL.Path, "/"+door.OpenAI) != "/v1/moderations" {
		d.Refuse(w, r, http.StatusNotFound, "Unknown request URL.")
		return
	}
	out, err := d.moderate(w, r)
	if err != nil {
		d.fail(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, out)
}

// Refuse implements door.Door.
func (d *Door) Refuse(w http.ResponseWriter, _ *http.Request, status int, message string) {
	writeJSON(w, status, map[string]any{"error": map[string]any{"message": message, "type": "invalid_request_error",
		"param": nil, "code": nil}})
}

// request is that of a moderation. Input is a string, a list of strings, or a list
// of parts.
type request struct {
	Input json.RawMessage `json:"input"`
	Model string          `json:"model"`
}

type part struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

// result is the judgement of one input.
type result struct {
	Flagged    bool                `json:"flagged"`
	Categories map[string]any      `json:"categories"`
	Scores     map[string]float64  `json:"category_scores"`
	Applied    map[string][]string `json:"category_applied_input_types"`
}

type answer struct {
	ID      string   `json:"id"`
	Model   string   `json:"model"`
	Results []result `json:"results"`
}

// malformed is an error of the request: of a parameter, "" for none.
type malformed struct{ message, param string }

func (m malformed) Error() string { return m.message }

// mostInputs is how many inputs one request may have.
const mostInputs = 64

// errMethod refuses what is not sent with POST.
var errMethod error = malformed{"Use POST.", ""}

func (d *Door) moderate(w http.ResponseWriter, r *http.Request) (out answer, err error) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return out, errMethod
	}
	key, err := d.service.Keys.Check(r.Context(), w.Header(), d.Name(), access.Bearer(r))
	if err != nil {
		return out, err
	}
	inputs, err := read(http.MaxBytesReader(w, r.Body, door.MaxBody))
	if err != nil {
		return out, err
	}
	out = answer{ID: "modr-" + rand.Text(), Model: Model, Results: []result{}}
	for _, s := range inputs {
		j, err := d.service.Engine.Judge(r.Context(), door.Comment{Text: door.Text{Text: s}})
		if err != nil {
			return out, err
		}
		out.Results = append(out.Results, d.result(key, out.ID, s, j))
	}
	return out, nil
}

// read reads the inputs of a request.
func read(body io.Reader) ([]string, error) {
	b, err := io.ReadAll(body)
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		return nil, malformed{fmt.Sprintf("The request is too large: at most %d bytes are read.", large.Limit), ""}
	}
	var q request
	if err != nil || json.Unmarshal(b, &q) != nil {
		return nil, malformed{"We could not parse the JSON body of your request.", ""}
	}
	inputs, err := texts(q.Input)
	if err != nil {
		return nil, err
	}
	if len(inputs) == 0 || len(inputs) > mostInputs {
		return nil, malformed{fmt.Sprintf("'input' must have 1 to %d items.", mostInputs), "input"}
	}
	for _, s := range inputs {
		if len(s) > maxInput {
			return nil, malformed{fmt.Sprintf("An input has %d bytes; at most %d are read.", len(s), maxInput), "input"}
		}
	}
	return inputs, nil
}

// maxInput is how many bytes an input may have.
const maxInput = 5 * door.MaxText

// texts reads the forms of an input. Parts are of one input, as in the API.
func texts(raw json.RawMessage) ([]string, error) {
	var one string
	if json.Unmarshal(raw, &one) == nil && len(raw) > 0 && raw[0] == '"' {
		return []string{one}, nil
	}
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		return list, nil
	}
	var parts []part
	if json.Unmarshal(raw, &parts) != nil {
		return nil, malformed{"'input' must be a string, a list of strings, or a list of parts.", "input"}
	}
	var all []string
	for _, p := range parts {
		if p.Type != "text" {
			return nil, malformed{"Only parts of type 'text' are supported, not '" + door.Clip(p.Type, 40) + "'.", "input"}
		}
		all = append(all, p.Text)
	}
	if len(all) == 0 {
		return nil, nil
	}
	return []string{strings.Join(all, "\n\n")}, nil
}

// flagFrom is the score from which a category is true.
const flagFrom = 0.5

// result makes the result for an input; in shadow mode the neutral one.
func (d *Door) result(key, id, input string, j door.Judgement) result {
	insult := j.Scores[door.Insult]
	values := map[string]float64{harassment: insult, threatening: min(insult, j.Scores[door.Threat])}
	if d.service.InShadow(d.Name()) {
		d.service.Record(view.DoorRecord{Door: d.Name(), Key: key, Ref: id, Digest: door.Digest(input),
			Attribute: string(door.Insult), Score: insult, Flagged: insult >= flagFrom, Time: d.service.Time()})
		values = map[string]float64{harassment: 0, threatening: 0}
	}
	out := result{Categories: map[string]any{}, Scores: map[string]float64{}, Applied: map[string][]string{}}
	for _, c := range unscored {
		out.Categories[c], out.Scores[c], out.Applied[c] = false, 0, []string{}
		if nullable[c] {
			out.Categories[c] = nil
		}
	}
	for c, v := range values {
		out.Categories[c], out.Scores[c], out.Applied[c] = v >= flagFrom, v, []string{"text"}
		out.Flagged = out.Flagged || v >= flagFrom
	}
	return out
}

// fail answers with an error in the form of the API.
func (d *Door) fail(w http.ResponseWriter, r *http.Request, err error) {
	var m malformed
	var limit *door.LimitError
	body := map[string]any{"message": err.Error(), "type": "invalid_request_error", "param": nil, "code": nil}
	status := http.StatusBadRequest
	switch {
	case err == errMethod:
		status = http.StatusMethodNotAllowed
	case errors.As(err, &m):
		if m.param != "" {
			body["param"] = m.param
		}
	case errors.As(err, &limit):
		status = http.StatusTooManyRequests
		w.Header().Set("Retry-After", strconv.Itoa(limit.Seconds()))
		body["message"], body["type"], body["code"] = "Rate limit reached.", "requests", "rate_limit_exceeded"
	case errors.Is(err, door.ErrKey):
		status = http.StatusUnauthorized
		body["message"], body["code"] = "Incorrect API key provided.", "invalid_api_key"
	default:
		d.service.Fail(r, err)
		status = http.StatusInternalServerError
		body["message"], body["type"] = "The server had an error while processing your request.", "server_error"
	}
	writeJSON(w, status, map[string]any{"error": body})
}

func writeJSON(w http.ResponseWriter, code int, v any) {
	b, err := json.Marshal(v)
	if err != nil { // values are numbers and strings of ours
		code, b = http.StatusInternalServerError, []byte(`{"error":{"message":"internal"}}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_, _ = w.Write(append(b, '\n')) // the client may have left
}
