//go:build unix

package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
)

var fetching = []scenario{
	{"a fetch without end", "a discussion is downloaded up to a limit of bytes and time", endlessFetch},
	{"redirects inside", "--allow-private covers the host that is named, not where it redirects", redirects},
}

// endlessFetch serves a Lemmy post whose every page of comments is full and 60 MB
// large.
func endlessFetch(b *bed) (string, error) {
	size := pick(b, 60<<20, 4<<20)
	var asked atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/api/v3/post":
			fmt.Fprint(w, `{"post_view":{"post":{"id":1,"name":"A title"},"creator":{"name":"ann"}}}`)
		case "/api/v3/comment/list":
			asked.Add(1)
			text := strings.Repeat("a b ", size/50/4)
			w.Write([]byte(`{"comments":[`))
			for i := range 50 {
				if i > 0 {
					w.Write([]byte(","))
				}
				fmt.Fprintf(w, `{"comment":{"id":%d,"content":"%s"}}`, int(asked.Load())*100+i, text)
			}
			w.Write([]byte(`]}`))
		default:
			http.NotFound(w, r)
		}
	}))
	defer s.Close()
	limit := pick(b, "128M", "10M")
	o, err := b.bounded(nil, "--max-fetch", "analyze", "--encoder", "off", "--allow-private", "--max-fetch", limit, "-o", "jsonl",
		s.URL+"/post/1")
	return fmt.Sprintf("%d answers of %d MiB; %v", asked.Load(), size>>20, o), err
}

func redirects(b *bed) (string, error) {
	var asked atomic.Int32
	secret := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { asked.Add(1) }))
	defer secret.Close()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		http.Redirect(w, r, secret.URL, http.StatusFound)
	}))
	defer s.Close()
	o, err := b.run(nil, "analyze", "--allow-private", s.URL+"/page")
	switch {
	case err != nil:
		return "", err
	case asked.Load() > 0:
		return "", fmt.Errorf("the host behind the redirect was asked")
	case o.code != 1 || !bytes.Contains(o.err.Bytes(), []byte("--allow-private")):
		return "", fmt.Errorf("exit code %d: %s", o.code, first(o.err.String()))
	}
	return "refused", nil
}
