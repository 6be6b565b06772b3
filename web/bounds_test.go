package web_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web"
	"github.com/klauspost/compress/gzip"
)

func TestBounds(t *testing.T) {
	s := site(t)
	for name, tt := range map[string]struct {
		path   string
		status int
		want   string
	}{
		"last page":       {"/threads?page=9223372036854775807", 400, "Unknown page: “9223372036854775807”."},
		"page":            {"/assertions?page=1000001", 400, "Unknown page"},
		"empty page":      {"/threads?page=1000000", 200, ""},
		"too long a page": {"/search?page=" + strings.Repeat("9", 100), 400, "Unknown page"},
		"words":           {"/threads?q=" + strings.Repeat("a+", 33), 400, "at most 32 words"},
		"32 words":        {"/search?q=" + strings.Repeat("a+", 32), 200, ""},
		"query":           {"/topics?q=" + strings.Repeat("a", 1001), 400, "1000 bytes"},
		"second query":    {"/topics?q=a&q=" + strings.Repeat("a", 1001), 400, "1000 bytes"},
		"address":         {"/assertions?topic=" + strings.Repeat("a", 8<<10), 414, "The address is too long"},
		"path":            {"/threads/" + strings.Repeat("a", 8<<10), 414, "The address is too long"},
		"parameters":      {"/assertions?" + strings.Repeat("t&", 200), 400, "201 parameters; at most 200"},
		"damaged":         {"/assertions?topic=%zz", 400, "Malformed address."},
		"semicolon":       {"/assertions?a=1;b=2", 400, "Malformed address."},
	} {
		t.Run(name, func(t *testing.T) {
			if got := viewed(t, s.URL+tt.path, tt.status).Find("main").Text(); !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestMapRepeatsLittle: the folds that an address opens are repeated in the link
// of each row.
func TestMapRepeatsLittle(t *testing.T) {
	s := site(t)
	path := longPath + "/map"
	plain := len(bodyOf(t, s.URL+path))
	junk := "?open=" + strings.Repeat("x", 3000) + strings.Repeat("&open=none", 150) + "&other=" + strings.Repeat("y", 3000)
	if n := len(bodyOf(t, s.URL+path+junk)); n > plain+20_000 {
		t.Errorf("%d bytes of junk in the address make %d bytes of %d", len(junk), n, plain)
	}
	var many strings.Builder
	viewed(t, s.URL+path+"?fold=no", 200).Find(".map .row").EachWithBreak(func(i int, row *goquery.Selection) bool {
		href, _ := row.Find("a").Attr("href")
		u, err := url.Parse(href)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&many, "&open=%s", url.QueryEscape(u.Query().Get("at")))
		return i < 40
	})
	if got := viewed(t, s.URL+path+"?"+many.String(), 400).Find("main").Text(); !strings.Contains(got, "More than 32 parts") {
		t.Errorf("got %q", got)
	}
}

func bodyOf(t *testing.T, url string) []byte {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 200 {
		t.Fatalf("%s: %d, %v", url, res.StatusCode, err)
	}
	return b
}

// fetched gets a page as the transport has it, not decompressed.
func fetched(t *testing.T, method, url string, header ...string) (*http.Response, []byte) {
	t.Helper()
	r, err := http.NewRequest(method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "identity")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, b
}

func TestCompression(t *testing.T) {
	s := site(t)
	for _, path := range []string{"/method", longPath, "/nonsense", longPath + "/export/csv", "/threads/json%3Along/export/html"} {
		_, plain := fetched(t, "GET", s.URL+path)
		for accept, want := range map[string]string{
			"gzip": "gzip", "br, gzip;q=0.5": "gzip", "GZIP": "gzip", "gzip;q=0": "", "identity": "", "br": "", "gzip; q=0.0": "",
		} {
			res, b := fetched(t, "GET", s.URL+path, "Accept-Encoding", accept)
			if got := res.Header.Get("Content-Encoding"); got != want || res.ContentLength != int64(len(b)) {
				t.Errorf("%s: Accept-Encoding %q gives %q, length %d of %d", path, accept, got, res.ContentLength, len(b))
			}
			if want == "" {
				continue
			}
			z, err := gzip.NewReader(bytes.NewReader(b))
			if err != nil {
				t.Fatal(err)
			}
			unpacked, err := io.ReadAll(z)
			if err != nil || !sameButSecrets(unpacked, plain) || len(b) > len(plain)/2 {
				t.Errorf("%s: %d bytes packed, %d unpacked, %d plain, %v", path, len(b), len(unpacked), len(plain), err)
			}
		}
		res, _ := fetched(t, "GET", s.URL+path, "Accept-Encoding", "gzip", "Sec-Fetch-Site", "cross-site",
			"Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document")
		if res.Header.Get("Content-Encoding") != "" || !strings.Contains(res.Header.Get("Vary"), "Sec-Fetch-Site") {
			t.Errorf("%s: compressed for another site", path)
		}
		res, b := fetched(t, "HEAD", s.URL+path)
		if len(b) != 0 || res.ContentLength != int64(len(plain)) {
			t.Errorf("HEAD %s: %d bytes of %d", path, len(b), res.ContentLength)
		}
	}
	css, _ := viewed(t, s.URL+"/method", 200).Find("link[rel=stylesheet]").Attr("href")
	res, _ := fetched(t, "GET", s.URL+css, "Accept-Encoding", "gzip")
	if res.Header.Get("Content-Encoding") != "gzip" || !strings.Contains(res.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("%s: %v", css, res.Header)
	}
}

// sameButSecrets compares two answers to the same request: tokens and ids of
// requests differ, but not in length.
func sameButSecrets(a, b []byte) bool { return len(a) == len(b) }

// broken is a store whose reads panic, fail or do not end.
type broken struct {
	web.Store
	began chan struct{}
}

func (b broken) Threads(ctx context.Context, f view.ThreadFilter) ([]view.ThreadRow, int, error) {
	switch f.Query {
	case "panic":
		panic("a test")
	case "error":
		return nil, 0, errors.New("disk full")
	}
	close(b.began)
	<-ctx.Done()
	return nil, 0, ctx.Err()
}

func TestFailures(t *testing.T) {
	db, err := store.Open(filepath.Join(t.TempDir(), "broken.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var log bytes.Buffer
	b := broken{db, make(chan struct{})}
	h, err := web.New(web.Config{Store: b, LogRequests: true, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	get := func(ctx context.Context, path string) *httptest.ResponseRecorder {
		log.Reset()
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(ctx, "GET", path, nil)
		r.Host = "localhost"
		h.ServeHTTP(w, r)
		return w
	}
	for word, want := range map[string]string{"panic": "panic: a test", "error": "disk full"} {
		w := get(t.Context(), "/threads?q="+word)
		id := w.Header().Get("X-Request-Id")
		if w.Code != 500 || id == "" || !strings.Contains(w.Body.String(), "see its log for request "+id) ||
			!strings.Contains(log.String(), "level=ERROR") || !strings.Contains(log.String(), want) ||
			strings.Contains(w.Body.String(), want) || strings.Count(log.String(), "id="+id) != 2 {
			t.Errorf("%s: %d, %q\n%s", word, w.Code, w.Body, log.String())
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-b.began
		cancel()
	}()
	w := get(ctx, "/threads?q=slow")
	if w.Code != 499 || strings.Contains(log.String(), "ERROR") || !strings.Contains(log.String(), "status=499") {
		t.Errorf("a client that left: %d\n%s", w.Code, log.String())
	}
	if strings.Contains(log.String(), "slow") {
		t.Errorf("the log has the query:\n%s", log.String())
	}
	get(t.Context(), "/nothing%0aforged")
	if strings.Count(log.String(), "\n") != 1 || !strings.Contains(log.String(), "status=404") || strings.Contains(log.String(), "ERROR") {
		t.Errorf("log:\n%s", log.String())
	}
}

func TestPageTime(t *testing.T) {
	db, err := store.Open(filepath.Join(t.TempDir(), "slow.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	h, err := web.New(web.Config{Store: broken{db, make(chan struct{})}})
	if err != nil {
		t.Fatal(err)
	}
	h.SetPageTime(1)
	w := httptest.NewRecorder()
	r := httptest.NewRequest("GET", "/threads", nil)
	r.Host = "localhost"
	h.ServeHTTP(w, r)
	if w.Code != 503 || !strings.Contains(w.Body.String(), "took longer than") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// TestUpload sends a file to a form that takes none: it is read within
// bounds, and its token counts.
func TestUpload(t *testing.T) {
	s := served(t, filepath.Join(t.TempDir(), "upload.db"))
	p := newPerson(t, s.URL)
	token := p.sees("/coder", 200).Find("input[name=token]").AttrOr("value", "")
	send := func(fields map[string]string, size int64, status int) {
		t.Helper()
		r, w := io.Pipe()
		m := multipart.NewWriter(w)
		go func() {
			for k, v := range fields {
				m.WriteField(k, v)
			}
			f, _ := m.CreateFormFile("file", "a.txt")
			io.CopyN(f, zeros{}, size)
			m.Close()
			w.Close()
		}()
		res, err := p.Post(s.URL+"/coder", m.FormDataContentType(), r)
		if err != nil {
			t.Fatal(err)
		}
		p.read(res, status)
	}
	send(map[string]string{"token": token, "name": "Ada"}, 1000, 200)
	send(map[string]string{"name": "Ada"}, 1000, 403)
	if !testing.Short() {
		send(map[string]string{"token": token, "name": "Ada"}, 257<<20, 413)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
