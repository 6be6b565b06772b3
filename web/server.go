// Package web is the web view: server-rendered pages over a small interface.
// Comment text is never trusted: templates escape by context, the content
// security policy allows no inline script or style, and forms are accepted from these pages only.
package web

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/account"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/internal/lru"
	"github.com/gainsay/gainsay/job"
	"github.com/gainsay/gainsay/view"
	"github.com/klauspost/compress/gzhttp"
	"github.com/labstack/echo/v4"
)

// Store is what the pages read, and where they save decisions. Lists come with how many rows there are
// without limit and offset. Analysis, Claim and Author return view.ErrNotFound
// for what the store does not hold.
type Store interface {
	// State identifies what is stored: while it is the same, nothing changed.
	State(ctx context.Context) (int64, error)

	Threads(ctx context.Context, f view.ThreadFilter) ([]view.ThreadRow, int, error)
	Analysis(ctx context.Context, key string) (*gainsay.Analysis, error)
	Assertions(ctx context.Context, f view.AssertionFilter) ([]view.AssertionRow, int, error)
	Claims(ctx context.Context, f view.AssertionFilter) ([]view.Claim, int, error)
	Claim(ctx context.Context, thread, assertion string, basis decide.Mode) (view.Claim, error)
	Author(ctx context.Context, name string) (view.Author, error)
	Topics(ctx context.Context, f view.TopicFilter) ([]view.TopicRow, int, error)
	Facets(ctx context.Context, f view.AssertionFilter) (view.Facets, error)
	Search(ctx context.Context, query string, p view.Range) ([]view.SearchRow, int, error)
	Decisions(ctx context.Context, f view.DecisionFilter) ([]gainsay.Decision, error)
	Standing(ctx context.Context, f view.DecisionFilter) ([]decide.Standing, error)
	Decide(ctx context.Context, ds ...gainsay.Decision) ([]gainsay.Decision, error)

	// Table of threads, deleting, erasing.
	ThreadFacets(ctx context.Context, f view.ThreadFilter) (view.ThreadFacets, error)
	Delete(ctx context.Context, keys ...string) error
	Restore(ctx context.Context, keys ...string) error
	Remove(ctx context.Context, keys ...string) error
	Trash(ctx context.Context) ([]view.TrashRow, error)
	EraseAuthor(ctx context.Context, name string) (view.Erased, error)
	Compact(ctx context.Context) error

	// accounts; see package account for the errors
	Users(ctx context.Context) ([]account.User, error)
	UserPassword(ctx context.Context, name string) (u account.User, password string, err error)
	AddUser(ctx context.Context, name string, role account.Role, password string) error
	SetRole(ctx context.Context, name string, role account.Role) error
	SetPassword(ctx context.Context, name, password string) error
	RemoveUser(ctx context.Context, name string) error
	SignOut(ctx context.Context, name string) error
	AddSession(ctx context.Context, name string, token []byte, now time.Time) error
	SessionUser(ctx context.Context, token []byte, now time.Time) (account.User, error)
	EndSession(ctx context.Context, token []byte) error

	// Of the review queue.
	FillMarks(ctx context.Context, budget time.Duration) (left int, err error)
	Marks(ctx context.Context, f view.MarkFilter, after view.MarkRef, back bool, limit int) ([]view.MarkRow, error)
	MarkCounts(ctx context.Context, f view.MarkFilter, today time.Time) (view.MarkCounts, error)
	MarkContext(ctx context.Context, ref view.MarkRef, coder string) (view.MarkContext, error)
	MarkDecisions(ctx context.Context, ref view.MarkRef) ([]gainsay.Decision, error)
	Alike(ctx context.Context, of view.MarkContext, coder string) ([]view.MarkRow, error)
	LastDecision(ctx context.Context, coder string) (*gainsay.Decision, error)
	RuleDecisions(ctx context.Context, rule string) (view.RuleCount, error)
	Assign(ctx context.Context, f view.MarkFilter, r view.Review, coders []string) (view.Review, error)
	Reviews(ctx context.Context) ([]view.Review, error)
	IsAssigned(ctx context.Context, coder string) (bool, error)

	// Of the thread page: a digest of all that a thread's rows hold.
	Digest(ctx context.Context, key string) (string, error)
	Outline(ctx context.Context, key string) (*view.Outline, error)
	Part(ctx context.Context, key string, of *view.Outline, comments map[string]bool) (*view.ThreadPart, error)

	// Agreement and what decisions teach.
	CommentPlaces(ctx context.Context, refs []view.CommentRef) (map[view.CommentRef]view.CommentPlace, error)
	ThreadMarks(ctx context.Context, threads []string) (map[string]int, error)
	Thresholds(ctx context.Context) (gainsay.Thresholds, error)
	SetThreshold(ctx context.Context, tag gainsay.Tag, least float64, coder string) error
	Restate(ctx context.Context, budget time.Duration) (left int, err error)
	SampleTexts(ctx context.Context, n int) ([]string, error)

	// Overview, authors, sets.
	Overview(ctx context.Context, f view.AssertionFilter) (view.Overview, error)
	Authors(ctx context.Context, f view.AuthorFilter) ([]view.AuthorRow, int, error)
	Sets(ctx context.Context) ([]view.Set, error)
	SaveSet(ctx context.Context, s view.Set) error
	DeleteSet(ctx context.Context, name string) error

	// Of doors in shadow mode.
	DoorRows(ctx context.Context) ([]view.DoorRow, error)
	DoorPairs(ctx context.Context, before int64, limit int) ([]view.DoorPair, error)

	// What decisions taught.
	Trainings(ctx context.Context) ([]view.Training, error)
	UseTraining(ctx context.Context, id int64, coder string) error
	DropTraining(ctx context.Context, id int64, coder string) error
	UseShipped(ctx context.Context, task, coder string) error
	TrainingFiles(ctx context.Context, id int64) (map[string][]byte, error)
}

// Config is what a Server shows.
type Config struct {
	Store   Store
	Taggers []Tagger // for the method page
	Exports []Export // formats in which pages offer to save
	Version gainsay.Version
	Topic   func(name string) string // the name under which a topic is stored: "Russia" for "russian"

	// Accounts says that every request needs an account. Without, everyone may do
	// all until the store has a user.
	Accounts    bool
	Hosts       []string         // names of the server, besides localhost and addresses in digits
	TrustProxy  bool             // believe what a proxy says about a request
	Log         *slog.Logger     // for errors; nil for slog.Default
	LogRequests bool             // log every request too
	Now         func() time.Time // for sessions; nil for time.Now
	// Familiar compares texts with those that the models were trained on; may be nil.
	Familiar func(texts []string) Familiarity

	// Words says which words of a mark its score depends on; may be nil. The
	// sentence encoder moved the score.
	Words func(ctx context.Context, a *gainsay.Analysis, m *gainsay.Annotation) (view.WordEffects, error)

	Importer Importer // of /add; nil if nothing can be added

	// Jobs runs the imports of /add, among others. RunJobs runs them until ctx ends;
	// it is nil where other programs do.
	Jobs    job.Queue
	RunJobs func(ctx context.Context)

	// Outdated counts the threads that were analysed with other rules. Reanalyse adds
	// jobs that analyse them again and returns the number of threads. Both are nil
	// where that cannot be done.
	Outdated  func(ctx context.Context) (int, error)
	Reanalyse func(ctx context.Context, by string) (int, error)

	// Retrain adds a job that adapts the model of one of RetrainTasks to the
	// decisions, unless there is one, and returns its ID; nil where that cannot be
	// done. Rules is the hash of the rules and weights in the program.
	Retrain      func(ctx context.Context, task, by string) (int64, error)
	RetrainTasks []RetrainTask
	Rules        string

	// Metrics writes further metrics; may be nil.
	Metrics func(w io.Writer)

	Mounts []Mount // parts for programs

	// Sizes returns the bytes of the database and of its log, for metrics; may be nil.
	Sizes func() (file, log int64)
}

//go:embed template/*.html static
var files embed.FS

// Server serves the pages.
type Server struct {
	conf      Config
	echo      *echo.Echo
	templates map[string]*template.Template
	decoded   lru.Cache[cached] // by key
	outlines  lru.Cache[cached]
	pages     lru.Cache[keptPage] // by keptName
	static    string              // hash of the static files, for their addresses
	uploads   uploads
	log       *slog.Logger
	pageTime  time.Duration // for a page to be made
	signIn    *signIn
	slots     chan struct{}    // one for each heavy page being made
	accounts  atomic.Bool      // every request needs an account
	mounts    map[string]Mount // by route
	counters  *counters

	life       context.Context // until Close
	end        func()
	background sync.WaitGroup // work that goes on after an answer
}

// Close stops jobs and other work under way, and removes the files of uploads.
func (s *Server) Close() error {
	s.end()
	s.background.Wait()
	return s.uploads.close()
}

// New returns a server.
func New(c Config) (*Server, error) {
	s := &Server{conf: c, echo: echo.New(), templates: map[string]*template.Template{}, log: logger(c.Log),
		pageTime: pageTime, signIn: newSignIn(c.Now), slots: make(chan struct{}, max(2, runtime.NumCPU())),
		mounts: map[string]Mount{}, counters: newCounters(c.Version.Gainsay)}
	s.life, s.end = context.WithCancel(context.Background())
	s.accounts.Store(c.Accounts)
	if err := s.load(); err != nil {
		return nil, err
	}
	s.echo.HideBanner, s.echo.HidePort = true, true
	s.echo.HTTPErrorHandler = s.fail
	s.echo.Use(s.logged, s.guard, s.identify, s.bounded, s.signedIn, s.kept, s.queued)
	for _, p := range pages {
		s.get(p.path, s.only(account.Reader, p))
	}
	for _, a := range actions {
		s.echo.POST(a.path, s.only(account.Coder, a), sameOrigin)
	}
	for _, m := range c.Mounts {
		s.mount(m)
	}
	s.watch()
	if c.RunJobs != nil {
		s.background.Go(func() { c.RunJobs(s.life) })
	}
	sub, err := fs.Sub(files, "static")
	if err != nil {
		return nil, err
	}
	static := gzhttp.GzipHandler(http.StripPrefix("/static/"+s.static+"/", forever(http.FileServerFS(sub))))
	s.get(staticRoute, echo.WrapHandler(static))
	return s, nil
}

// get adds a route for GET and HEAD. The router answers other methods with 405, and
// OPTIONS with 204; both name the methods of the address in Allow.
func (s *Server) get(path string, h echo.HandlerFunc) {
	s.echo.Match([]string{http.MethodGet, http.MethodHead}, path, h)
}

// ServeHTTP serves one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.echo.ServeHTTP(w, r) }

// page is one page: each file registers its own.
type page struct {
	path   string
	handle func(*Server, echo.Context) error
}

var pages []page

func register(path string, handle func(*Server, echo.Context) error) bool {
	pages = append(pages, page{path, handle})
	slices.SortFunc(pages, func(a, b page) int { return strings.Compare(a.path, b.path) })
	return true
}

// Templates that every page's is parsed with.
const layout, parts = "template/layout.html", "template/part.html"

// load parses every page's template with the layout and hashes the static files.
func (s *Server) load() error {
	h := sha256.New()
	err := fs.WalkDir(files, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := files.ReadFile(name)
		h.Write(b)
		return err
	})
	if err != nil {
		return err
	}
	s.static = hex.EncodeToString(h.Sum(nil)[:6])
	names, err := fs.Glob(files, "template/*.html")
	if err != nil {
		return err
	}
	for _, n := range names {
		if n == layout || n == parts {
			continue
		}
		t, err := template.New("layout.html").Funcs(functions).ParseFS(files, layout, parts, n)
		if err != nil {
			return fmt.Errorf("parse %s: %w", n, err)
		}
		s.templates[strings.TrimSuffix(strings.TrimPrefix(n, "template/"), ".html")] = t
	}
	return nil
}

// base is what the layout needs of every page.
type base struct {
	Title   string
	Here    string // which entry of the bar is current
	Static  string
	Version gainsay.Version
	Query   string // of the search box
	Token   string // for forms that change something
	Coder   string // name of the person at the browser, "" where it is not known
	Path    string // address of the page with its query, to come back to
	KeysOff bool   // single keys do nothing
	Account string // name of the user's account, "" without accounts or session
	Bare    bool   // without the bar's links: the reader has no access to other pages

	MayDecide bool // the reader may do what a coder may
	MayAdmin  bool // and what an administrator may
}

func (s *Server) base(c echo.Context, title, here string) base {
	return base{Title: title, Here: here, Static: "/static/" + s.static, Version: s.conf.Version,
		Token: token(c), Coder: s.coder(c), Path: c.Request().URL.RequestURI(), Account: client(c).user.Name,
		KeysOff: setting(c, keysCookie),
		Bare:    !s.may(c, account.Reader), MayDecide: s.may(c, account.Coder), MayAdmin: s.may(c, account.Admin)}
}

// render writes a page, or nothing of it if the template fails.
func (s *Server) render(c echo.Context, status int, name string, data any) error {
	write := func(w io.Writer) error {
		if err := s.templates[name].Execute(w, data); err != nil {
			return fmt.Errorf("render %s: %w", name, err)
		}
		return nil
	}
	if as, ok := c.Get(keepingKey).(keeping); ok && status == http.StatusOK {
		return s.makeKept(c, as, write)
	}
	return send(c, status, echo.MIMETextHTMLCharsetUTF8, write)
}

// renderPart writes one template of a page's file, for a script that puts it
// into the page.
func (s *Server) renderPart(c echo.Context, name, part string, data any) error {
	return send(c, http.StatusOK, echo.MIMETextHTMLCharsetUTF8, func(w io.Writer) error {
		if err := s.templates[name].ExecuteTemplate(w, part, data); err != nil {
			return fmt.Errorf("render %s: %w", part, err)
		}
		return nil
	})
}

const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard sets headers that keep the text of comments from running or loading
// anything. With accounts no page is kept by the browser: it is private, and
// somebody else may sit there after signing out.
func (s *Server) guard(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		// With no-referrer browsers would hide the origin of our own forms too.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "private, no-cache")
		if s.accounts.Load() {
			h.Set("Cache-Control", "private, no-store")
		}
		return next(c)
	}
}

func forever(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		h.ServeHTTP(w, r)
	})
}
