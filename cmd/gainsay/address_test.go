package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
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
			if code != tt.code || !strings.Contains(out.String(), tt.out) || !strings.Contains(errs.String(), tt.err) {
				t.Errorf("code %d\nstdout %s\nstderr %s", code, out.String(), errs.String())
			}
		})
	}
}
