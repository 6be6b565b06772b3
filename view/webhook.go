package view

import (
	"errors"
	"time"

	"github.com/gainsay/gainsay"
)

// Webhook is an address to which notices of new marks are sent.
type Webhook struct {
	Name    string
	URL     string
	Secret  string // with which notices are signed
	Filter  WebhookFilter
	Created time.Time
	Waiting int // notices that wait to be sent, or to be sent again
	Dead    int // notices that were given up
}

// WebhookFilter picks marks. What is empty does not restrict.
type WebhookFilter struct {
	Tags    []gainsay.Tag `json:"tags,omitempty"`
	Score   float64       `json:"score,omitempty"`   // least score, 0 to 1
	Threads []string      `json:"threads,omitempty"` // keys
}

// Picks reports whether a mark of a thread is meant.
func (f WebhookFilter) Picks(thread string, m *gainsay.Annotation) bool {
	return within(f.Tags, m.Tag) && m.Score >= f.Score && within(f.Threads, thread)
}

func within[T comparable](list []T, v T) bool {
	for _, one := range list {
		if one == v {
			return true
		}
	}
	return len(list) == 0
}

// Notice is a message for a webhook.
type Notice struct {
	ID       int64
	Webhook  string // name
	URL      string
	Secret   string
	Message  string // its id, the same each time it is sent
	Body     []byte // JSON
	Created  time.Time
	Attempts int
	Due      time.Time // when it is to be sent; zero for one that was given up
	Problem  string    // of the last attempt
}

// Errors of webhooks.
var (
	// ErrNoWebhook is returned for a name that no webhook has.
	ErrNoWebhook = errors.New("no such webhook")
	// ErrWebhookExists is returned for a new webhook whose name is taken.
	ErrWebhookExists = errors.New("the name is taken")
)
