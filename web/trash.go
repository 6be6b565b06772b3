package web

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"slices"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/query"
	"github.com/labstack/echo/v4"
)

var (
	_ = register("/threads/compare", (*Server).compareThreads)
	_ = register("/threads/delete", (*Server).askDelete)
	_ = register("/threads/export/:format", (*Server).exportThreads)
	_ = register("/threads/export/decisions.jsonl", (*Server).exportDecisionsOf)
	_ = register("/trash", (*Server).trash)
	_ = register("/erase", (*Server).askErase)
	_ = registerAction("/threads/delete", (*Server).deleteThreads)
	_ = registerAction("/threads/restore", (*Server).restoreThreads)
	_ = registerAction("/threads/remove", (*Server).removeThreads)
	_ = registerAction("/erase", (*Server).erase)
)

// compareThreads leads to the overview with two threads as two sets.
func (s *Server) compareThreads(c echo.Context) error {
	keys := c.QueryParams()["thread"]
	if len(keys) != 2 {
		return echo.NewHTTPError(http.StatusBadRequest, "Choose two threads to compare.")
	}
	set := func(key string) string { return withQuery("/assertions", url.Values{"thread": {key}}) }
	to := marksOf(c.QueryParams())
	to.Set("a", set(keys[0]))
	to.Set("b", set(keys[1]))
	return c.Redirect(http.StatusSeeOther, withQuery("/overview", to))
}

// deletePage asks whether threads are to be deleted.
type deletePage struct {
	base
	Rows                []view.ThreadRow
	Comments, Decisions int
	Save                string // address of their decisions
	Days                int
}

func (s *Server) askDelete(c echo.Context) error {
	keys := c.QueryParams()["thread"]
	if len(keys) == 0 {
		return echo.NewHTTPError(http.StatusBadRequest, "Choose the threads to delete.")
	}
	ctx := c.Request().Context()
	rows, _, err := s.conf.Store.Threads(ctx, view.ThreadFilter{Keys: keys})
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return view.ErrNotFound
	}
	ds, err := s.conf.Store.Decisions(ctx, view.DecisionFilter{Threads: keys})
	if err != nil {
		return err
	}
	p := deletePage{base: s.base(c, "Delete", "threads"), Rows: rows, Decisions: len(ds), Days: view.TrashDays,
		Save: withQuery("/threads/export/decisions.jsonl", url.Values{"thread": keys})}
	for _, r := range rows {
		p.Comments += r.Comments
	}
	return s.render(c, http.StatusOK, "delete", p)
}

// keysOf returns the threads that a form names.
func keysOf(c echo.Context) ([]string, error) {
	form, err := c.FormParams()
	if err != nil || len(form["thread"]) == 0 {
		return nil, echo.NewHTTPError(http.StatusBadRequest, "No thread was chosen.")
	}
	keys := slices.Clone(form["thread"])
	slices.Sort(keys)
	return slices.Compact(keys), nil
}

// maxUndo is for how many threads the page after a deletion offers to undo it.
const maxUndo = 50

func (s *Server) deleteThreads(c echo.Context) error {
	keys, err := keysOf(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if err := s.conf.Store.Delete(ctx, keys...); err != nil {
		return err
	}
	if len(keys) > maxUndo {
		return c.Redirect(http.StatusSeeOther, "/trash")
	}
	return c.Redirect(http.StatusSeeOther, withQuery("/threads", url.Values{"deleted": keys}))
}

func (s *Server) restoreThreads(c echo.Context) error {
	keys, err := keysOf(c)
	if err != nil {
		return err
	}
	if err := s.conf.Store.Restore(c.Request().Context(), keys...); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/threads?done=restored")
}

func (s *Server) removeThreads(c echo.Context) error {
	keys, err := keysOf(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if err := s.conf.Store.Remove(ctx, keys...); err != nil {
		return err
	}
	if err := s.conf.Store.Compact(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/trash?done=removed")
}

// trashPage lists the deleted threads.
type trashPage struct {
	base
	Rows   []view.TrashRow
	Days   int
	Notice string
}

func (s *Server) trash(c echo.Context) error {
	rows, err := s.conf.Store.Trash(c.Request().Context())
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "trash", trashPage{s.base(c, "Trash", "threads"), rows, view.TrashDays,
		notices[c.QueryParam("done")]})
}

// erasePage asks whether an author is to be erased.
type erasePage struct {
	base
	Author view.Author
}

func (s *Server) askErase(c echo.Context) error {
	a, err := s.conf.Store.Author(c.Request().Context(), c.QueryParam("author"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "erase", erasePage{s.base(c, "Erase "+a.AuthorRow.Author, ""), a})
}

func (s *Server) erase(c echo.Context) error {
	ctx := c.Request().Context()
	if _, err := s.conf.Store.EraseAuthor(ctx, c.FormValue("author")); err != nil {
		return err
	}
	if err := s.conf.Store.Compact(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/threads?done=erased")
}

// exportThreads saves the chosen threads, or all that the filter of the
// address picks.
func (s *Server) exportThreads(c echo.Context) error {
	e, err := s.exportFormat(c, 3)
	if err != nil {
		return err
	}
	q := c.QueryParams()
	f, err := query.Threads(q)
	if err != nil {
		return err
	}
	if keys := q["thread"]; len(keys) > 0 {
		f = view.ThreadFilter{Keys: keys}
	}
	rows, _, err := s.conf.Store.Threads(c.Request().Context(), f)
	if err != nil {
		return err
	}
	return attach(c, e, fmt.Sprintf("threads-%d", len(rows)), s.each(c, rows))
}

// each yields threads one after the other.
func (s *Server) each(c echo.Context, rows []view.ThreadRow) iter.Seq2[*gainsay.Analysis, error] {
	return func(yield func(*gainsay.Analysis, error) bool) {
		for _, r := range rows {
			a, err := s.marked(c, r.Key)
			if !yield(a, err) || err != nil {
				return
			}
		}
	}
}

// exportDecisionsOf saves the decisions about threads, one JSON object a line.
func (s *Server) exportDecisionsOf(c echo.Context) error {
	ds, err := s.conf.Store.Decisions(c.Request().Context(), view.DecisionFilter{Threads: c.QueryParams()["thread"]})
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="decisions.jsonl"`)
	return send(c, http.StatusOK, "application/jsonl", func(w io.Writer) error {
		out := json.NewEncoder(w)
		for _, d := range ds {
			if err := out.Encode(d); err != nil {
				return err
			}
		}
		return nil
	})
}
