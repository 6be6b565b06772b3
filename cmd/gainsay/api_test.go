package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/account"
	"github.com/gainsay/gainsay/internal/logtest"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web"
	"github.com/gainsay/gainsay/web/access"
	"github.com/gainsay/gainsay/web/api"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// apiServer is a server with the sample threads.
type apiServer struct {
	t   testing.TB
	db  *store.DB
	url string // of the API
}

func startAPI(t testing.TB, conf web.Config) *apiServer {
	t.Helper()
	d := sampleDB(t)
	if conf.Log == nil {
		conf.Log = slog.New(slog.DiscardHandler)
	}
	h, err := webServer(d, conf, access.New(d, !conf.Accounts, conf.Now), nil)
	if err != nil {
		t.Fatal(err)
	}
	site := httptest.NewServer(h)
	t.Cleanup(func() { site.Close(); h.Close() })
	return &apiServer{t, d, site.URL + api.Prefix}
}

// call makes a request and returns the answer with its body.
func (s *apiServer) call(method, path, body string, header ...string) (*http.Response, []byte) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for k := 0; k < len(header); k += 2 {
		r.Header.Set(header[k], header[k+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res, b
}

// get decodes the answer to a good request.
func (s *apiServer) get(path string, to any) {
	s.t.Helper()
	res, b := s.call(http.MethodGet, path, "")
	if res.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %d %s", path, res.StatusCode, b)
	}
	if err := json.Unmarshal(b, to); err != nil {
		s.t.Fatalf("%s: %v", path, err)
	}
}

// apiDocument is the document with its schemas, by which answers are checked.
type apiDocument struct {
	*apiServer
	schemas *jsonschema.Compiler
	Paths   map[string]map[string]apiOperation
}

type apiOperation struct {
	Parameters []apiParameter
	Responses  map[string]struct {
		Ref     string `json:"$ref"`
		Content map[string]any
	}
}

type apiParameter struct {
	Name, In string
	Schema   struct {
		Type  string
		Enum  []string
		Items struct{ Enum []string }
	}
}

const documentURL = "https://gainsay.test/openapi.json"

func readAPIDocument(s *apiServer) *apiDocument {
	s.t.Helper()
	d := &apiDocument{apiServer: s, schemas: jsonschema.NewCompiler()}
	res, b := s.call(http.MethodGet, "/openapi.json", "")
	if res.StatusCode != http.StatusOK {
		s.t.Fatalf("%d %s", res.StatusCode, b)
	}
	if err := json.Unmarshal(b, d); err != nil {
		s.t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		s.t.Fatal(err)
	}
	checkOpenAPI(s.t, doc)
	closeObjects(doc)
	if err := d.schemas.AddResource(documentURL, doc); err != nil {
		s.t.Fatal(err)
	}
	return d
}

// checkOpenAPI checks a document by the schema of OpenAPI 3.1.
func checkOpenAPI(t testing.TB, doc any) {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("testdata/openapi-3.1.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(doc); err != nil {
		t.Fatalf("the document is no OpenAPI: %v", err)
	}
}

// closeObjects makes schemas refuse members that they do not name, so that tests
// find those that the document lacks.
func closeObjects(v any) {
	switch v := v.(type) {
	case map[string]any:
		if _, ok := v["properties"].(map[string]any); ok && v["type"] == "object" {
			v["additionalProperties"] = false
		}
		for _, member := range v {
			closeObjects(member)
		}
	case []any:
		for _, element := range v {
			closeObjects(element)
		}
	}
}

// operation finds the operation of a request and where it is in the document.
func (d *apiDocument) operation(method, path string) (apiOperation, string) {
	path, _, _ = strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	best, place := "", ""
	for template, ops := range d.Paths {
		if _, ok := ops[strings.ToLower(method)]; !ok {
			continue
		}
		names := strings.Split(template, "/")
		fits := len(names) == len(parts)
		for k := 0; fits && k < len(names); k++ {
			fits = names[k] == parts[k] || strings.HasPrefix(names[k], "{")
		}
		if fits && (best == "" || strings.Count(template, "{") < strings.Count(best, "{")) {
			best, place = template, "#/paths/"+strings.ReplaceAll(template, "/", "~1")+"/"+strings.ToLower(method)
		}
	}
	return d.Paths[best][strings.ToLower(method)], place
}

// try makes a request and checks the answer by the document.
func (d *apiDocument) try(status int, method, path, body string, header ...string) []byte {
	d.t.Helper()
	res, b := d.call(method, path, body, header...)
	if res.StatusCode != status {
		d.t.Errorf("%s %s: %d, want %d: %.300s", method, path, res.StatusCode, status, b)
		return b
	}
	op, place := d.operation(method, path)
	answer, ok := op.Responses[strconv.Itoa(status)]
	if !ok {
		d.t.Errorf("%s %s: the document has no answer %d", method, path, status)
		return b
	}
	place += "/responses/" + strconv.Itoa(status)
	kind := res.Header.Get("Content-Type")
	if answer.Ref != "" {
		place = answer.Ref
	} else if _, ok := answer.Content[kind]; !ok {
		if len(b) > 0 || len(answer.Content) > 0 {
			d.t.Errorf("%s %s: the document has no answer %d of %q", method, path, status, kind)
		}
		return b
	}
	schema, err := d.schemas.Compile(documentURL + place + "/content/" + url.PathEscape(strings.ReplaceAll(kind, "/", "~1")) + "/schema")
	if err != nil {
		d.t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err == nil {
		err = schema.Validate(v)
	}
	if err != nil {
		d.t.Errorf("%s %s: %v", method, path, err)
	}
	return b
}

// samples are values of parameters.
func (d *apiDocument) samples() map[string]string {
	var found struct {
		Items []struct{ Comment, ID, Author string }
	}
	d.get("/threads/json:union-debate/assertions", &found)
	first := found.Items[0]
	return map[string]string{"key": "json:union-debate", "comment": first.Comment, "assertion": first.ID, "name": first.Author, "q": "union",
		"site": "", "format": "json", "year": "2023", "topic": "Germany", "author": first.Author, "thread": "json:union-debate",
		"source": "json", "from": "2023-01", "to": "2024-01", "coder": "api", "limit": "2", "score": "50", "rule": "argue/asks"}
}

// TestAPIDocument asks for every address and parameter of the document, and
// checks each answer, and those to wrong values, by its schemas.
func TestAPIDocument(t *testing.T) {
	d := readAPIDocument(startAPI(t, web.Config{}))
	d.try(http.StatusCreated, http.MethodPost, "/webhooks", `{"name":"mods","url":"https://forum.example/in"}`)
	d.try(http.StatusCreated, http.MethodPost, "/threads/json:union-debate/decisions", `{"mark":"`+d.samples()["assertion"]+`","verdict":"right"}`)
	for _, title := range []string{"one", "two"} {
		d.try(http.StatusCreated, http.MethodPost, "/threads", `{"title":"`+title+`","comments":[{"text":"Hello there."}]}`)
	}
	values := d.samples()
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		op, ok := d.Paths[path]["get"]
		if !ok || path == "/openapi.json" {
			continue
		}
		address, q, values := path, url.Values{}, values
		if strings.HasPrefix(path, "/jobs") {
			values = map[string]string{"id": "1", "kind": "import", "limit": "1"}
		}
		if strings.HasPrefix(path, "/webhooks") {
			values = map[string]string{"name": "mods", "limit": "2"}
		}
		for _, p := range op.Parameters {
			if p.In == "path" {
				address = strings.ReplaceAll(address, "{"+p.Name+"}", url.PathEscape(values[p.Name]))
			}
		}
		if path == "/search" {
			q.Set("q", "union")
		}
		d.try(http.StatusOK, http.MethodGet, address+"?"+q.Encode(), "")
		d.try(http.StatusBadRequest, http.MethodGet, address+"?nosuch=1", "")
		if strings.Contains(path, "{") {
			gone := strings.NewReplacer("{key}", "json:none", "{name}", "nobody", "{comment}", "none", "{assertion}", "none", "{id}", "99").Replace(path)
			d.try(http.StatusNotFound, http.MethodGet, gone, "")
		}
		for _, p := range op.Parameters {
			if p.In == "query" {
				d.tryParameter(address, q, p, values)
			}
		}
	}
}

// tryParameter asks with each value of a parameter, or with a sample, and with a
// wrong one.
func (d *apiDocument) tryParameter(address string, q url.Values, p apiParameter, values map[string]string) {
	d.t.Helper()
	all := slices.Concat(p.Schema.Enum, p.Schema.Items.Enum)
	wrong := len(all) > 0 || p.Schema.Type == "integer" || slices.Contains([]string{"year", "from", "to"}, p.Name)
	if sample, ok := values[p.Name]; ok && len(all) == 0 {
		all = []string{sample}
	}
	if p.Name == "after" {
		var page struct{ Next string }
		ask := maps.Clone(q)
		ask.Set("limit", "1")
		d.get(address+"?"+ask.Encode(), &page)
		if next, err := url.Parse(page.Next); page.Next != "" && err == nil {
			all = next.Query()["after"]
		}
		wrong = true
	} else if len(all) == 0 {
		d.t.Errorf("no sample of parameter %s of %s", p.Name, address)
	}
	ask := maps.Clone(q)
	for _, v := range all {
		ask.Set(p.Name, v)
		d.try(http.StatusOK, http.MethodGet, address+"?"+ask.Encode(), "")
	}
	if ask.Set(p.Name, "n%nsense!"); wrong {
		d.try(http.StatusBadRequest, http.MethodGet, address+"?"+ask.Encode(), "")
	}
}

// TestAPIChanges goes through all that changes something, and checks that the
// document has no other such address.
func TestAPIChanges(t *testing.T) {
	d := readAPIDocument(startAPI(t, web.Config{}))
	const thread = `{"id":"dam","title":"The dam","comments":[{"id":"a","author":"Ann","parent_by":"source","text":"The dam will cost 40 million euros by 2027."}]}`
	tried := map[string]bool{}
	try := func(status int, method, template, path, body string, header ...string) []byte {
		t.Helper()
		tried[method+" "+template] = true
		return d.try(status, method, path, body, header...)
	}
	const threads, comments, decisions = "/threads", "/threads/{key}/comments", "/threads/{key}/decisions"
	try(201, "POST", threads, threads, thread)
	try(201, "POST", threads, threads, "Ann says:\nHello there, all.\n\nBo says:\nHello to you too.\n", "Content-Type", "text/plain")
	try(400, "POST", threads, threads+"?encoder=maybe", thread)
	try(422, "POST", threads, threads, `{"a":1}`)
	try(400, "POST", threads, threads, "", "Content-Type", "application/json")
	try(415, "POST", threads, threads, "a=1", "Content-Type", "application/x-www-form-urlencoded")

	var queued struct{ ID int64 }
	if err := json.Unmarshal(try(202, "POST", threads, threads, `{"id":"later","comments":[{"text":"Hello there."}]}`, "Prefer", "respond-async"), &queued); err != nil {
		t.Fatal(err)
	}
	one := fmt.Sprint("/jobs/", queued.ID)
	for state := ""; state != "done"; {
		var j struct{ State string }
		if err := json.Unmarshal(try(200, "GET", "/jobs/{id}", one, ""), &j); err != nil {
			t.Fatal(err)
		}
		state = j.State
	}
	try(409, "POST", "/jobs/{id}/cancel", one+"/cancel", "")
	try(409, "POST", "/jobs/{id}/retry", one+"/retry", "")
	try(404, "POST", "/jobs/{id}/cancel", "/jobs/999/cancel", "")
	try(404, "POST", "/jobs/{id}/retry", "/jobs/x/retry", "")

	const ask = `{"id":"b","parent":"a","author":"Ben","text":"Where did you get that number? Do you have a source?"}`
	to := "/threads/json:dam/comments"
	var added struct {
		Annotations, Assertions, Others []struct {
			ID, Comment, Tag, Dispute string
			AskedBy                   []string `json:"asked_by"`
		}
	}
	if err := json.Unmarshal(try(201, "POST", comments, to, ask), &added); err != nil {
		t.Fatal(err)
	}
	if len(added.Assertions) != 1 || added.Assertions[0].Comment != "a" || !slices.Equal(added.Assertions[0].AskedBy, []string{"b"}) ||
		!slices.ContainsFunc(added.Annotations, func(m struct {
			ID, Comment, Tag, Dispute string
			AskedBy                   []string `json:"asked_by"`
		}) bool {
			return m.Comment == "b" && m.Tag == "evidencerequest"
		}) {
		t.Errorf("the answer does not say that b asked for evidence of a: %+v", added)
	}
	try(200, "POST", comments, to, ask)
	try(409, "POST", comments, to, `{"id":"b","text":"another"}`)
	try(422, "POST", comments, to, `{"parent":"zz","text":"x"}`)
	try(422, "POST", comments, to, `{"text":" "}`)
	try(422, "POST", comments, to, `{"text":"x","quotes":[{"start":0,"end":5}]}`)
	try(400, "POST", comments, to, `{"text":"x","color":"red"}`)
	try(400, "POST", comments, to, `{"text":"x"} {}`)
	try(415, "POST", comments, to, `{"text":"x"}`, "Content-Type", "text/plain")
	try(413, "POST", comments, to, `{"text":"`+strings.Repeat("x", 1<<20)+`"}`)
	try(404, "POST", comments, "/threads/json:none/comments", `{"text":"x"}`)

	mark := added.Annotations[0].ID
	to = "/threads/json:dam/decisions"
	try(201, "POST", decisions, to, `{"mark":"`+mark+`","verdict":"wrong","note":"no"}`)
	try(201, "POST", decisions, to, `{"comment":"a","verdict":"missed","tag":"hedge","words":"will cost"}`)
	try(422, "POST", decisions, to, `{"mark":"nosuch","verdict":"wrong"}`)
	try(422, "POST", decisions, to, `{"mark":"`+mark+`","verdict":"maybe"}`)
	try(422, "POST", decisions, to, `{"comment":"a","verdict":"missed","tag":"hedge","start":1}`)
	try(404, "POST", decisions, "/threads/json:none/decisions", `{"mark":"x","verdict":"wrong"}`)
	try(200, "DELETE", "/decisions/{id}", "/decisions/1", "")
	try(404, "DELETE", "/decisions/{id}", "/decisions/1", "")
	try(400, "DELETE", "/decisions/{id}", "/decisions/x", "")

	try(204, "DELETE", "/threads/{key}", "/threads/json:dam", "")
	try(404, "DELETE", "/threads/{key}", "/threads/json:dam", "")
	try(204, "POST", "/trash/{key}/restore", "/trash/json:dam/restore", "")
	try(404, "POST", "/trash/{key}/restore", "/trash/json:dam/restore", "")
	try(200, "DELETE", "/authors/{name}", "/authors/Ben", "")
	try(404, "DELETE", "/authors/{name}", "/authors/Ben", "")
	try(204, "DELETE", "/threads/{key}", "/threads/json:dam", "")
	try(200, "GET", "/trash", "/trash", "")
	try(204, "DELETE", "/trash/{key}", "/trash/json:dam", "")
	try(204, "DELETE", "/trash/{key}", "/trash/json:dam", "")

	const hooks, hook = "/webhooks", "/webhooks/{name}"
	try(201, "POST", hooks, hooks, `{"name":"mods","url":"https://forum.example/in","filter":{"tags":["insult"],"score":0.8}}`)
	try(409, "POST", hooks, hooks, `{"name":"Mods","url":"https://forum.example/in"}`)
	try(422, "POST", hooks, hooks, `{"name":"x","url":"ftp://forum.example/in"}`)
	try(200, "GET", hook+"/dead", "/webhooks/mods/dead", "")
	try(404, "GET", hook+"/dead", "/webhooks/none/dead", "")
	try(200, "POST", hook+"/resend", "/webhooks/mods/resend", "")
	try(404, "POST", hook+"/resend", "/webhooks/none/resend", "")
	try(204, "DELETE", hook, "/webhooks/mods", "")
	try(404, "DELETE", hook, "/webhooks/mods", "")

	const trainings, training = "/trainings", "/trainings/{id}"
	try(202, "POST", trainings, trainings, `{"task":"insult"}`)
	try(422, "POST", trainings, trainings, `{"task":"irony"}`)
	try(204, "POST", trainings+"/undo", "/trainings/undo", `{"task":"insult"}`)
	try(422, "POST", trainings+"/undo", "/trainings/undo", `{"task":""}`)
	id, err := d.db.SaveTraining(t.Context(), view.Training{Task: "spam", State: view.TrainingReady}, map[string][]byte{"spam.weights": {1}})
	if err != nil {
		t.Fatal(err)
	}
	try(200, "POST", training+"/use", fmt.Sprintf("/trainings/%d/use", id), "")
	try(409, "POST", training+"/drop", fmt.Sprintf("/trainings/%d/drop", id), "")
	try(404, "POST", training+"/use", "/trainings/999/use", "")
	try(404, "POST", training+"/drop", "/trainings/x/drop", "")

	for path, ops := range d.Paths {
		for method := range ops {
			if method != "get" && !tried[strings.ToUpper(method)+" "+path] {
				t.Errorf("%s %s was not tried", method, path)
			}
		}
	}
}

// TestAPILists reads lists part by part, as a stream, and again with their ETag.
func TestAPILists(t *testing.T) {
	s := startAPI(t, web.Config{})
	for _, path := range []string{"/threads?all=1", "/threads/json:union-debate/comments", "/threads/json:union-debate/annotations",
		"/threads/json:union-debate/relations", "/assertions", "/assertions?marks=both", "/claims?sort=repeated", "/topics", "/authors", "/search?q=the",
		"/annotations?tag=insult&tag=claim", "/relations"} {
		var all, parts []any
		res, b := s.call(http.MethodGet, path, "", "Accept", "application/x-ndjson")
		if res.Header.Get("Content-Type") != "application/x-ndjson" {
			t.Errorf("%s: a stream of %s", path, res.Header.Get("Content-Type"))
		}
		for line := range bytes.Lines(b) {
			var item any
			if err := json.Unmarshal(line, &item); err != nil {
				t.Fatal(err)
			}
			all = append(all, item)
		}
		next := path + map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")] + "limit=3"
		for n := 0; next != ""; n++ {
			var page struct {
				Items []any
				Next  string
				Total *int // nil where it is not counted
			}
			s.get(next, &page)
			if len(page.Items) > 3 || page.Total != nil && *page.Total != len(all) || n > len(all) {
				t.Fatalf("%s: %d items of %v; the stream has %d", next, len(page.Items), page.Total, len(all))
			}
			parts, next = append(parts, page.Items...), strings.TrimPrefix(page.Next, api.Prefix)
		}
		if d := cmp.Diff(all, parts); d != "" || len(all) < 4 {
			t.Errorf("%s: %d items; parts and stream differ:\n%s", path, len(all), d)
		}
		res, _ = s.call(http.MethodGet, path, "")
		again, b := s.call(http.MethodGet, path, "", "If-None-Match", res.Header.Get("Etag"))
		if again.StatusCode != http.StatusNotModified || len(b) > 0 {
			t.Errorf("%s with its ETag %q: %d, %d bytes", path, res.Header.Get("Etag"), again.StatusCode, len(b))
		}
	}
}

// TestAPIKeys checks who may call, how often, and what the log and the headers
// say about it.
func TestAPIKeys(t *testing.T) {
	var lines logtest.Log
	s := startAPI(t, web.Config{LogRequests: true, Log: slog.New(slog.NewTextHandler(&lines, nil))})
	add := func(name string, scope account.Scope, short bool, rate int) string {
		key := account.NewKey(short)
		hash, _ := account.HashKey(key)
		if err := s.db.AddKey(t.Context(), account.Key{Name: name, Scope: scope, Short: short, Rate: rate}, hash); err != nil {
			t.Fatal(err)
		}
		return key
	}
	status := func(method, path, key string) int {
		t.Helper()
		res, _ := s.call(method, path, "", "Authorization", "Bearer "+key)
		return res.StatusCode
	}
	if got, _ := s.call(http.MethodGet, "/threads", ""); got.StatusCode != http.StatusOK {
		t.Errorf("without any key: %d", got.StatusCode)
	}
	read, write, moderate := add("reader", account.Read, false, 0), add("form", account.Write, false, 0), add("boss", account.Moderate, false, 0)
	for _, c := range []struct {
		method, path, key string
		want              int
	}{
		{"GET", "/threads", "", 401}, {"GET", "/threads", "gainsay_nonsense", 401}, {"GET", "/threads", read, 200},
		{"GET", "/openapi.json", "", 200}, {"POST", "/threads/json:x/comments", read, 403}, {"POST", "/threads/json:x/comments", write, 415},
		{"DELETE", "/threads/json:x", write, 403}, {"DELETE", "/threads/json:x", moderate, 404},
		{"GET", "/threads", add("blog", account.Write, true, 0), 401},
	} {
		if got := status(c.method, c.path, c.key); got != c.want {
			t.Errorf("%s %s with key %.9s: %d, want %d", c.method, c.path, c.key, got, c.want)
		}
	}
	slow := add("slow", account.Read, false, 1)
	var res *http.Response
	for range 10 {
		if res, _ = s.call(http.MethodGet, "/version", "", "Authorization", "Bearer "+slow); res.StatusCode == http.StatusTooManyRequests {
			break
		}
	}
	if res.StatusCode != http.StatusTooManyRequests || res.Header.Get("Retry-After") == "" || res.Header.Get("RateLimit-Remaining") != "0" {
		t.Errorf("ten requests at once: %d, %v", res.StatusCode, res.Header)
	}
	if !strings.Contains(lines.String(), "key=form") || strings.Contains(lines.String(), write) {
		t.Error("the log must have the name of the key, not the key")
	}
}

// TestAPISafe refuses requests of pages of other sites.
func TestAPISafe(t *testing.T) {
	s := startAPI(t, web.Config{})
	for _, header := range [][]string{{"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "cross-site"}} {
		res, b := s.call(http.MethodPost, "/threads", `{"comments":[{"text":"x"}]}`, header...)
		if res.StatusCode != http.StatusForbidden || res.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%v: %d %s", header, res.StatusCode, b)
		}
	}
	res, _ := s.call("PATCH", "/threads", "")
	if res.StatusCode != http.StatusMethodNotAllowed || res.Header.Get("Allow") != "OPTIONS, GET, HEAD, POST" {
		t.Errorf("PATCH: %d, allowed %q", res.StatusCode, res.Header.Get("Allow"))
	}
	if res, _ := s.call("HEAD", "/threads", ""); res.StatusCode != http.StatusOK || res.Header.Get("Etag") == "" {
		t.Errorf("HEAD: %d, %v", res.StatusCode, res.Header)
	}
}
