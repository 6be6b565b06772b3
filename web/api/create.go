package api

import (
	"bufio"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/account"
	"github.com/gainsay/gainsay/job"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web"
)

var createFails = []int{http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity}

var _ = add(
	&route{method: http.MethodPost, path: "/threads", scope: account.Write, name: "addThreads",
		doc: "Adds threads: the thread object of docs/analysis.schema.json, or a file of any format that Gainsay reads. A thread that is there already is replaced. With the header Prefer: respond-async the answer is 202 and the job that imports the file.",
		params: []param{{name: "format", doc: "Format of the file; recognised without."},
			{name: "columns", doc: "Columns of a table, as text=COLUMN,author=COLUMN."},
			{name: "encoder", doc: "Use the sentence encoder: for few comments, always or never.", values: web.EncoderModes}},
		body: []content{{"application/json", NewThread{}}, {"application/octet-stream", nil},
			{"text/plain", nil}, {"text/html", nil}},
		status: http.StatusCreated, async: true, answer: Imported{}, fails: createFails,
		handle: (*API).create},
	&route{method: http.MethodPost, path: "/threads/{key}/comments", scope: account.Write,
		name:   "addComment",
		doc:    "Adds a comment to a thread, analyses what it changes and returns that. A comment with the id and words of one that is there changes nothing.",
		params: []param{keyParam}, body: []content{{"application/json", NewComment{}}},
		status: http.StatusCreated, known: true, answer: view.Added{},
		fails:  append([]int{http.StatusNotFound, http.StatusConflict}, createFails...),
		handle: (*API).addComment},
	&route{method: http.MethodDelete, path: "/threads/{key}", scope: account.Moderate, name: "deleteThread",
		doc:    "Moves a thread to the trash, from which it can be restored for 30 days.",
		params: []param{keyParam}, status: http.StatusNoContent, fails: []int{http.StatusNotFound},
		handle: (*API).deleteThread},
	&route{method: http.MethodGet, path: "/trash", scope: account.Read, name: "listTrash",
		doc: "Lists deleted threads.", params: listParams(), answer: Deleted{}, list: true,
		handle: (*API).trash},
	&route{method: http.MethodPost, path: "/trash/{key}/restore", scope: account.Moderate,
		name: "restoreThread", doc: "Brings a thread back from the trash, with the decisions about it.",
		params: []param{keyParam}, status: http.StatusNoContent, fails: []int{http.StatusNotFound},
		handle: (*API).restore},
	&route{method: http.MethodDelete, path: "/trash/{key}", scope: account.Moderate, name: "removeThread",
		doc: "Removes a deleted thread for good, also from the file.", params: []param{keyParam},
		status: http.StatusNoContent, handle: (*API).remove},
	&route{method: http.MethodDelete, path: "/authors/{name}", scope: account.Moderate, name: "eraseAuthor",
		doc:    "Takes an author's texts and name out of every thread, also from the file. This cannot be undone.",
		params: []param{nameParam}, answer: Erased{}, fails: []int{http.StatusNotFound},
		handle: (*API).erase},
)

// Imported says what was read of a file.
type Imported struct {
	Comments int              `json:"comments"`
	Threads  []ImportedThread `json:"threads"`
	Problems []string         `json:"problems"`
}

// ImportedThread is a thread that was saved.
type ImportedThread struct {
	Key   string `json:"key"`
	Title string `json:"title"`
	New   bool   `json:"new"`
	Added int    `json:"added"` // comments
}

// maxFile bounds a file, in bytes.
const maxFile = 256 << 20

// create imports the body of a request.
func (a *API) create(c *call) error {
	kind, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || strings.HasPrefix(kind, "multipart/") || kind == "application/x-www-form-urlencoded" {
		return failf(http.StatusUnsupportedMediaType, "Send the file itself as the body, with its Content-Type.")
	}
	dir, err := os.MkdirTemp("", "gainsay-api-")
	if err != nil {
		return err
	}
	added := false
	defer func() {
		if !added {
			os.RemoveAll(dir)
		}
	}()
	c.allowUpload()
	u := web.Upload{Dir: dir, Files: []string{"body"}, Format: c.q.Get("format"), Columns: c.q.Get("columns"),
		Encoder: c.q.Get("encoder")}
	if err := saveBody(filepath.Join(dir, "body"), http.MaxBytesReader(c.w, c.r.Body, maxFile)); err != nil {
		return err
	}
	n, err := web.NewImport(u, "file sent by "+c.caller(), c.caller(), 0)
	if err != nil {
		return err
	}
	going := context.WithoutCancel(c.ctx) // of a caller who leaves, too
	id, _, err := a.Jobs.Add(going, n)
	if err != nil {
		return err
	}
	added = true // the files are the job's
	if asynchronous(c.r) {
		return a.accepted(c, id)
	}
	return a.imported(c, id)
}

// asynchronous reports whether the caller does not want to wait (RFC 7240).
func asynchronous(r *http.Request) bool {
	for _, h := range r.Header.Values("Prefer") {
		for one := range strings.SplitSeq(h, ",") {
			name, _, _ := strings.Cut(one, ";")
			if strings.EqualFold(strings.TrimSpace(name), "respond-async") {
				return true
			}
		}
	}
	return false
}

// accepted answers with a job that was added.
func (a *API) accepted(c *call, id int64) error {
	j, err := a.Jobs.Get(c.ctx, id)
	if err != nil {
		return err
	}
	c.w.Header().Set("Location", link("jobs", strconv.FormatInt(id, 10)))
	c.w.Header().Set("Preference-Applied", "respond-async")
	return c.sendAs(http.StatusAccepted, newJob(j))
}

// imported waits for an import and answers with what it came to.
func (a *API) imported(c *call, id int64) error {
	ctx, cancel := context.WithTimeout(c.r.Context(), uploadTime)
	defer cancel()
	j, err := job.Await(ctx, a.Jobs, id)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return failf(http.StatusServiceUnavailable, "The import goes on: see %s.", link("jobs", strconv.FormatInt(id, 10)))
	case err != nil:
		return err
	case j.State != job.Done:
		return failf(http.StatusServiceUnavailable, "The import did not end well: see %s.", link("jobs", strconv.FormatInt(id, 10)))
	}
	done := web.ImportedBy(j)
	out := importedOf(done)
	if len(out.Threads) == 0 {
		return failf(http.StatusUnprocessableEntity, "There is no thread in it. %s", strings.Join(out.Problems, "; "))
	}
	if len(out.Threads) == 1 {
		c.w.Header().Set("Location", link("threads", out.Threads[0].Key))
	}
	return c.send(out)
}

// importedOf says what an import came to.
func importedOf(done web.Imported) *Imported {
	out := &Imported{done.Comments, []ImportedThread{}, append([]string{}, done.Problems...)}
	for _, t := range done.Threads {
		out.Threads = append(out.Threads, ImportedThread(t))
	}
	return out
}

// allowUpload extends the times that the server gives for reading and answering.
func (c *call) allowUpload() {
	control, end := http.NewResponseController(c.w), time.Now().Add(uploadTime)
	_ = control.SetReadDeadline(end) // not every server of tests has deadlines
	_ = control.SetWriteDeadline(end.Add(callTime))
}

// saveBody copies a body into a file. An empty one is refused.
func saveBody(path string, body io.Reader) error {
	in := bufio.NewReader(body)
	if _, err := in.Peek(1); err == io.EOF {
		return failf(http.StatusBadRequest, "The body is empty.")
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, in)
	return errors.Join(err, f.Close())
}

// NewComment is a comment to add. Only text is needed.
type NewComment struct {
	ID        string         `json:"id,omitempty"`     // made if absent
	Parent    string         `json:"parent,omitempty"` // id of the comment answered; "" for the thread itself
	Author    string         `json:"author,omitempty"`
	AuthorURL string         `json:"author_url,omitempty"`
	Time      *time.Time     `json:"time,omitempty"` // now if absent
	Text      string         `json:"text"`           // plain text
	Quotes    []gainsay.Span `json:"quotes,omitempty"`
	Links     []gainsay.Link `json:"links,omitempty"`
}

// NewThread is a thread to add, as the format json reads it. Only comments and
// their texts are needed.
type NewThread struct {
	ID       string          `json:"id,omitempty"`
	URL      string          `json:"url,omitempty"`
	Title    string          `json:"title,omitempty"`
	Article  string          `json:"article,omitempty"` // paragraphs are parted by blank lines
	Comments []ThreadComment `json:"comments"`
}

// ThreadComment is a comment of a NewThread. Where no comment names a parent and
// none says parent_by, parents are inferred.
type ThreadComment struct {
	NewComment
	ParentBy      gainsay.ParentSource `json:"parent_by,omitempty"`
	State         gainsay.State        `json:"state,omitempty"`
	Score         *int                 `json:"score,omitempty"`
	OtherParents  []string             `json:"other_parents,omitempty"`
	TimePrecision gainsay.Precision    `json:"time_precision,omitempty"`
	TimeText      string               `json:"time_text,omitempty"`
}

// comment makes the comment; now is its time if it has none.
func (n *NewComment) comment(now time.Time) *gainsay.Comment {
	c := &gainsay.Comment{ID: n.ID, Parent: n.Parent, ParentBy: gainsay.BySource, Author: n.Author, AuthorURL: n.AuthorURL,
		Time: now.UTC().Truncate(time.Second), Text: n.Text, State: gainsay.Live, Quotes: n.Quotes, Links: n.Links}
	if n.Time != nil {
		c.Time = n.Time.UTC().Truncate(time.Second)
	}
	return c
}

func (a *API) addComment(c *call) error {
	var n NewComment
	if err := c.read(&n); err != nil {
		return err
	}
	added := n.comment(a.Now())
	if err := view.CheckComment(added); err != nil {
		return err
	}
	key := c.r.PathValue("key")
	done, err := a.Analyst.Add(c.ctx, key, added)
	if err != nil {
		return err
	}
	if done.Known {
		return c.sendAs(http.StatusOK, done)
	}
	c.w.Header().Set("Location", link("threads", key, "comments", done.Comment.ID))
	return c.send(done)
}

func (a *API) deleteThread(c *call) error {
	if err := a.Store.Delete(c.ctx, c.r.PathValue("key")); err != nil {
		return err
	}
	return c.none()
}

func (a *API) trash(c *call) error {
	rows, err := a.Store.Trash(c.ctx)
	if err != nil {
		return err
	}
	return listed(c, within(rows, func(r view.TrashRow) string { return r.Key + " " + r.Deleted.String() }, newDeleted))
}

func (a *API) restore(c *call) error {
	if err := a.Store.Restore(c.ctx, c.r.PathValue("key")); err != nil {
		return err
	}
	return c.none()
}

func (a *API) remove(c *call) error {
	if err := a.Store.Remove(c.ctx, c.r.PathValue("key")); err != nil {
		return err
	}
	if err := a.Store.Compact(context.WithoutCancel(c.ctx)); err != nil {
		return err
	}
	return c.none()
}

func (a *API) erase(c *call) error {
	done, err := a.Store.EraseAuthor(c.ctx, c.r.PathValue("name"))
	if err != nil {
		return err
	}
	if err := a.Store.Compact(context.WithoutCancel(c.ctx)); err != nil {
		return err
	}
	return c.send(Erased(done))
}
