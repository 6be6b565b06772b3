package social

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/store/importer/internal/keypath"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
)

// isXWeb reports whether a source holds answers that the pages of X get, as
// scrapers save them: posts are deep within timelines.
func isXWeb(s keypath.Set) bool {
	for p := range s {
		if strings.HasSuffix(p, "tweet_results.result.legacy") || strings.HasSuffix(p, "legacy.full_text") {
			return true
		}
	}
	return false
}

// xWebPost is a post in an answer to a page of X.
type xWebPost struct {
	ID     scalar.ID       `json:"rest_id"`
	Legacy json.RawMessage `json:"legacy"`
	Core   struct {
		User struct {
			Result struct {
				Legacy *xUser `json:"legacy"`
				Core   *xUser `json:"core"`
			} `json:"result"`
		} `json:"user_results"`
	} `json:"core"`
	Note struct {
		Results struct {
			Result struct {
				Text string `json:"text"`
			} `json:"result"`
		} `json:"note_tweet_results"`
	} `json:"note_tweet"`
}

// xWebDepth is how deeply posts may be nested in such an answer.
const xWebDepth = 60

// web reads the posts in an answer, wherever they are.
func (x *xReader) web(l *thread.Linked, raw json.RawMessage, line, depth int) error {
	raw = bytes.TrimSpace(raw)
	if depth > xWebDepth || len(raw) == 0 {
		return nil
	}
	switch raw[0] {
	case '[':
		var all []json.RawMessage
		if err := json.Unmarshal(raw, &all); err != nil {
			return record.Skipped(line, "read posts: %v", err)
		}
		for _, r := range all {
			if err := x.web(l, r, line, depth+1); err != nil {
				return err
			}
		}
	case '{':
		var m map[string]json.RawMessage
		if err := json.Unmarshal(raw, &m); err != nil {
			return record.Skipped(line, "read posts: %v", err)
		}
		if bytes.Contains(m["legacy"], []byte(`"full_text"`)) {
			return l.Check(x.webPost(l, raw, line))
		}
		for _, k := range slices.Sorted(maps.Keys(m)) {
			if err := x.web(l, m[k], line, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// webPost adds a post.
func (x *xReader) webPost(l *thread.Linked, raw json.RawMessage, line int) error {
	var w xWebPost
	var p xPost
	if err := record.Unmarshal(raw, &w); err != nil {
		return record.Skipped(line, "read post: %v", err)
	}
	if err := record.Unmarshal(w.Legacy, &p); err != nil {
		return record.Skipped(line, "read post: %v", err)
	}
	if p.IDStr == "" {
		p.IDStr = w.ID
	}
	if text := w.Note.Results.Result.Text; text != "" {
		p.FullText = text
	}
	p.User = w.Core.User.Result.Legacy
	if p.User.shown() == "" {
		p.User = w.Core.User.Result.Core
	}
	return x.put(l, &p, line, nil)
}
