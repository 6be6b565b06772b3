package web

import (
	"context"
	"fmt"
	"io"
	"iter"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/query"
	"github.com/labstack/echo/v4"
)

var (
	_ = register("/threads/:key/export/:format", (*Server).exportThread)
	_ = register("/assertions/export/:format", (*Server).exportAssertions)
)

// Export is a format in which threads can be saved.
type Export struct {
	Name, Doc, Ext string
	Rows           bool // one row per assertion: fits the assertions that a filter picks
	Write          func(w io.Writer, all iter.Seq2[*gainsay.Analysis, error]) error
}

// saveLink leads to what a page shows in one format: with the machine's marks, with
// decisions where there are any, and with decided marks alone.
type saveLink struct {
	Name, Doc, Href string
	Both, Decided   string
}

// saveLinks offers the formats that fit, below path and under the filter q.
func (s *Server) saveLinks(path string, q url.Values, fits func(Export) bool) []saveLink {
	var out []saveLink
	for _, e := range s.conf.Exports {
		if fits(e) {
			doc, _, _ := strings.Cut(e.Doc, "\n")
			to := func(mode decide.Mode) string {
				m := without(q, "marks")
				if mode != decide.Machine {
					m.Set("marks", string(mode))
				}
				return withQuery(path+"/export/"+e.Name, m)
			}
			out = append(out, saveLink{e.Name, doc, to(decide.Machine), to(decide.Both), to(decide.Decided)})
		}
	}
	return out
}

// exportFormat finds the format named by the nth part of the path.
func (s *Server) exportFormat(c echo.Context, n int) (Export, error) {
	name, err := pathPart(c, n)
	if err != nil {
		return Export{}, err
	}
	for _, e := range s.conf.Exports {
		if e.Name == name {
			return e, nil
		}
	}
	return Export{}, echo.NewHTTPError(http.StatusNotFound, fmt.Sprintf("Unknown format: “%s”.", name))
}

func (s *Server) exportThread(c echo.Context) error {
	e, err := s.exportFormat(c, 4)
	if err != nil {
		return err
	}
	key, err := threadKey(c)
	if err != nil {
		return err
	}
	a, err := s.marked(c, key)
	if err != nil {
		return err
	}
	return attach(c, e, key, func(yield func(*gainsay.Analysis, error) bool) { yield(a, nil) })
}

// exportAssertions saves the assertions that the filter of the address picks,
// of all pages, thread by thread.
func (s *Server) exportAssertions(c echo.Context) error {
	e, err := s.exportFormat(c, 3)
	if err != nil {
		return err
	}
	if !e.Rows {
		return echo.NewHTTPError(http.StatusBadRequest,
			"This format holds whole threads. Save it from the page of a thread.")
	}
	f, err := query.Assertions(c.QueryParams(), s.conf.Topic)
	if err != nil {
		return err
	}
	f.Sort = "thread"
	rows, _, err := s.conf.Store.Assertions(c.Request().Context(), f)
	if err != nil {
		return err
	}
	return attach(c, e, "assertions", s.picked(c, rows))
}

// marked loads a thread with the marks that the query parameter marks asks for:
// machine (the default), decided or both.
func (s *Server) marked(c echo.Context, key string) (*gainsay.Analysis, error) {
	mode, err := decide.ParseMode(c.QueryParam("marks"))
	if err != nil {
		return nil, echo.NewHTTPError(http.StatusBadRequest, "Marks are machine, decided or both.")
	}
	return Shown(c.Request().Context(), s.conf.Store, key, mode)
}

// ShownStore is what Shown reads.
type ShownStore interface {
	Analysis(ctx context.Context, key string) (*gainsay.Analysis, error)
	Thresholds(ctx context.Context) (gainsay.Thresholds, error)
	Decisions(ctx context.Context, f view.DecisionFilter) ([]gainsay.Decision, error)
}

// Shown loads a thread with the marks of a mode, without those below the
// thresholds of the database.
func Shown(ctx context.Context, store ShownStore, key string, mode decide.Mode) (*gainsay.Analysis, error) {
	a, err := store.Analysis(ctx, key)
	if err != nil {
		return nil, err
	}
	least, err := store.Thresholds(ctx)
	if err != nil {
		return nil, err
	}
	var ds []gainsay.Decision
	if mode != decide.Machine {
		if ds, err = store.Decisions(ctx, view.DecisionFilter{Threads: []string{key}}); err != nil {
			return nil, err
		}
	}
	a, _ = decide.Shown(a, ds, mode, least)
	return a, nil
}

// onlyPicked leaves out the assertions of a that are not among rows. Those that
// are left are as a has them: decisions may have changed them. Rows have assertions
// that people added under ids of their own.
func onlyPicked(a *gainsay.Analysis, rows []view.AssertionRow) *gainsay.Analysis {
	type place struct {
		comment string
		span    gainsay.Span
	}
	in, added := make(map[string]bool, len(rows)), map[place]bool{}
	for _, r := range rows {
		if strings.HasPrefix(r.ID, view.AddedMark) {
			added[place{r.Comment, r.Span}] = true
		}
		in[r.ID] = true
	}
	b := *a
	b.Assertions = nil
	for _, s := range a.Assertions {
		if in[s.ID] || added[place{s.Comment, s.Span}] {
			b.Assertions = append(b.Assertions, s)
		}
	}
	return &b
}

// picked yields the threads of rows, in order, with no other assertions.
func (s *Server) picked(c echo.Context, rows []view.AssertionRow) iter.Seq2[*gainsay.Analysis, error] {
	return func(yield func(*gainsay.Analysis, error) bool) {
		for len(rows) > 0 {
			key, n := rows[0].ThreadKey, 0
			for n < len(rows) && rows[n].ThreadKey == key {
				n++
			}
			a, err := s.marked(c, key)
			if err == nil {
				a = onlyPicked(a, rows[:n])
			}
			if rows = rows[n:]; !yield(a, err) || err != nil {
				return
			}
		}
	}
}

// attach answers with a document to save; nothing of it is sent if it fails.
func attach(c echo.Context, e Export, name string, all iter.Seq2[*gainsay.Analysis, error]) error {
	kind := mime.TypeByExtension(e.Ext)
	if kind == "" {
		kind = "application/octet-stream"
	}
	file := map[string]string{"filename": fileName(name) + ending(e)}
	c.Response().Header().Set("Content-Disposition", mime.FormatMediaType("attachment", file))
	err := send(c, http.StatusOK, kind, func(w io.Writer) error { return e.Write(w, all) })
	if err != nil {
		c.Response().Header().Del("Content-Disposition") // the page that says so is not to be saved
		return fmt.Errorf("export %s as %s: %w", name, e.Name, err)
	}
	return nil
}

// ending is how the name of a saved file ends: ".csv", ".csv-comments.csv".
func ending(e Export) string {
	if "."+e.Name == e.Ext {
		return e.Ext
	}
	return "." + e.Name + e.Ext
}

// fileName is a name that every file system takes.
func fileName(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return r
		}
		return '-'
	}, s)
	return s[:min(len(s), 80)]
}
