// Package webhook sends notices of new marks to the addresses that asked for
// them, signed as Standard Webhooks (standardwebhooks.com) has it. Notices are in
// the database until they have arrived, so that none is lost when the program
// ends; the same notice may arrive twice.
package webhook

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

// secretPrefix marks a secret as one of Standard Webhooks.
const secretPrefix = "whsec_"

// NewSecret returns a secret of 192 random bits.
func NewSecret() string {
	b := make([]byte, 24)
	rand.Read(b) // never fails
	return secretPrefix + base64.StdEncoding.EncodeToString(b)
}

// Sign returns the signature of a message: HMAC-SHA256 over its id, its time in
// seconds since 1970 and its body, joined by full stops.
func Sign(secret, message string, at time.Time, body []byte) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
	if err != nil || len(key) == 0 {
		return "", errors.New("the secret of the webhook is damaged")
	}
	h := hmac.New(sha256.New, key)
	h.Write([]byte(message + "." + strconv.FormatInt(at.Unix(), 10) + "."))
	h.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(h.Sum(nil)), nil
}

// Check reports what is wrong with a webhook: its address must be one of the web,
// without a password, and its filter must name known tags.
func Check(w view.Webhook) error {
	u, err := url.Parse(w.URL)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
		return fmt.Errorf("%.200q is no web address", w.URL)
	case u.User != nil:
		return errors.New("the address must have no password")
	case len(w.URL) > 2000:
		return errors.New("the address has more than 2000 bytes")
	case !(w.Filter.Score >= 0 && w.Filter.Score <= 1):
		return fmt.Errorf("score %v is not from 0 to 1", w.Filter.Score)
	case len(w.Filter.Threads) > 1000:
		return errors.New("the filter has more than 1000 threads")
	}
	for _, t := range w.Filter.Tags {
		if !t.Valid() {
			return fmt.Errorf("unknown tag %q", t)
		}
	}
	return nil
}

// Added is the payload of a notice.
type Added struct {
	Type      string    `json:"type"` // always "marks.added"
	Timestamp time.Time `json:"timestamp"`
	Data      Comment   `json:"data"`
}

// Comment is a comment with its new marks.
type Comment struct {
	Thread      string               `json:"thread"` // key
	Comment     *gainsay.Comment     `json:"comment"`
	Annotations []gainsay.Annotation `json:"annotations"` // those that the filter picks
}

// Imported is the payload of a notice about comments of a file.
type Imported struct {
	Type      string    `json:"type"` // always "marks.imported"
	Timestamp time.Time `json:"timestamp"`
	Data      struct {
		Comments []json.RawMessage `json:"comments"` // each as the data of Added
	} `json:"data"`
}

// Store is where notices wait.
type Store interface {
	Webhooks(ctx context.Context) ([]view.Webhook, error)
	NextNotices(ctx context.Context) ([]view.Notice, error)
	NoticeSent(ctx context.Context, id int64) error
	NoticeFailed(ctx context.Context, id int64, problem string, due time.Time) error
}

// Notices makes the notices of a new comment: one for each webhook whose filter
// picks a mark of it.
func Notices(
	hooks []view.Webhook, thread string, c *gainsay.Comment, marks []gainsay.Annotation, now time.Time,
) ([]view.Notice, error) {
	var out []view.Notice
	for _, w := range hooks {
		p := Added{Type: "marks.added", Timestamp: now.UTC(), Data: picks(w, Comment{thread, c, marks})}
		if len(p.Data.Annotations) == 0 {
			continue
		}
		n, err := newNotice(w, p, now)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

// picks leaves the marks that the filter of a webhook picks.
func picks(w view.Webhook, c Comment) Comment {
	all := c.Annotations
	c.Annotations = nil
	for i := range all {
		if w.Filter.Picks(c.Thread, &all[i]) {
			c.Annotations = append(c.Annotations, all[i])
		}
	}
	return c
}

func newNotice(w view.Webhook, payload any, now time.Time) (view.Notice, error) {
	body, err := json.Marshal(payload)
	if err != nil {
		return view.Notice{}, fmt.Errorf("make notice: %w", err)
	}
	return view.Notice{Webhook: w.Name, Message: "msg_" + rand.Text(), Body: body, Created: now, Due: now}, nil
}

// Bounds of the notices of an import.
const (
	noticeComments = 100
	noticeBytes    = 256 << 10 // of their comments; a single one may be larger
)

// ImportNotices makes the notices of comments that were imported, for each webhook
// as few as their bounds allow. The comments have all their new marks.
func ImportNotices(hooks []view.Webhook, comments []Comment, now time.Time) (out []view.Notice, err error) {
	for _, w := range hooks {
		var waiting []json.RawMessage
		size := 0
		flush := func() error {
			if len(waiting) == 0 {
				return nil
			}
			p := Imported{Type: "marks.imported", Timestamp: now.UTC()}
			p.Data.Comments = waiting
			n, err := newNotice(w, p, now)
			out, waiting, size = append(out, n), nil, 0
			return err
		}
		for _, c := range comments {
			picked := picks(w, c)
			if len(picked.Annotations) == 0 {
				continue
			}
			b, err := json.Marshal(picked)
			if err != nil {
				return nil, fmt.Errorf("make notice: %w", err)
			}
			if len(waiting) == noticeComments || size+len(b) > noticeBytes {
				if err := flush(); err != nil {
					return nil, err
				}
			}
			waiting, size = append(waiting, b), size+len(b)
		}
		if err := flush(); err != nil {
			return nil, err
		}
	}
	return out, nil
}
