package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/store/importer"
	"github.com/gainsay/gainsay/store/importer/fetch"
)

// TestAddress analyses a page of a local server, which takes leave.
func TestAddress(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/comments.json" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, `{"title": "The dyke", "comments": [{"id": "a", "author": "Merle", "text": "The pumps failed twice."}]}`)
	}))
	defer s.Close()
	tests := []struct {
		name string
		args []string
		code int
		out  string
		err  string
	}{
		{"refused", []string{"analyze", "-o", "jsonl", s.URL + "/comments.json"}, exitInput, "", "127.0.0.1 is not an address on the public internet; --allow-private allows it"},
		{"allowed", []string{"analyze", "-o", "jsonl", "--allow-private", s.URL + "/comments.json"}, exitOK, "The pumps failed twice.", ""},
		{"url", []string{"analyze", "-o", "jsonl", "--allow-private", s.URL + "/comments.json"}, exitOK, `"url":"` + s.URL + `/comments.json"`, ""},
		{"saved", []string{"import", "--db", t.TempDir() + "/a.db", "--allow-private", s.URL + "/comments.json"}, exitOK, "The dyke  [new]", ""},
		{"not there", []string{"analyze", "--allow-private", s.URL + "/none"}, exitInput, "", "404 Not Found"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			code := run(tt.args, strings.NewReader(""), &out, &errs)
			if code != tt.code || !strings.Contains(out.String(), tt.out) ||
				!strings.Contains(errs.String(), tt.err) {
				t.Errorf("code %d\nstdout %s\nstderr %s", code, out.String(), errs.String())
			}
		})
	}
}

// TestFetchedSites puts the answers of sites together and reads them: each is
// known as what it is, and the post that opens it comes first.
func TestFetchedSites(t *testing.T) {
	pages := map[string]string{
		"/comments/abc1.json": `[{"kind":"Listing","data":{"children":[{"kind":"t3","data":{"id":"abc1","title":"The dyke","selftext":"It is old.","is_self":true,"author":"merle","created_utc":1600000000,"permalink":"/r/dykes/comments/abc1/x/"}}]}},
			{"kind":"Listing","data":{"children":[{"kind":"t1","data":{"id":"c1","parent_id":"t3_abc1","link_id":"t3_abc1","author":"okke","body":"So am I.","created_utc":1600000100,"replies":""}}]}}]`,
		"/t/7.json":                    `{"id":7,"title":"The dyke","slug":"the-dyke","posts_count":2,"post_stream":{"posts":[{"id":1,"post_number":1,"username":"merle","cooked":"<p>It is old.</p>","created_at":"2020-01-01T00:00:00Z","topic_id":7}],"stream":[1,2]}}`,
		"/t/7/posts.json":              `{"post_stream":{"posts":[{"id":2,"post_number":2,"username":"okke","cooked":"<p>So am I.</p>","created_at":"2020-01-02T00:00:00Z","topic_id":7}]}}`,
		"/api/v1/statuses/109":         `{"id":"109","in_reply_to_id":null,"content":"<p>It is old.</p>","created_at":"2020-01-01T00:00:00Z","account":{"acct":"merle"},"url":"https://social.example/@merle/109"}`,
		"/api/v1/statuses/109/context": `{"ancestors":[],"descendants":[{"id":"110","in_reply_to_id":"109","content":"<p>So am I.</p>","created_at":"2020-01-02T00:00:00Z","account":{"acct":"okke"}}]}`,
		"/api/v3/post":                 `{"post_view":{"post":{"id":5,"name":"The dyke","body":"It is old.","ap_id":"https://lemmy.example/post/5","published":"2020-01-01T00:00:00Z"},"creator":{"name":"merle"},"community":{"name":"dykes"},"counts":{"comments":1,"score":1}}}`,
		"/api/v3/comment/list":         `{"comments":[{"comment":{"id":9,"content":"So am I.","path":"0.9","published":"2020-01-02T00:00:00Z","post_id":5},"creator":{"name":"okke"},"post":{"id":5,"name":"The dyke","body":"It is old.","ap_id":"https://lemmy.example/post/5","published":"2020-01-01T00:00:00Z"},"counts":{"score":1,"child_count":0}}]}`,
		"/dyke/":                       `<link rel="https://api.w.org/" href="/wp-json/"><link rel="alternate" href="/wp-json/wp/v2/posts/49"><p>It is old.`,
		"/wp-json/wp/v2/comments":      `[{"id":1,"post":49,"parent":0,"author_name":"merle","date_gmt":"2020-01-01T00:00:00","content":{"rendered":"<p>It is old.</p>"},"link":"https://w.example/dyke/#comment-1","status":"approved"},{"id":2,"post":49,"parent":1,"author_name":"okke","date_gmt":"2020-01-02T00:00:00","content":{"rendered":"<p>So am I.</p>"},"link":"https://w.example/dyke/#comment-2","status":"approved"}]`,
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := pages[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, body)
	}))
	defer s.Close()
	for path, format := range map[string]string{
		"/r/dykes/comments/abc1/x/": "reddit", "/t/the-dyke/7": "discourse", "/@merle/109": "mastodon", "/post/5": "lemmy", "/dyke/": "wordpress-rest",
	} {
		t.Run(format, func(t *testing.T) {
			d, err := (&fetch.Client{AllowPrivate: true, Pause: -1}).Get(t.Context(), s.URL+path)
			if err != nil {
				t.Fatal(err)
			}
			f, err := importer.Sniff(d.Body)
			if err != nil || f.Name != format {
				t.Fatalf("sniffed as %+v, %v: %s", f, err, d.Body)
			}
			for res, err := range importer.Read(path, f, bytes.NewReader(d.Body)) {
				if err != nil {
					t.Error(err)
					continue
				}
				c := res.Thread.Comments
				if len(c) != 2 || c[0].Author != "merle" || c[0].Text != "It is old." ||
					c[1].Text != "So am I." || c[1].Parent != c[0].ID {
					t.Errorf("read %+v", c)
				}
			}
		})
	}
}
