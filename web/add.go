package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gainsay/gainsay/job"
	"github.com/labstack/echo/v4"
)

var (
	_ = register("/add", (*Server).add)
	_ = register("/add/:token", (*Server).addState)
	_ = registerAction("/add/read", (*Server).addRead)
	_ = registerAction("/add/:token/again", (*Server).addAgain)
	_ = registerAction("/add/:token/import", (*Server).addImport)
	_ = registerAction("/add/:token/stop", (*Server).addStop)
	_ = registerAction("/add/:token/cancel", (*Server).addCancel)
	_ = register("/add/job/:id", (*Server).addJob)
	_ = registerAction("/add/job/:id/stop", (*Server).addJobStop)
)

// addPage asks for a thread, and shows what an upload would give.
type addPage struct {
	base
	By      string // "paste", "upload" or "address"
	Failure string // of the form
	Address string // typed

	// Of an upload.
	Here    string // its address, "" without one
	Name    string
	Step    string
	Preview Preview
	Formats []string
	Chosen  string // format
	Mapped  bool   // the columns were chosen
	Job     job.Job
	Result  Imported
	Stopped bool
	Percent int // of the import; -1 if it cannot be said
}

// errNoImporter is for servers that cannot add threads.
var errNoImporter = echo.NewHTTPError(http.StatusNotFound, "This server adds no threads.")

func (s *Server) add(c echo.Context) error {
	if s.conf.Importer == nil {
		return errNoImporter
	}
	return s.renderAdd(c, http.StatusOK, c.QueryParam("by"), "")
}

// renderAdd shows the form, with what was wrong with it.
func (s *Server) renderAdd(c echo.Context, status int, by, failure string) error {
	if by != "upload" && by != "address" {
		by = "paste"
	}
	return s.render(c, status, "add", addPage{base: s.base(c, "Add a thread", "threads"), By: by, Failure: failure,
		Address: c.FormValue("address")})
}

// addRead takes a paste, files or an address and begins to read them.
func (s *Server) addRead(c echo.Context) error {
	if s.conf.Importer == nil {
		return errNoImporter
	}
	by := c.FormValue("by")
	if form := c.Request().MultipartForm; form != nil {
		defer form.RemoveAll()
	}
	u, err := s.uploads.add()
	if errors.Is(err, errTooMany) {
		return echo.NewHTTPError(http.StatusTooManyRequests, "Too many uploads wait to be imported. Cancel one, or try again later.")
	}
	if err != nil {
		return err
	}
	address := strings.TrimSpace(c.FormValue("address"))
	if by == "address" {
		u.name = address
		if a, err := url.Parse(address); err != nil || a.Scheme != "http" && a.Scheme != "https" || a.Host == "" {
			s.uploads.remove(u)
			return s.renderAdd(c, http.StatusBadRequest, by, "An address begins with https:// or http://.")
		}
	} else if err := u.take(c); err != nil || len(u.Files) == 0 {
		s.uploads.remove(u)
		if err != nil {
			return err
		}
		return s.renderAdd(c, http.StatusBadRequest, by, map[string]string{"upload": "No file was chosen, or it is empty."}[by])
	}
	u.start("reading", recogniseFor, func(ctx context.Context) {
		if by == "address" {
			s.fetch(ctx, u, address)
		} else {
			s.recognise(ctx, u)
		}
	})
	return c.Redirect(http.StatusSeeOther, "/add/"+u.token)
}

// fetch downloads the page of an address, then reads it.
func (s *Server) fetch(ctx context.Context, u *upload, address string) {
	file, final, notes, err := s.conf.Importer.Fetch(ctx, address, u.Dir)
	if err != nil {
		u.set(func(u *upload) { u.step, u.failure = "failed", err.Error() })
		return
	}
	u.set(func(u *upload) { u.Files, u.Address = []string{file}, final })
	s.recognise(ctx, u)
	u.set(func(u *upload) { u.preview.Notes = append(notes, u.preview.Notes...) })
}

func (s *Server) recognise(ctx context.Context, u *upload) {
	p, err := s.conf.Importer.Recognise(ctx, u.what())
	u.set(func(u *upload) {
		u.preview, u.step, u.failure = p, "preview", ""
		switch {
		case u.stopped:
			u.step, u.failure = "failed", "Reading was stopped."
		case errors.Is(err, context.DeadlineExceeded):
			u.step, u.failure = "failed", "Reading took too long. Import it on the command line: gainsay import FILE"
		case err != nil:
			u.step, u.failure = "failed", err.Error()
		}
	})
}

// what returns the upload as the importer needs it.
func (u *upload) what() Upload {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.Upload
}

// uploadOf finds the upload of the address.
func (s *Server) uploadOf(c echo.Context) (*upload, error) {
	if u := s.uploads.find(c.Param("token")); u != nil {
		return u, nil
	}
	return nil, echo.NewHTTPError(http.StatusNotFound,
		"This upload is not here any more: it was imported, cancelled, or is older than an hour. Add it again.")
}

// addState shows how far an upload is: being read, or its preview.
func (s *Server) addState(c echo.Context) error {
	u, err := s.uploadOf(c)
	if err != nil {
		return err
	}
	p := addPage{base: s.base(c, "Add a thread", "threads"), Here: "/add/" + u.token,
		Formats: s.conf.Importer.Formats(), Percent: -1}
	u.set(func(u *upload) {
		p.Name, p.Step, p.Preview, p.Failure = u.name, u.step, u.preview, u.failure
		p.Chosen, p.Mapped, p.Stopped = u.Format, u.Columns != "", u.stopped
	})
	if p.Step == "preview" && p.Preview.Problem != "" {
		p.Step = "unfit"
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return s.render(c, http.StatusOK, "addstate", p)
}

// addAgain reads an upload as another format, or with other columns.
func (s *Server) addAgain(c echo.Context) error {
	u, err := s.uploadOf(c)
	if err != nil {
		return err
	}
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	format, columns := form.Get("format"), columnsOf(form)
	if format != "" && !slices.Contains(s.conf.Importer.Formats(), format) {
		return echo.NewHTTPError(http.StatusBadRequest, fmt.Sprintf("Unknown format: “%s”.", format))
	}
	if columns != "" {
		format = ""
	}
	u.start("reading", recogniseFor, func(ctx context.Context) {
		u.set(func(u *upload) { u.Format, u.Columns = format, columns })
		s.recognise(ctx, u)
	})
	return c.Redirect(http.StatusSeeOther, "/add/"+u.token)
}

// columnsOf reads the columns chosen for a table: fields "column-text" and so
// on. They are "" if none is chosen for the text.
func columnsOf(form url.Values) string {
	var out []string
	for name, v := range form {
		field, ok := strings.CutPrefix(name, "column-")
		if ok && v[0] != "" && !strings.ContainsAny(v[0], ",=") {
			out = append(out, field+"="+v[0])
		}
	}
	slices.Sort(out)
	if form.Get("column-text") == "" {
		return ""
	}
	return strings.Join(out, ",")
}

// addImport adds a job for an upload and waits a moment for it, so that what is
// fast is there on the next page.
func (s *Server) addImport(c echo.Context) error {
	u, err := s.uploadOf(c)
	if err != nil {
		return err
	}
	mode := c.FormValue("encoder")
	if mode != "" && !slices.Contains(EncoderModes, mode) {
		return echo.NewHTTPError(http.StatusBadRequest, fmt.Sprintf("Unknown mode of the sentence encoder: “%s”.", mode))
	}
	ready, comments := false, 0
	u.set(func(u *upload) {
		u.Encoder = mode
		if ready = u.step == "preview" && u.preview.Problem == ""; ready && !u.preview.Cut {
			comments = u.preview.Comments
		}
	})
	if !ready {
		return c.Redirect(http.StatusSeeOther, "/add/"+u.token)
	}
	n, err := NewImport(u.what(), u.name, s.coder(c), comments)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	id, _, err := s.conf.Jobs.Add(ctx, n)
	if err != nil {
		return err
	}
	s.uploads.forget(u)
	s.await(ctx, id, replyWithin)
	return c.Redirect(http.StatusSeeOther, fmt.Sprintf("/add/job/%d", id))
}

// await waits until a job has ended, at most for some time.
func (s *Server) await(ctx context.Context, id int64, most time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	_, _ = job.Await(ctx, s.conf.Jobs, id) // an error meets the next page too
}

// addJob shows how far an import is, or what it came to.
func (s *Server) addJob(c echo.Context) error {
	j, err := s.importOf(c)
	if err != nil {
		return err
	}
	p := addPage{base: s.base(c, "Add a thread", "threads"), Here: fmt.Sprintf("/add/job/%d", j.ID), Name: j.Title,
		Job: j, Result: ImportedBy(j), Step: "importing", Percent: -1}
	if j.Output.Of > 0 {
		p.Percent = min(100, 100*p.Result.Comments/j.Output.Of)
	}
	if j.State.Ended() {
		p.Step, p.Stopped = "done", j.State == job.Cancelled
	}
	if n := len(j.Problems); j.State == job.Failed && n > 0 {
		p.Failure = j.Problems[n-1].Text
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return s.render(c, http.StatusOK, "addstate", p)
}

// importOf finds the import of the address.
func (s *Server) importOf(c echo.Context) (job.Job, error) {
	j, err := s.jobOf(c)
	if err == nil && j.Kind != ImportKind {
		err = errNoJob
	}
	return j, err
}

// addJobStop cancels an import.
func (s *Server) addJobStop(c echo.Context) error {
	j, err := s.importOf(c)
	if err != nil {
		return err
	}
	if err := s.conf.Jobs.Cancel(c.Request().Context(), j.ID); err != nil && !errors.Is(err, job.ErrEnded) {
		return err
	}
	return c.Redirect(http.StatusSeeOther, fmt.Sprintf("/add/job/%d", j.ID))
}

func (s *Server) addStop(c echo.Context) error {
	u, err := s.uploadOf(c)
	if err != nil {
		return err
	}
	u.stop()
	return c.Redirect(http.StatusSeeOther, "/add/"+u.token)
}

func (s *Server) addCancel(c echo.Context) error {
	u, err := s.uploadOf(c)
	if err != nil {
		return err
	}
	s.uploads.remove(u)
	return c.Redirect(http.StatusSeeOther, "/add")
}
