// Package api is the server's interface for programs: every view as JSON, and
// what adds, decides and deletes. docs/API.md describes it for its users,
// OpenAPI for their tools; both are checked against the table of routes.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/account"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/job"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web"
	"github.com/gainsay/gainsay/web/access"
	"github.com/klauspost/compress/gzhttp"
)

// Prefix is the path below which the API is served.
const Prefix = "/api/v1"

// Store is what the API reads and changes. The methods are those of web.Store.
type Store interface {
	Threads(ctx context.Context, f view.ThreadFilter) ([]view.ThreadRow, int, error)
	Analysis(ctx context.Context, key string) (*gainsay.Analysis, error)
	Digest(ctx context.Context, key string) (string, error)
	Thresholds(ctx context.Context) (gainsay.Thresholds, error)
	Assertions(ctx context.Context, f view.AssertionFilter) ([]view.AssertionRow, int, error)
	Claims(ctx context.Context, f view.AssertionFilter) ([]view.Claim, int, error)
	Claim(ctx context.Context, thread, assertion string, basis decide.Mode) (view.Claim, error)
	Facets(ctx context.Context, f view.AssertionFilter) (view.Facets, error)
	Overview(ctx context.Context, f view.AssertionFilter) (view.Overview, error)
	Topics(ctx context.Context, f view.TopicFilter) ([]view.TopicRow, int, error)
	Authors(ctx context.Context, f view.AuthorFilter) ([]view.AuthorRow, int, error)
	Author(ctx context.Context, name string) (view.Author, error)
	Search(ctx context.Context, query string, p view.Range) ([]view.SearchRow, int, error)
	Decisions(ctx context.Context, f view.DecisionFilter) ([]gainsay.Decision, error)
	Decide(ctx context.Context, ds ...gainsay.Decision) ([]gainsay.Decision, error)
	Delete(ctx context.Context, keys ...string) error
	Restore(ctx context.Context, keys ...string) error
	Remove(ctx context.Context, keys ...string) error
	Trash(ctx context.Context) ([]view.TrashRow, error)
	EraseAuthor(ctx context.Context, name string) (view.Erased, error)
	Compact(ctx context.Context) error
	Trainings(ctx context.Context) ([]view.Training, error)
	UseTraining(ctx context.Context, id int64, by string) error
	DropTraining(ctx context.Context, id int64, by string) error
	UseShipped(ctx context.Context, task, by string) error
}

// Analyst analyses threads with a new comment.
type Analyst interface {
	// Add adds a comment to a stored thread and saves its analysis. It returns
	// view.ErrNotFound for an unknown thread and a *view.CommentError for a comment that
	// cannot be added.
	Add(ctx context.Context, key string, c *gainsay.Comment) (view.Added, error)
}

// Config is what an API serves.
type Config struct {
	Store    Store
	Guard    *access.Guard
	Analyst  Analyst
	Jobs     job.Queue // for imports and retraining
	Webhooks WebhookStore
	Wake     func()                   // called when notices are due at once; may be nil
	Topic    func(name string) string // the name under which a topic is stored
	Version  gainsay.Version
	Now      func() time.Time // nil for time.Now
	Log      *slog.Logger     // nil for slog.Default

	// Retrain and RetrainTasks are those of web.Config.
	Retrain      func(ctx context.Context, task, by string) (int64, error)
	RetrainTasks []web.RetrainTask
}

// API serves the routes below Prefix.
type API struct {
	Config
	handler http.Handler
}

// New returns an API.
func New(c Config) *API {
	a := &API{Config: c}
	if a.Now == nil {
		a.Now = time.Now
	}
	if a.Log == nil {
		a.Log = slog.Default()
	}
	mux := http.NewServeMux()
	for _, r := range routes {
		mux.HandleFunc(r.method+" "+Prefix+r.path, func(w http.ResponseWriter, req *http.Request) { a.serve(w, req, r) })
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, req *http.Request) { a.unknown(w, req, mux) })
	a.handler = gzhttp.GzipHandler(mux)
	return a
}

// ServeHTTP serves one request.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.handler.ServeHTTP(w, r) }

// Mount returns the API as a part of a server.
func (a *API) Mount() web.Mount { return web.Mount{Prefix: Prefix, Handler: a} }

// route is an address with a method. The document of OpenAPI is made of routes.
type route struct {
	method, path string
	scope        account.Scope
	open         bool // needs no key
	name         string
	doc          string // what it does, a sentence
	params       []param
	body         []content // of the request, if it has one
	status       int       // of a good answer; 0 for 200
	known        bool      // the status is 200 where nothing is new
	async        bool      // the status is 202, with a Job, where the caller does not wait
	answer       any       // a value of the type of a good answer; nil for none
	list         bool      // answer is an item of a list
	fails        []int     // further statuses of problems, beside 400, 401, 403, 429, 500
	handle       func(a *API, c *call) error
}

// content is a kind of body.
type content struct {
	kind string
	typ  any // a value of its type; nil for any bytes
}

// routes is the table of all routes; each file adds its own.
var routes []*route

func add(rs ...*route) bool {
	routes = append(routes, rs...)
	return true
}

// call is a request under way.
type call struct {
	w     http.ResponseWriter
	r     *http.Request
	ctx   context.Context
	q     url.Values
	key   account.Key
	route *route
}

// caller is the name under which decisions of the call are saved.
func (c *call) caller() string {
	if c.key.Name == "" {
		return "api"
	}
	return c.key.Name
}

// Times that a call may take. Streams and uploads extend them.
const (
	callTime   = 60 * time.Second
	uploadTime = 15 * time.Minute
)

// serve authorizes and answers one call.
func (a *API) serve(w http.ResponseWriter, r *http.Request, rt *route) {
	ctx, cancel := context.WithTimeout(r.Context(), callTime)
	defer cancel()
	c := &call{w: w, r: r, ctx: ctx, q: r.URL.Query(), route: rt}
	w.Header().Add("Vary", "Accept, Authorization")
	err := a.admit(c)
	if err == nil {
		err = c.checkParams()
	}
	if err == nil {
		err = rt.handle(a, c)
	}
	if err != nil {
		a.fail(c, err)
	}
}

// admit checks the key and counts the call.
func (a *API) admit(c *call) (err error) {
	if c.route.open {
		return nil
	}
	if c.key, err = a.Guard.Authorize(c.ctx, access.Bearer(c.r), c.route.scope); err != nil {
		return err
	}
	if c.key.Short {
		return access.ErrInvalid // it is for Akismet clients alone
	}
	return a.Guard.Limit(c.w.Header(), c.key)
}
