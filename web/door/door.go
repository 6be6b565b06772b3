// Package door answers software that asks about comments in the protocols of
// hosted moderation services, so that it needs another address and no change.
// It holds what the protocols share: the analysis of one comment in its context,
// keys, bounds, the shadow mode and what moderators report. Each protocol is in a
// package of its own below.
package door

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gainsay/gainsay/view"
)

// Names of the doors, as in flags and records.
const (
	Perspective = "perspective"
	Akismet     = "akismet"
	Coral       = "coral"
	OpenAI      = "openai"
)

// Names lists the doors in their customary order.
func Names() []string { return []string{Perspective, Akismet, Coral, OpenAI} }

// ParseNames reads a list of doors: names, or "all" or "none" alone.
func ParseNames(list []string) ([]string, error) {
	switch {
	case len(list) == 1 && list[0] == "all":
		return Names(), nil
	case len(list) == 1 && list[0] == "none", len(list) == 0:
		return nil, nil
	}
	for _, n := range list {
		if !slices.Contains(Names(), n) {
			return nil, fmt.Errorf("unknown door %q: use all, none, or some of %s", n, strings.Join(Names(), ", "))
		}
	}
	return list, nil
}

// Attribute is something that a comment is scored for. The names are those of
// Perspective; those of our own begin with "GAINSAY_".
type Attribute string

// The attributes.
const (
	Insult            Attribute = "INSULT"
	AttackOnCommenter Attribute = "ATTACK_ON_COMMENTER"
	Profanity         Attribute = "PROFANITY"
	Threat            Attribute = "GAINSAY_THREAT"
	Spam              Attribute = "SPAM"
	Disagreement      Attribute = "GAINSAY_DISAGREEMENT"
	Agreement         Attribute = "GAINSAY_AGREEMENT"
	Unsupported       Attribute = "GAINSAY_UNSUPPORTED"
)

// Attributes lists all attributes. docs/PERSPECTIVE.md says what each is made of.
func Attributes() []Attribute {
	return []Attribute{Insult, AttackOnCommenter, Profanity, Threat, Spam, Disagreement, Agreement, Unsupported}
}

// Text is a text as a client sends it.
type Text struct {
	Text string
	HTML bool
}

// Comment is a comment to be judged, with its context.
type Comment struct {
	Text
	Parents   []Text // the comments above it; it answers the last
	Article   Text   // above the thread
	Title     string
	Author    string
	AuthorURL string
	Sender    *Sender
	// Remember names whoever asks: later comments are compared with this one,
	// unless they repeat its Source. "" to forget it at once.
	Remember string
	Source   string // tells two comments apart from one that is sent twice
}

// Sender is what the site knows about how a comment was sent.
type Sender struct {
	Email, UserAgent, Referrer, Page, Kind, Hidden string
	Age                                            time.Duration // of the page
}

// Judgement is what the analysis finds in a comment.
type Judgement struct {
	Language  string                // BCP 47; "und" if it could not be identified
	Scores    map[Attribute]float64 // 0 to 1; none of a text in another language
	Sentences []Sentence            // in order, disjoint; nil where the text had markup
	Marked    map[Attribute]bool    // the analysis has a mark of this kind
	SpamScore float64               // of the mark of spam, with all rules; 0 without
	Thread    string                // key of the thread in which it is kept; "" where it is not
}

// Sentence is a part of the comment with its own scores.
type Sentence struct {
	Start, End int // bytes of the text
	Scores     map[Attribute]float64
}

// Engine analyses comments. Several goroutines may use it at once.
type Engine interface {
	Judge(ctx context.Context, c Comment) (Judgement, error)
	// Plain returns the plain text of a text.
	Plain(t Text) string
	// Forget takes a remembered comment out of what later ones are compared with.
	Forget(source string)
	// Keep adds a comment to a stored thread, which is made if there is none, and
	// judges it there. It returns the id of the comment.
	Keep(ctx context.Context, p Post) (id string, j Judgement, err error)
}

// Post is a comment for a thread that is kept.
type Post struct {
	Thread      string // id within the format that keeps them
	URL         string
	Author      string
	Text        Text
	Top         bool // it answers no comment
	Time        time.Time
	Replacement bool // of the author's last comment, which was edited
}

// Records keeps what doors said and what moderators report.
type Records interface {
	AddDoorRecords(ctx context.Context, rs ...view.DoorRecord) error
	// AddDoorReport saves a report; it survives a kill of the process once this
	// has returned.
	AddDoorReport(ctx context.Context, rs ...view.DoorReport) error
}

// Keys says whose key a request has.
type Keys interface {
	// Check returns the name of the owner of a key, "" where none is needed, and
	// writes headers about the owner's limit. It returns ErrKey for a key that is
	// unknown, revoked or may not have comments checked, and *LimitError if the owner
	// asks too often.
	Check(ctx context.Context, h http.Header, door, key string) (name string, err error)
}

// ErrKey is returned for a key that does not open the door.
var ErrKey = errors.New("unknown key")

// LimitError is returned to an owner who asks too often.
type LimitError struct {
	After time.Duration // until the next request may succeed
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("too many requests; try again in %d s", e.Seconds())
}

// Seconds is After in whole seconds, at least 1.
func (e *LimitError) Seconds() int { return max(1, int((e.After+time.Second-1)/time.Second)) }

// Service is what the doors share.
type Service struct {
	Engine  Engine
	Records Records
	Keys    Keys
	Shadow  []string         // doors that only record what they would say
	Now     func() time.Time // nil for time.Now
	// Failed is called with errors that are the server's; nil for none.
	Failed func(r *http.Request, err error)

	log *recorder
}

// Time is the time now, in UTC.
func (s *Service) Time() time.Time {
	if s.Now != nil {
		return s.Now().UTC()
	}
	return time.Now().UTC()
}

// InShadow reports whether a door only records what it would say.
func (s *Service) InShadow(door string) bool { return slices.Contains(s.Shadow, door) }

// Fail reports an error that is the server's.
func (s *Service) Fail(r *http.Request, err error) {
	if s.Failed != nil && r.Context().Err() == nil {
		s.Failed(r, err)
	}
}

// Bounds of requests.
const (
	MaxText = 20480   // bytes of a comment
	MaxBody = 1 << 20 // bytes of a request
)

// Door is one protocol.
type Door interface {
	http.Handler
	Name() string
	// Paths are those under which it answers; all below are its own too.
	Paths() []string
	// Refuse answers a request that was refused before it came to the door.
	Refuse(w http.ResponseWriter, r *http.Request, status int, message string)
}

// keyLength is that of Akismet's keys, and of ours for its door.
const keyLength = 12

// HostKey returns the key at the front of a host name and the rest of the name,
// "" if there is none: "0123456789ab.example.org".
func HostKey(host string) (key, rest string) {
	label, rest, _ := strings.Cut(host, ".")
	if _, err := hex.DecodeString(label); err != nil || len(label) != keyLength || rest == "" {
		return "", ""
	}
	return strings.ToLower(label), rest
}
