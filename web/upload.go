package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
)

// Bounds of uploads.
const (
	maxFiles     = 200       // in one form
	maxUploads   = 20        // kept at a time
	uploadAge    = time.Hour // an upload that was not imported is removed after that
	replyWithin  = 600 * time.Millisecond
	recogniseFor = 2 * time.Minute
)

// uploads are what was given to /add and is not imported yet. Their files are in a
// temporary folder until a job takes them over, or they are cancelled or too old.
type uploads struct {
	mu     sync.Mutex
	root   string
	byName map[string]*upload
}

// upload is one form's files on their way.
type upload struct {
	Upload
	token   string
	created time.Time
	name    string // for the reader: of the file, "pasted text" or the address

	mu      sync.Mutex
	step    string // "reading", "preview" or "failed"
	preview Preview
	stopped bool
	failure string
	cancel  context.CancelFunc
	idle    chan struct{} // closed when nothing runs
}

var errTooMany = errors.New("too many uploads wait to be imported; cancel one, or try again later")

// add makes an upload with an empty folder.
func (us *uploads) add() (*upload, error) {
	us.mu.Lock()
	defer us.mu.Unlock()
	us.sweep(time.Now())
	if len(us.byName) >= maxUploads {
		return nil, errTooMany
	}
	if us.root == "" {
		root, err := os.MkdirTemp("", "gainsay-upload-")
		if err != nil {
			return nil, err
		}
		us.root, us.byName = root, map[string]*upload{}
	}
	u := &upload{token: rand.Text(), created: time.Now(), step: "reading", idle: make(chan struct{})}
	close(u.idle)
	u.Dir = filepath.Join(us.root, u.token)
	if err := os.Mkdir(u.Dir, 0o700); err != nil {
		return nil, err
	}
	us.byName[u.token] = u
	return u, nil
}

// find returns an upload, nil if it is gone.
func (us *uploads) find(token string) *upload {
	us.mu.Lock()
	defer us.mu.Unlock()
	us.sweep(time.Now())
	return us.byName[token]
}

// sweep removes uploads that are too old, unless they are being read.
func (us *uploads) sweep(now time.Time) {
	for token, u := range us.byName {
		select {
		case <-u.running():
			if now.Sub(u.created) > uploadAge {
				os.RemoveAll(u.Dir)
				delete(us.byName, token)
			}
		default:
		}
	}
}

// remove ends an upload and removes its files.
func (us *uploads) remove(u *upload) {
	u.stop()
	<-u.running()
	us.mu.Lock()
	defer us.mu.Unlock()
	os.RemoveAll(u.Dir)
	delete(us.byName, u.token)
}

// forget drops an upload whose files a job has taken over.
func (us *uploads) forget(u *upload) {
	us.mu.Lock()
	defer us.mu.Unlock()
	delete(us.byName, u.token)
}

// close removes all uploads.
func (us *uploads) close() error {
	us.mu.Lock()
	all := make([]*upload, 0, len(us.byName))
	for _, u := range us.byName {
		all = append(all, u)
	}
	root := us.root
	us.mu.Unlock()
	for _, u := range all {
		us.remove(u)
	}
	if root == "" {
		return nil
	}
	return os.RemoveAll(root)
}

// running returns a channel that is closed when nothing runs for the upload.
func (u *upload) running() <-chan struct{} {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.idle
}

func (u *upload) stop() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.cancel != nil {
		u.stopped = true
		u.cancel()
	}
}

// start runs f in the background, unless something runs already, and waits a
// moment for it, so that what is fast is there on the next page.
func (u *upload) start(step string, limit time.Duration, f func(context.Context)) {
	u.mu.Lock()
	select {
	case <-u.idle:
	default:
		u.mu.Unlock()
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	if limit > 0 {
		ctx, cancel = context.WithTimeout(context.Background(), limit)
	}
	idle := make(chan struct{})
	u.step, u.cancel, u.idle, u.stopped = step, cancel, idle, false
	u.mu.Unlock()
	go func() {
		defer close(idle)
		defer cancel()
		f(ctx)
	}()
	select {
	case <-idle:
	case <-time.After(replyWithin):
	}
}

// set changes the upload's state.
func (u *upload) set(f func(*upload)) {
	u.mu.Lock()
	defer u.mu.Unlock()
	f(u)
}

// store copies a reader into a file of the upload.
func (u *upload) store(name string, r io.Reader) error {
	f, err := os.OpenFile(filepath.Join(u.Dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	if err = errors.Join(err, f.Close()); err == nil {
		u.Files = append(u.Files, name)
	}
	return err
}

// take copies the files of a form, or its pasted text.
func (u *upload) take(c echo.Context) error {
	form, err := c.MultipartForm()
	if err != nil {
		return echo.NewHTTPError(http.StatusRequestEntityTooLarge, "The files are too large, or the form is damaged.")
	}
	files := form.File["file"]
	if len(files) > maxFiles {
		return echo.NewHTTPError(http.StatusBadRequest, fmt.Sprintf("At most %d files at a time; put them into a zip archive.", maxFiles))
	}
	for i, h := range files {
		if h.Size == 0 {
			continue
		}
		if err := u.takeFile(i, h); err != nil {
			return err
		}
	}
	if text := strings.TrimSpace(c.FormValue("text")); text != "" && len(u.Files) == 0 {
		u.name = "pasted text"
		return u.store("pasted text", strings.NewReader(text))
	}
	if len(u.Files) > 1 {
		u.name = fmt.Sprintf("%d files", len(u.Files))
	} else if len(u.Files) == 1 {
		u.name = u.Files[0]
	}
	return nil
}

func (u *upload) takeFile(i int, h *multipart.FileHeader) error {
	f, err := h.Open()
	if err != nil {
		return err
	}
	defer f.Close()
	name := plainFileName(h.Filename)
	for _, taken := range u.Files {
		if name == taken {
			name = fmt.Sprintf("%d-%s", i+1, name)
		}
	}
	return u.store(name, f)
}

// plainFileName keeps the name of an uploaded file readable and harmless.
func plainFileName(s string) string {
	s = filepath.Base(strings.ReplaceAll(s, `\`, "/"))
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == '/' || r == 0x7f {
			return '-'
		}
		return r
	}, strings.ToValidUTF8(s, "-"))
	if s == "" || s == "." || s == ".." {
		return "file"
	}
	if r := []rune(s); len(r) > 80 {
		s = string(r[len(r)-80:])
	}
	return s
}
