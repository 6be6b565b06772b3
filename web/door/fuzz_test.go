package door_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/gainsay/gainsay/web/door"
)

// fuzzed serves a request with a body and fails on an answer that is the server's
// fault.
func fuzzed(t *testing.T, d *doors, r *http.Request, body string) *httptest.ResponseRecorder {
	t.Helper()
	w := d.serve(r)
	if w.Code >= 500 && !strings.Contains(body, "FAIL") {
		t.Fatalf("%d: %s; %v", w.Code, w.Body, d.failed)
	}
	return w
}

func FuzzPerspective(f *testing.F) {
	f.Add(`{"comment":{"text":"😀 Fine. You idiot."},"requestedAttributes":{"INSULT":{"scoreThreshold":0}},"spanAnnotations":true}`)
	f.Add(`{"comment":{"text":"a","type":"HTML"},"attributeScores":{"SPAM":{"summaryScore":{"value":1}}}}`)
	f.Add(`{"comment":{"text":"a"},"context":{"articleAndParentComment":{"article":{},"parentComment":null}},"requestedAttributes":{"X":null}}`)
	f.Fuzz(func(t *testing.T, body string) {
		for _, method := range []string{"analyze", "suggestscore"} {
			d := newDoors()
			r := httptest.NewRequest(http.MethodPost, "/v1alpha1/comments:"+method+"?key=good", strings.NewReader(body))
			w := fuzzed(t, d, r, body)
			var got struct {
				AttributeScores map[string]struct {
					SpanScores []struct {
						Begin, End int
						Score      struct{ Value float64 }
					}
				}
			}
			if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
				t.Fatalf("%v: %s", err, w.Body)
			}
			if len(d.engine.asked) == 0 {
				continue
			}
			length := len(utf16.Encode([]rune(d.engine.asked[0].Text.Text)))
			for name, s := range got.AttributeScores {
				at := 0
				for _, span := range s.SpanScores {
					if span.Begin < at || span.End < span.Begin || span.End > length || span.Score.Value < 0 || span.Score.Value > 1 {
						t.Fatalf("%s: span %+v after %d, of %d units", name, span, at, length)
					}
					at = span.End
				}
			}
		}
	})
}

func FuzzAkismet(f *testing.F) {
	f.Add("blog=x&comment_content=pills", "0123456789ab.rest.example")
	f.Add("api_key=good&blog=x&comment_content=%F0%9F%98%80&honeypot_field_name=a&a=b&comment_date_gmt=1&comment_post_modified_gmt=2", "localhost")
	f.Add("key=often&blog=%zz", "[::1]:80")
	f.Fuzz(func(t *testing.T, body, host string) {
		for _, method := range []string{"verify-key", "get-subscription", "deactivate", "comment-check", "submit-spam", "submit-ham"} {
			r := httptest.NewRequest(http.MethodPost, "/1.1/"+method, strings.NewReader(body))
			r.Host = host
			w := fuzzed(t, newDoors(), r, body)
			switch got := w.Body.String(); got {
			case "valid", "invalid", "true", "false", "deactivated", "Thanks for making the web a better place.":
			default:
				if w.Code == http.StatusOK && !(method == "get-subscription" && json.Valid(w.Body.Bytes())) {
					t.Fatalf("%s answers %q", method, got)
				}
			}
		}
	})
}

func FuzzCoral(f *testing.F) {
	f.Add(`{"comment":{"body":"You idiot.","parentID":null},"author":{"id":"a"},"story":{"id":"s","url":"u"}}`)
	f.Add(`{"comment":null,"story":{"id":"s"}}`)
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequest(http.MethodPost, "/coral/moderate", strings.NewReader(body))
		r.Header.Set("X-Coral-Signature", sign(body, secret))
		w := fuzzed(t, newDoors(), r, body)
		if w.Code == http.StatusForbidden {
			t.Fatal("the signature is right")
		}
		var got struct{ Status string }
		if w.Code == http.StatusOK && (json.Unmarshal(w.Body.Bytes(), &got) != nil || got.Status == "") {
			t.Fatalf("answer %q", w.Body)
		}
	})
}

// FuzzCoralSignature: no header opens the door but that of the secret.
func FuzzCoralSignature(f *testing.F) {
	const body = `{"comment":{"body":"Hello."},"story":{"id":"s"}}`
	f.Add("sha256=" + strings.Repeat("0", 64))
	f.Add(sign(body, "another"))
	f.Add(", sha256=,")
	f.Fuzz(func(t *testing.T, header string) {
		r := httptest.NewRequest(http.MethodPost, "/coral/moderate", strings.NewReader(body))
		r.Header.Set("X-Coral-Signature", header)
		right := strings.Contains(strings.ToLower(header), strings.TrimPrefix(sign(body, secret), "sha256=")) ||
			strings.Contains(strings.ToLower(header), strings.TrimPrefix(sign(body, "old"), "sha256="))
		if w := newDoors().serve(r); (w.Code != http.StatusForbidden) && !right {
			t.Fatalf("%q opens the door: %d", header, w.Code)
		}
	})
}

func FuzzOpenAI(f *testing.F) {
	f.Add(`{"input":["You idiot.",""]}`)
	f.Add(`{"input":[{"type":"text","text":"a"},{"type":"image_url"}]}`)
	f.Add(`{"input":null}`)
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequest(http.MethodPost, "/v1/moderations", strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer good")
		w := fuzzed(t, newDoors(), r, body)
		var got struct {
			Results []struct {
				Categories map[string]*bool
				Scores     map[string]float64 `json:"category_scores"`
			}
		}
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
			t.Fatalf("%v: %s", err, w.Body)
		}
		for _, res := range got.Results {
			if len(res.Categories) != 13 || len(res.Scores) != 13 {
				t.Fatalf("categories %v", res)
			}
		}
	})
}

func FuzzHostKey(f *testing.F) {
	f.Add("0123456789AB.example.org:80")
	f.Add("...")
	f.Fuzz(func(t *testing.T, host string) {
		if key, rest := door.HostKey(host); (key == "") != (rest == "") || key != "" && len(key) != 12 {
			t.Errorf("%q: %q, %q", host, key, rest)
		}
	})
}
