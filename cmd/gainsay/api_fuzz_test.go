package main

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/web"
	"github.com/gainsay/gainsay/web/access"
	"github.com/gainsay/gainsay/web/api"
	"github.com/gainsay/gainsay/web/door"
)

// bodied is an operation of the API with a method that may have a body, and an address of it.
type bodied struct {
	method, path string
	reads        bool // a body
}

// bodiedOperations lists them all, in a fixed order, with addresses of what the database has.
func bodiedOperations(t testing.TB, h http.Handler, key string) (out []bodied) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost"+api.Prefix+"/openapi.json", nil))
	var doc struct {
		Paths map[string]map[string]struct{ RequestBody json.RawMessage }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	fill := strings.NewReplacer("{key}", key, "{id}", "1", "{name}", "x")
	for path, methods := range doc.Paths {
		for m, op := range methods {
			if m = strings.ToUpper(m); m != http.MethodGet && m != http.MethodDelete {
				out = append(out, bodied{m, api.Prefix + fill.Replace(path), op.RequestBody != nil})
			}
		}
	}
	slices.SortFunc(out, func(a, b bodied) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	return out
}

// apiHandler is the whole server in process, with all doors, over a database with one thread.
func apiHandler(t testing.TB) (h *web.Server, key string) {
	t.Helper()
	d, err := store.Open(filepath.Join(t.TempDir(), "api.db"))
	if err != nil {
		t.Fatal(err)
	}
	a, err := analyzeThread(twoComments("No, that is false, you liar. Source?"), gainsay.Report{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Save(t.Context(), "fuzz", a, nil); err != nil {
		t.Fatal(err)
	}
	secrets := filepath.Join(t.TempDir(), "secrets")
	if err := os.WriteFile(secrets, []byte("coral-secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	log, guard := slog.New(slog.DiscardHandler), access.New(d, true, nil)
	doors := doorOptions{open: door.Names(), secrets: secrets}
	stop, mounts, err := doors.serve(t.Context(), d, guard, log)
	if err != nil {
		t.Fatal(err)
	}
	h, err = webServer(d, web.Config{Log: log, Mounts: mounts}, guard, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close(); stop(); d.Close() })
	return h, decide.Key(a.Thread)
}

// FuzzAPIBody sends arbitrary bodies to every operation that may take one: no answer is an error of
// the server, and an error is a problem of RFC 9457 in JSON.
func FuzzAPIBody(f *testing.F) {
	h, key := apiHandler(f)
	ops := bodiedOperations(f, h, key)
	for i := range ops {
		for _, s := range []string{"", "{}", "[]", "null", `{"text":"No. Source?","parent":"a","author":"ada","time":"2026-01-01T00:00:00Z"}`,
			`{"text":"a","quotes":[{"start":0,"end":1}],"links":[{"start":0,"end":1,"url":"https://a.example/"}]}`,
			`{"text":"a","time":"9999-12-31T23:59:59-23:59"}`, `{"text":"a\u0000b\ud800","id":"\u0000"}`, `{"text":"a","text":1}`,
			`{"name":"hook","url":"http://127.0.0.1:1/","filter":{"tags":["insult"]}}`, `{"name":"hook","url":"http://a.example/"}`, `{"task":"insult"}`,
			`{"comments":[{"id":"1","text":"a"},{"id":"1","parent":"2","text":"b"},{"id":"2","parent":"1","text":"c"}]}`,
			`{"verdict":"missed","tag":"insult","comment":"b","exact":"liar","start":24,"end":28}`, `{"mark":"m1","verdict":"right"}`,
			`{"mark":"m1","verdict":"changed","change":{"tag":"spam"}}`, strings.Repeat("[", 20000), "id,text\n1,a\n"} {
			f.Add(uint8(i), "application/json", []byte(s))
		}
	}
	f.Add(uint8(0), "text/html", []byte("<p>a"))
	f.Add(uint8(0), "multipart/form-data; boundary=x", []byte("--x\r\n"))
	f.Fuzz(func(t *testing.T, i uint8, kind string, body []byte) {
		t.Setenv("TMPDIR", t.TempDir())
		op := ops[int(i)%len(ops)]
		r := httptest.NewRequest(op.method, "http://localhost"+op.path, bytes.NewReader(body))
		r.Header["Content-Type"] = []string{kind}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		checkAnswer(t, op, w)
	})
}

func checkAnswer(t *testing.T, op bodied, w *httptest.ResponseRecorder) {
	t.Helper()
	res := w.Result()
	kind, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	switch {
	case res.StatusCode >= 500:
		t.Errorf("%s %s: %d %s", op.method, op.path, res.StatusCode, w.Body)
	case res.StatusCode == http.StatusNoContent && w.Body.Len() == 0:
	case res.StatusCode < 300:
		if kind != "application/json" || !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s %s: %d %s %.200q", op.method, op.path, res.StatusCode, kind, w.Body)
		}
	default:
		var p web.Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || kind != "application/problem+json" || p.Status != res.StatusCode || p.Detail == "" {
			t.Errorf("%s %s: %d %s %.200q", op.method, op.path, res.StatusCode, kind, w.Body)
		}
	}
}

// endless is a body without an end, of which it counts what is read.
type endless struct{ n int64 }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	e.n += int64(len(p))
	return len(p), nil
}

// TestAPIBodyBounds sends bodies without an end: each is refused once its bound is reached, or is not
// read at all.
func TestAPIBodyBounds(t *testing.T) {
	h, key := apiHandler(t)
	for _, op := range bodiedOperations(t, h, key) {
		most := int64(2 << 20)
		if op.path == api.Prefix+"/threads" {
			if testing.Short() {
				continue
			}
			most = 257 << 20 // a file of 256 MiB
		}
		body := &endless{}
		r := httptest.NewRequest(op.method, "http://localhost"+op.path, io.NopCloser(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if body.n > most || op.reads && w.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("%s %s: %d after %d bytes: %s", op.method, op.path, w.Code, body.n, w.Body)
		}
		checkAnswer(t, op, w)
	}
}
