// Package perspective is the protocol of the Perspective Comment Analyzer API,
// version v1alpha1. docs/PERSPECTIVE.md says what differs.
package perspective

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/access"
	"github.com/gainsay/gainsay/web/door"
)

// scores are those of one attribute.
type scores struct {
	SpanScores   []spanScore `json:"spanScores,omitempty"`
	SummaryScore score       `json:"summaryScore"`
}

type spanScore struct {
	Begin int   `json:"begin"` // UTF-16 units
	End   int   `json:"end"`   // exclusive
	Score score `json:"score"`
}

type score struct {
	Value float64 `json:"value"`
	Type  string  `json:"type"`
}

// probability is the only type of scores.
const probability = "PROBABILITY"

// analysis is the answer of analyze.
type analysis struct {
	AttributeScores   map[string]scores `json:"attributeScores,omitempty"`
	Languages         []string          `json:"languages,omitempty"`
	DetectedLanguages []string          `json:"detectedLanguages,omitempty"`
	ClientToken       string            `json:"clientToken,omitempty"`
}

// suggestion is the answer of suggestscore.
type suggestion struct {
	ClientToken        string   `json:"clientToken,omitempty"`
	DetectedLanguages  []string `json:"detectedLanguages,omitempty"`
	RequestedLanguages []string `json:"requestedLanguages,omitempty"`
}

//go:embed discovery.json
var discovery []byte

// Door is the protocol over a service.
type Door struct{ service *door.Service }

// New returns the door.
func New(s *door.Service) *Door { return &Door{s} }

// Name implements door.Door.
func (d *Door) Name() string { return door.Perspective }

const version = "v1alpha1"

// Paths implements door.Door. Clients put the version into the path, or have it in
// their base address already; both forms may follow /perspective too.
func (d *Door) Paths() []string {
	return []string{"/" + version, "/$discovery", "/comments:analyze", "/comments:suggestscore", "/" + door.Perspective}
}

func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/"+door.Perspective)
	switch strings.TrimPrefix(path, "/"+version) {
	case "/comments:analyze":
		d.method(w, r, d.analyze)
	case "/comments:suggestscore":
		d.method(w, r, d.suggest)
	case "/$discovery/rest":
		d.discover(w, r)
	default:
		d.Refuse(w, r, http.StatusNotFound, "Method not found.")
	}
}

// discover answers with the discovery document; the base address is that of the
// request.
func (d *Door) discover(w http.ResponseWriter, r *http.Request) {
	if v := r.URL.Query().Get("version"); v != "" && v != version {
		const missing = "Discovery document not found for API service: commentanalyzer version: "
		d.Refuse(w, r, http.StatusNotFound, missing+clip(v))
		return
	}
	base, _ := json.Marshal(baseOf(r))
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	io.WriteString(w, strings.ReplaceAll(string(discovery), `"BASE"`, string(base)))
}

// baseOf is the address under which the client reaches the door, with a slash at
// its end.
func baseOf(r *http.Request) string {
	scheme := "http"
	if access.Of(r.Context()).Secure {
		scheme = "https"
	}
	base := scheme + "://" + r.Host + "/"
	if strings.HasPrefix(r.URL.Path, "/"+door.Perspective+"/") {
		base += door.Perspective + "/"
	}
	return base
}

// method is a method of the API: it returns the answer or a failure.
type method func(r *http.Request, key string, q *request) (any, error)

func (d *Door) method(w http.ResponseWriter, r *http.Request, f method) {
	out, err := d.answer(w, r, f)
	if err != nil {
		d.fail(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, out)
}

func (d *Door) answer(w http.ResponseWriter, r *http.Request, f method) (any, error) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return nil, failure{http.StatusMethodNotAllowed, "INVALID_ARGUMENT", "Use POST.", nil}
	}
	key, err := d.service.Keys.Check(r.Context(), w.Header(), d.Name(), keyOf(r))
	if err != nil {
		return nil, err
	}
	q, err := read(http.MaxBytesReader(w, r.Body, door.MaxBody))
	if err != nil {
		return nil, err
	}
	return f(r, key, q)
}

// keyOf is the key of a request: in the query, or in one of the headers that
// clients of Google use.
func keyOf(r *http.Request) string {
	if k := r.URL.Query().Get("key"); k != "" {
		return k
	}
	if k := r.Header.Get("X-Goog-Api-Key"); k != "" {
		return k
	}
	return access.Bearer(r)
}

// isEnglish reports whether a language code is one of English.
func isEnglish(code string) bool {
	return strings.EqualFold(code, "en") || len(code) > 2 && strings.EqualFold(code[:3], "en-")
}

// analyze scores a comment.
func (d *Door) analyze(r *http.Request, key string, q *request) (any, error) {
	names, err := q.attributes()
	if err != nil {
		return nil, err
	}
	if len(names) > 0 && len(q.Languages) > 0 && !slices.ContainsFunc(q.Languages, isEnglish) {
		return nil, noLanguage(names[0], q.Languages)
	}
	j, err := d.service.Engine.Judge(r.Context(), q.comment(key))
	if err != nil {
		return nil, err
	}
	found := detected(j.Language)
	if j.Scores == nil && len(names) > 0 {
		return nil, noLanguage(names[0], found) // also where the client says that it is English
	}
	out := analysis{Languages: languages(q, found), DetectedLanguages: found, ClientToken: q.ClientToken}
	if d.service.InShadow(d.Name()) {
		d.record(key, q, names, j)
		j = neutral()
	}
	out.AttributeScores = scored(q, names, j)
	return out, nil
}

// neutral is what a door in shadow mode says: nothing is likely.
func neutral() door.Judgement {
	j := door.Judgement{Scores: map[door.Attribute]float64{}}
	for _, a := range door.Attributes() {
		j.Scores[a] = 0
	}
	return j
}

// record keeps what the door would have said.
func (d *Door) record(key string, q *request, names []string, j door.Judgement) {
	var rs []view.DoorRecord
	for _, name := range names {
		at := flagFrom
		if t := q.RequestedAttributes[name].ScoreThreshold; t != nil && *t > 0 {
			at = *t
		}
		value := j.Scores[door.Attribute(name)]
		rs = append(rs, view.DoorRecord{Door: d.Name(), Key: key, Ref: q.ClientToken, Digest: door.Digest(q.Comment.Text),
			Attribute: name, Score: value, Flagged: value >= at, Time: d.service.Time()})
	}
	d.service.Record(rs...)
}

// flagFrom is the score from which a record counts as held back where the client
// names no threshold.
const flagFrom = 0.5

// languages are those by which the comment was judged.
func languages(q *request, found []string) []string {
	if len(q.Languages) > 0 {
		return q.Languages
	}
	return found
}

// detected is the language of the text, in the form of the API. A text too short
// to tell counts as English.
func detected(code string) []string {
	if code == "" || code == "und" {
		return []string{"en"}
	}
	return []string{code}
}

// scored returns the scores of the attributes that reach their thresholds.
func scored(q *request, names []string, j door.Judgement) map[string]scores {
	out := map[string]scores{}
	for _, name := range names {
		a := door.Attribute(name)
		value := j.Scores[a]
		if t := q.RequestedAttributes[name].ScoreThreshold; t != nil && value < *t {
			continue
		}
		out[name] = scores{SummaryScore: score{value, probability}, SpanScores: spans(q, a, value, j.Sentences)}
	}
	return out
}

// spans are the scores of sentences where they were asked for and there are some,
// else that of the whole text.
func spans(q *request, a door.Attribute, whole float64, sentences []door.Sentence) []spanScore {
	text := q.Comment.Text
	var out []spanScore
	if q.SpanAnnotations {
		at, unit := 0, 0
		for _, s := range sentences {
			value, ok := s.Scores[a]
			if !ok {
				break
			}
			unit += door.UTF16(text[at:s.Start])
			begin := unit
			unit += door.UTF16(text[s.Start:s.End])
			at = s.End
			out = append(out, spanScore{begin, unit, score{value, probability}})
		}
	}
	if len(out) == 0 {
		out = []spanScore{{0, door.UTF16(text), score{whole, probability}}}
	}
	return out
}

// suggest keeps what a moderator says about a comment.
func (d *Door) suggest(r *http.Request, key string, q *request) (any, error) {
	if len(q.AttributeScores) == 0 {
		return nil, invalid("No attribute_scores specified.")
	}
	var rs []view.DoorReport
	c := q.comment(key)
	for name, s := range q.AttributeScores {
		if v := s.SummaryScore.Value; !(v >= 0 && v <= 1) {
			return nil, invalid(fmt.Sprintf("Attribute %s: summaryScore.value must be between 0 and 1.", clip(name)))
		}
		if !validName(name) {
			return nil, invalid("Invalid attribute name: " + clip(name))
		}
		rs = append(rs, view.DoorReport{Door: d.Name(), Key: key, Ref: q.ClientToken, Digest: door.Digest(q.Comment.Text),
			Attribute: name, Value: s.SummaryScore.Value, Text: d.service.Engine.Plain(c.Text), Parent: d.answered(c), Thread: q.CommunityID,
			Time: d.service.Time()})
	}
	slices.SortFunc(rs, func(a, b view.DoorReport) int { return strings.Compare(a.Attribute, b.Attribute) })
	// The client may leave; what it was told is saved must be.
	if err := d.service.Records.AddDoorReport(context.WithoutCancel(r.Context()), rs...); err != nil {
		return nil, err
	}
	return suggestion{ClientToken: q.ClientToken, RequestedLanguages: q.Languages}, nil
}

// answered is the plain text of the comment answered.
func (d *Door) answered(c door.Comment) string {
	if len(c.Parents) == 0 {
		return ""
	}
	return d.service.Engine.Plain(c.Parents[len(c.Parents)-1])
}

// validName reports whether a name may be that of an attribute; of those that are
// not scored, reports are kept too.
func validName(s string) bool {
	ok := func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' }
	return s != "" && len(s) <= 64 && !strings.ContainsFunc(s, func(r rune) bool { return !ok(r) })
}
