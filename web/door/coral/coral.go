// Package coral is an external moderation phase of Coral. docs/DOORS.md says how to
// set it up.
package coral

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/door"
)

// Door is the protocol over a service.
type Door struct {
	service *door.Service
	secrets [][]byte
}

// New returns the door. secrets are the signing secrets of the phases that Coral
// shows; without one every request is refused.
func New(s *door.Service, secrets []string) *Door {
	d := &Door{service: s}
	for _, secret := range secrets {
		d.secrets = append(d.secrets, []byte(secret))
	}
	return d
}

// Name implements door.Door.
func (d *Door) Name() string { return door.Coral }

// Paths implements door.Door.
func (d *Door) Paths() []string { return []string{"/" + door.Coral} }

func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/coral/moderate" {
		d.Refuse(w, r, http.StatusNotFound, "Not found.")
		return
	}
	d.moderate(w, r)
}

// Refuse implements door.Door.
func (d *Door) Refuse(w http.ResponseWriter, _ *http.Request, status int, message string) {
	http.Error(w, message, status)
}

// request is what Coral sends. Fields that are not used are left out.
type request struct {
	Action  string `json:"action"` // NEW or EDIT
	Comment struct {
		Body     string  `json:"body"`
		ParentID *string `json:"parentID"`
	} `json:"comment"`
	Author struct {
		ID   string `json:"id"`
		Role string `json:"role"`
	} `json:"author"`
	Story struct {
		ID  string `json:"id"`
		URL string `json:"url"`
	} `json:"story"`
}

// answer is what Coral reads: the fields that it accepts, and no others.
type answer struct {
	Status  string   `json:"status,omitempty"`
	Actions []action `json:"actions,omitempty"`
}

type action struct {
	ActionType string `json:"actionType"`
	Reason     string `json:"reason"`
}

// The words of answers.
const (
	withheld = "SYSTEM_WITHHELD" // a moderator sees it first
	toxic    = "COMMENT_DETECTED_TOXIC"
	spam     = "COMMENT_DETECTED_SPAM"
)

// moderate answers a request for moderation.
func (d *Door) moderate(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "Use POST.", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, door.MaxBody))
	if err != nil {
		http.Error(w, "The request is too large or could not be read.", http.StatusRequestEntityTooLarge)
		return
	}
	if !d.signed(body, r.Header.Get("X-Coral-Signature")) {
		http.Error(w, "The signature is not that of a known secret.", http.StatusForbidden)
		return
	}
	q, err := read(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	out, err := d.judge(r.Context(), q)
	switch {
	case err != nil:
		d.service.Fail(r, err)
		http.Error(w, "The comment could not be analysed.", http.StatusInternalServerError)
	case out.Status == "":
		w.WriteHeader(http.StatusNoContent)
	default:
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(out) // Coral may have left
	}
}

// signed reports whether one of the signatures in the header is that of the body
// by one of the secrets: an HMAC with SHA-256 over the bytes as they were sent, in
// hexadecimal digits behind "sha256=". Coral lists several while a secret is
// replaced.
func (d *Door) signed(body []byte, header string) bool {
	for _, part := range strings.Split(header, ",") {
		digits, ok := strings.CutPrefix(strings.TrimSpace(part), "sha256=")
		sum, err := hex.DecodeString(digits)
		if !ok || err != nil {
			continue
		}
		for _, secret := range d.secrets {
			mac := hmac.New(sha256.New, secret)
			mac.Write(body)
			if hmac.Equal(sum, mac.Sum(nil)) {
				return true
			}
		}
	}
	return false
}

// Bounds of fields, in bytes.
const (
	maxID  = 200
	maxURL = 4 << 10
)

// read decodes a request and checks what is needed of it.
func read(body []byte) (*request, error) {
	var q request
	if err := json.NewDecoder(bytes.NewReader(body)).Decode(&q); err != nil {
		return nil, fmt.Errorf("read request: %w", err)
	}
	switch {
	case q.Story.ID == "" || len(q.Story.ID) > maxID || len(q.Author.ID) > maxID || len(q.Story.URL) > maxURL:
		return nil, errors.New("read request: story.id must be given, and ids and addresses not be too long")
	case len(q.Comment.Body) > maxText:
		return nil, fmt.Errorf("read request: comment.body has more than %d bytes", maxText)
	}
	return &q, nil
}

// maxText is how many bytes a comment may have: Coral sends markup too.
const maxText = 5 * door.MaxText

// judge adds the comment to the thread of its story and says what is to be done.
// Comments without words, as those that only rate, are let through.
func (d *Door) judge(ctx context.Context, q *request) (out answer, err error) {
	if strings.TrimSpace(q.Comment.Body) == "" {
		return out, nil
	}
	text := door.Text{Text: q.Comment.Body, HTML: strings.ContainsAny(q.Comment.Body, "<&")}
	// Coral may give up waiting; the comment appears on its page all the same.
	id, j, err := d.service.Engine.Keep(context.WithoutCancel(ctx), door.Post{Thread: q.Story.ID, URL: q.Story.URL,
		Author: q.Author.ID, Text: text, Top: q.Comment.ParentID == nil || *q.Comment.ParentID == "",
		Time: d.service.Time(), Replacement: q.Action == "EDIT"})
	if err != nil {
		return out, err
	}
	if d.service.InShadow(d.Name()) {
		d.record(q, id, j)
		return answer{}, nil
	}
	if j.Marked[door.Insult] || j.Marked[door.Threat] {
		out.Actions = append(out.Actions, action{"FLAG", toxic})
	}
	if j.Marked[door.Spam] {
		out.Actions = append(out.Actions, action{"FLAG", spam})
	}
	if len(out.Actions) > 0 {
		out.Status = withheld
	}
	return out, nil
}

// record keeps what the door would have said.
func (d *Door) record(q *request, id string, j door.Judgement) {
	record := func(a door.Attribute, score float64, flagged bool) view.DoorRecord {
		return view.DoorRecord{Door: d.Name(), Digest: door.Digest(q.Comment.Body), Attribute: string(a), Score: score,
			Flagged: flagged, Thread: j.Thread, Comment: id, Time: d.service.Time()}
	}
	d.service.Record(record(door.Insult, j.Scores[door.Insult], j.Marked[door.Insult]),
		record(door.Spam, j.SpamScore, j.Marked[door.Spam]))
}
