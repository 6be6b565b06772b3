package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web"
	"github.com/gainsay/gainsay/web/api"
	"github.com/google/go-cmp/cmp"
)

// marksOf lists marks as "thread id", page by page; between is called after the
// first page.
func (s *apiServer) marksOf(path string, between func()) (out []string) {
	s.t.Helper()
	for next := path; next != ""; {
		var page struct {
			Items []api.AnnotationRow
			Next  string
		}
		s.get(next, &page)
		for _, m := range page.Items {
			out = append(out, m.Thread+" "+m.ID)
		}
		if between != nil {
			between()
			between = nil
		}
		next = strings.TrimPrefix(page.Next, api.Prefix)
	}
	return out
}

// TestAPIAcross: lists across threads have what the threads have, in their order,
// also if threads come meanwhile.
func TestAPIAcross(t *testing.T) {
	s := startAPI(t, web.Config{})
	threads, _, err := s.db.Threads(t.Context(), view.ThreadFilter{})
	if err != nil {
		t.Fatal(err)
	}
	picks := map[string]func(x *gainsay.Analysis, m gainsay.Annotation) bool{
		"": func(*gainsay.Analysis, gainsay.Annotation) bool { return true },
		"tag=insult&score=60": func(_ *gainsay.Analysis, m gainsay.Annotation) bool {
			return m.Tag == gainsay.TagInsult && m.Score >= 0.6
		},
		"format=json":              func(x *gainsay.Analysis, _ gainsay.Annotation) bool { return x.Thread.Format == "json" },
		"thread=" + threads[1].Key: func(x *gainsay.Analysis, _ gainsay.Annotation) bool { return x.Thread.ID == threads[1].ID },
		"status=unsupported&dispute=questioned": func(x *gainsay.Analysis, m gainsay.Annotation) bool {
			return slices.ContainsFunc(x.Assertions, func(a gainsay.Assertion) bool {
				return a.ID == m.ID && a.Status == gainsay.Unsupported && len(a.AskedBy) > 0
			})
		},
	}
	for query, pick := range picks {
		var want []string
		for _, r := range threads {
			x, err := s.db.Analysis(t.Context(), r.Key)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range x.Annotations {
				if pick(x, m) {
					want = append(want, r.Key+" "+m.ID)
				}
			}
		}
		if got := s.marksOf("/annotations?limit=7&"+query, nil); !slices.Equal(got, want) || len(want) == 0 {
			t.Errorf("%s: %s", query, cmp.Diff(want, got))
		}
	}
	want := s.marksOf("/annotations?limit=1000", nil)
	got := s.marksOf("/annotations?limit=20", func() {
		if res, b := s.call(http.MethodPost, "/threads", insultThread("new", 6)); res.StatusCode != http.StatusCreated {
			t.Fatalf("%s: %s", res.Status, b)
		}
		if res, b := s.call(http.MethodDelete, "/threads/"+url.PathEscape(threads[len(threads)-1].Key), ""); res.StatusCode != http.StatusNoContent {
			t.Fatalf("%s: %s", res.Status, b)
		}
	})
	want = slices.DeleteFunc(want, func(m string) bool { return strings.HasPrefix(m, threads[len(threads)-1].Key+" ") })
	if !slices.Equal(got, want) {
		t.Errorf("while threads came and went: %s", cmp.Diff(want, got))
	}
}
