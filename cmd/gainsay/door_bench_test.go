package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/web/access"
	"github.com/gainsay/gainsay/web/door"
	"github.com/gainsay/gainsay/web/door/akismet"
	"github.com/gainsay/gainsay/web/door/perspective"
)

// BenchmarkDoors measures checks of different comments without the network.
func BenchmarkDoors(b *testing.B) {
	e, db := openEngine(b)
	s := &door.Service{Engine: e, Records: db, Keys: doorKeys{access.New(db, true, nil)}}
	text := func(n int) string {
		return fmt.Sprintf("The council voted on point %d in March, and I doubt that the %d trees were counted properly by anyone.", n, 3*n+1)
	}
	doors := map[string]func(n int) (door.Door, *http.Request){
		door.Perspective: func(n int) (door.Door, *http.Request) {
			body := `{"comment":{"text":"` + text(n) + `"},"requestedAttributes":{"INSULT":{},"SPAM":{}}}`
			return perspective.New(s), httptest.NewRequest(http.MethodPost, "/v1alpha1/comments:analyze", strings.NewReader(body))
		},
		door.Akismet: func(n int) (door.Door, *http.Request) {
			form := url.Values{"blog": {"http://blog.example"}, "comment_author": {fmt.Sprint("Ada ", n)}, "comment_content": {text(n)}}
			return akismet.New(s), httptest.NewRequest(http.MethodPost, "/1.1/comment-check", strings.NewReader(form.Encode()))
		},
	}
	n := 0
	for name, ask := range doors {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				n++
				d, r := ask(n)
				w := httptest.NewRecorder()
				if d.ServeHTTP(w, r); w.Code != http.StatusOK {
					b.Fatal(w.Body)
				}
			}
		})
	}
}
