// Package akismet is the protocol of Akismet, version 1.1. docs/DOORS.md says what
// differs.
package akismet

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/door"
)

// Bodies of answers, as clients compare them.
const (
	valid    = "valid"
	unknown  = "invalid"
	yes      = "true"
	no       = "false"
	accepted = "Thanks for making the web a better place."
)

// Headers of answers.
const (
	debugHelp = "X-Akismet-Debug-Help"
	proTip    = "X-Akismet-Pro-Tip"
	guid      = "X-Akismet-Guid"
	alertCode = "X-Akismet-Alert-Code"
	alertMsg  = "X-Akismet-Alert-Msg"
)

// sure is the score from which a comment is spam beyond doubt: clients drop it
// without keeping it for a moderator. Own choice.
const sure = 0.98

// Door is the protocol over a service.
type Door struct{ service *door.Service }

// New returns the door.
func New(s *door.Service) *Door { return &Door{s} }

// Name implements door.Door.
func (d *Door) Name() string { return door.Akismet }

// Paths implements door.Door. The methods may follow /akismet too.
func (d *Door) Paths() []string { return []string{"/1.1", "/" + door.Akismet} }

func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch strings.TrimPrefix(r.URL.Path, "/"+door.Akismet) {
	case "/1.1/verify-key":
		d.method(w, r, aboutKey, d.verify)
	case "/1.1/get-subscription":
		d.method(w, r, aboutKey, d.subscription)
	case "/1.1/deactivate":
		d.method(w, r, aboutKey, d.deactivate)
	case "/1.1/comment-check":
		d.method(w, r, aboutComment, d.check)
	case "/1.1/submit-spam":
		d.method(w, r, aboutComment, d.submit(1))
	case "/1.1/submit-ham":
		d.method(w, r, aboutComment, d.submit(0))
	default:
		d.Refuse(w, r, http.StatusNotFound, "Method not found.")
	}
}

// Refuse implements door.Door.
func (d *Door) Refuse(w http.ResponseWriter, _ *http.Request, status int, message string) {
	w.Header().Set(debugHelp, strings.Map(oneLine, message))
	write(w, status, unknown)
}

// oneLine keeps what a header may have.
func oneLine(r rune) rune {
	if r < ' ' || r > '~' {
		return '?'
	}
	return r
}

func write(w http.ResponseWriter, code int, body string) {
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(code)
	_, _ = io.WriteString(w, body) // the client may have left
}

// call is a request whose key is known.
type call struct {
	r    *http.Request
	w    http.ResponseWriter
	form url.Values
	key  string // name of the owner
}

func (c *call) get(field string) string { return strings.ToValidUTF8(c.form.Get(field), "\uFFFD") }

// malformed is what is wrong with a request.
type malformed string

func (m malformed) Error() string { return string(m) }

// method is a method of the API: it returns the body of the answer.
type method func(*call) (string, error)

func (d *Door) method(w http.ResponseWriter, r *http.Request, keyFields []string, f method) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		d.Refuse(w, r, http.StatusMethodNotAllowed, "Use POST.")
		return
	}
	code := http.StatusOK
	body, err := d.answer(w, r, keyFields, f)
	if err != nil {
		code, body = d.failed(w, r, err)
	}
	write(w, code, body)
}

func (d *Door) answer(w http.ResponseWriter, r *http.Request, keyFields []string, f method) (string, error) {
	form, err := read(http.MaxBytesReader(w, r.Body, door.MaxBody))
	if err != nil {
		return "", err
	}
	key, err := d.service.Keys.Check(r.Context(), w.Header(), d.Name(), keyOf(r, form, keyFields))
	if err != nil {
		return "", err
	}
	return f(&call{r, w, form, key})
}

// read reads a form, whatever its content type says: clients send several.
func read(body io.Reader) (url.Values, error) {
	b, err := io.ReadAll(body)
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		return nil, malformed(fmt.Sprintf("The request is too large: at most %d bytes are read.", large.Limit))
	}
	if err != nil {
		return nil, malformed("The request could not be read.")
	}
	form, err := url.ParseQuery(string(b))
	if err != nil {
		return nil, malformed("The form could not be read.")
	}
	return form, nil
}

// Fields that the key is in, by what a request is about. A plugin that has a key
// sends it as api_key even where it asks about another one, its key.
var (
	aboutComment = []string{"api_key", "key"}
	aboutKey     = []string{"key", "api_key"}
)

// keyOf is the key of a request: a field of the form, or the first label of the
// host, "KEY.rest.akismet.com".
func keyOf(r *http.Request, form url.Values, fields []string) string {
	for _, field := range fields {
		if k := strings.TrimSpace(form.Get(field)); k != "" {
			return k
		}
	}
	key, _ := door.HostKey(r.Host)
	return key
}

// failed returns the status and body for an error, and sets the headers.
func (d *Door) failed(w http.ResponseWriter, r *http.Request, err error) (code int, body string) {
	var m malformed
	var limit *door.LimitError
	switch {
	case errors.As(err, &m):
		w.Header().Set(debugHelp, strings.Map(oneLine, string(m)))
		return http.StatusOK, unknown // clients read the body only of this status
	case errors.Is(err, door.ErrKey):
		w.Header().Set(debugHelp, "We were unable to parse or verify the API key.")
		return http.StatusOK, unknown
	case errors.As(err, &limit):
		w.Header().Set("Retry-After", strconv.Itoa(limit.Seconds()))
		w.Header().Set(alertCode, "10502")
		w.Header().Set(alertMsg, "This key asks too often.")
		return http.StatusTooManyRequests, ""
	}
	d.service.Fail(r, err)
	return http.StatusInternalServerError, ""
}

// verify says whether the key is valid, and of which kind of site it is.
func (d *Door) verify(c *call) (string, error) { return valid, nil }

// subscription says what the key pays for. Plugins save a key only if it is active
// here.
func (d *Door) subscription(c *call) (string, error) {
	c.w.Header().Set("Content-Type", "application/json")
	b, err := json.Marshal(map[string]any{"account_id": 0, "account_name": "Gainsay: " + c.key, "account_type": "gainsay",
		"status": "active", "next_billing_date": nil, "limit_reached": false})
	return string(b), err
}

// deactivate notes that a site stopped using its key. It stays valid, since others
// may use it.
func (d *Door) deactivate(*call) (string, error) { return "deactivated", nil }

// Contents that are spam or none whoever judges, for tests of a client.
const (
	testAuthor = "viagra-test-123"
	testSpam   = "akismet-guaranteed-spam"
)

func (c *call) guaranteed() bool {
	name, mail := c.get("comment_author"), c.get("comment_author_email")
	return name == testAuthor || name == testSpam || strings.HasPrefix(mail, testSpam+"@")
}

// check says whether a comment is spam.
func (d *Door) check(c *call) (string, error) {
	if err := c.complete(); err != nil {
		return "", err
	}
	id := newGUID()
	c.w.Header().Set(guid, id)
	score, err := d.score(c)
	if err != nil {
		return "", err
	}
	if d.service.InShadow(d.Name()) && !c.test() {
		d.service.Record(view.DoorRecord{Door: d.Name(), Key: c.key, Ref: id, Digest: c.digest(),
			Attribute: string(door.Spam), Score: score, Flagged: score >= flagFrom, Time: d.service.Time()})
		return no, nil
	}
	if score < flagFrom {
		return no, nil
	}
	if score >= sure {
		c.w.Header().Set(proTip, "discard")
	}
	return yes, nil
}

// flagFrom is the score from which a comment is spam: that of marks.
const flagFrom = 0.5

func (c *call) test() bool {
	t := c.get("is_test")
	return t == "1" || t == "true"
}

// complete checks what every request about a comment must have. Old clients omit
// the address of the author's machine; we do not use it.
func (c *call) complete() error {
	if c.get("blog") == "" {
		return malformed("Empty \"blog\" value")
	}
	if n := len(c.get("comment_content")); n > maxContent {
		return malformed(fmt.Sprintf("comment_content has %d bytes; at most %d are read.", n, maxContent))
	}
	return nil
}

// maxContent is how many bytes a text may have: forms carry more than comments.
const maxContent = 5 * door.MaxText

// score is how likely the comment is spam, as the tagger of spam says.
func (d *Door) score(c *call) (float64, error) {
	switch {
	case c.guaranteed(), c.test() && c.get("test_discard") != "":
		return 1, nil
	case c.get("user_role") == "administrator":
		return 0, nil
	}
	j, err := d.service.Engine.Judge(c.r.Context(), c.comment())
	return j.SpamScore, err
}

// comment is what the engine judges.
func (c *call) comment() door.Comment {
	out := door.Comment{Text: c.text(), Author: c.get("comment_author"), AuthorURL: c.get("comment_author_url"),
		Sender: &door.Sender{Email: c.get("comment_author_email"), UserAgent: c.get("user_agent"),
			Referrer: c.get("referrer"), Page: c.page(), Kind: c.get("comment_type"), Hidden: c.hidden(), Age: c.age()},
	}
	if !c.test() {
		out.Remember, out.Source = door.Akismet+" "+c.key, c.source()
	}
	return out
}

// text is the comment's; WordPress sends HTML, others may.
func (c *call) text() door.Text {
	s := c.get("comment_content")
	return door.Text{Text: s, HTML: strings.Contains(s, "<") && strings.Contains(s, ">")}
}

// source tells two comments apart from one that is sent twice: the same author on
// the same page.
func (c *call) source() string {
	author := []string{c.get("comment_author"), c.get("comment_author_email"), c.get("user_ip")}
	return strings.Join(append(author, c.page()), "\x00")
}

func (c *call) digest() []byte {
	return door.Digest(c.get("comment_author") + "\n" + c.get("comment_content"))
}

// page is the page commented on, or the site.
func (c *call) page() string {
	if p := c.get("permalink"); p != "" {
		return p
	}
	return c.get("blog")
}

// hidden is what was entered into the honeypot field: the form names the field,
// which is another one.
func (c *call) hidden() string {
	if name := c.get("honeypot_field_name"); name != "" {
		return c.get(name)
	}
	return c.get("hidden_honeypot_field")
}

// age is the time between the last change of the page and the comment.
func (c *call) age() time.Duration {
	page, comment := moment(c.get("comment_post_modified_gmt")), moment(c.get("comment_date_gmt"))
	if page.IsZero() || comment.IsZero() || comment.Before(page) {
		return 0
	}
	return comment.Sub(page)
}

// moment reads a time as clients write it.
func moment(s string) time.Time {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && n > 0 {
		return time.Unix(n, 0).UTC()
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateTime} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	return time.Time{}
}

// submit keeps what a moderator says: 1 for spam, 0 for none.
func (d *Door) submit(value float64) method {
	return func(c *call) (string, error) {
		if err := c.complete(); err != nil {
			return "", err
		}
		if c.test() {
			return accepted, nil
		}
		if value == 0 {
			d.service.Engine.Forget(c.source())
		}
		// The client may leave; what it was told is saved must be.
		err := d.service.Records.AddDoorReport(context.WithoutCancel(c.r.Context()), view.DoorReport{
			Door: d.Name(), Key: c.key, Ref: c.get("guid"), Digest: c.digest(), Attribute: string(door.Spam),
			Value: value, Text: d.service.Engine.Plain(c.text()), Author: c.get("comment_author"),
			AuthorURL: c.get("comment_author_url"), Thread: c.page(), Time: d.service.Time()})
		if err != nil {
			return "", err
		}
		return accepted, nil
	}
}

// newGUID returns a new identifier of an answer, 32 hexadecimal digits.
func newGUID() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // it never fails
	return hex.EncodeToString(b)
}
