package door_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/web/door"
)

// TestShadow: a door in shadow mode says the neutral thing and records what it
// would have said; the others speak.
func TestShadow(t *testing.T) {
	d := newDoors(door.Perspective, door.Akismet, door.Coral)
	d.service.Start(func(err error) { t.Error(err) })
	post := func(path, body string, header ...string) string {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		return d.serve(r).Body.String()
	}
	if got := post("/1.1/comment-check", "api_key=good&blog=x&comment_content=pills"); got != "false" {
		t.Errorf("akismet says %q", got)
	}
	insult := `{"comment":{"text":"You idiot."},"requestedAttributes":{"INSULT":{"scoreThreshold":0}},"clientToken":"t"}`
	if got := post("/v1alpha1/comments:analyze?key=good", insult); !strings.Contains(got, `"summaryScore":{"value":0,`) {
		t.Errorf("perspective says %s", got)
	}
	story := `{"comment":{"body":"You idiot."},"author":{"id":"a"},"story":{"id":"s"}}`
	if got := post("/coral/moderate", story, "X-Coral-Signature", sign(story, secret)); got != "" {
		t.Errorf("coral says %s", got)
	}
	if got := post("/v1/moderations", `{"input":"You idiot."}`, "Authorization", "Bearer good"); !strings.Contains(got, `"flagged":true`) {
		t.Errorf("openai, not in shadow mode, says %s", got)
	}
	if err := d.service.Close(); err != nil {
		t.Fatal(err)
	}
	var flagged []string
	for _, r := range d.memory.records {
		if r.Flagged {
			flagged = append(flagged, r.Door+" "+r.Attribute)
		}
		if len(r.Digest) != 16 || r.Time.IsZero() {
			t.Errorf("record %+v", r)
		}
	}
	if got := strings.Join(flagged, ", "); got != "akismet SPAM, perspective INSULT, coral INSULT" {
		t.Errorf("recorded as held back: %s", got)
	}
	if len(d.memory.records) != 4 {
		t.Errorf("%d records", len(d.memory.records))
	}
}

// TestReports: what moderators say is kept with the text, and a genuine comment
// is taken out of what campaigns are compared with.
func TestReports(t *testing.T) {
	d := newDoors()
	post := func(path, body string) string {
		return d.serve(httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))).Body.String()
	}
	const thanks = "Thanks for making the web a better place."
	form := "api_key=good&blog=x&permalink=y&comment_author=Ada&comment_content=%3Cp%3EHello%3C%2Fp%3E&user_ip=192.0.2.1"
	if got := post("/1.1/submit-ham", form); got != thanks {
		t.Errorf("ham: %q", got)
	}
	if got := post("/1.1/submit-spam", form+"&is_test=1"); got != thanks {
		t.Errorf("test: %q", got)
	}
	if len(d.engine.forgot) != 1 {
		t.Errorf("forgotten: %q", d.engine.forgot)
	}
	post("/v1alpha1/comments:suggestscore?key=good", `{"comment":{"text":"<b>You idiot.</b>","type":"HTML"},"communityId":"news",
		"context":{"articleAndParentComment":{"parentComment":{"text":"Above."}}},
		"attributeScores":{"INSULT":{"summaryScore":{"value":1}},"TOXICITY":{"summaryScore":{"value":0.5}}}}`)
	rs := d.memory.reports
	if len(rs) != 3 || rs[0].Text != "Hello" || rs[0].Value != 0 || rs[0].Thread != "y" || rs[1].Text != "You idiot." ||
		rs[1].Parent != "Above." || rs[1].Attribute != "INSULT" || rs[2].Attribute != "TOXICITY" || rs[1].Key != "site" {
		t.Errorf("reports %+v", rs)
	}
}

// TestContext: what the comment answers and how it was sent reach the analysis.
func TestContext(t *testing.T) {
	d := newDoors()
	d.serve(httptest.NewRequest(http.MethodPost, "/v1alpha1/comments:analyze?key=good", strings.NewReader(`{"comment":{"text":"No."},
		"context":{"articleAndParentComment":{"article":{"text":"News."},"parentComment":{"text":"<p>Yes.</p>","type":"HTML"}}},
		"requestedAttributes":{"INSULT":{}},"doNotStore":true}`)))
	d.serve(httptest.NewRequest(http.MethodPost, "/1.1/comment-check", strings.NewReader("api_key=good&blog=http%3A%2F%2Fb&"+
		"comment_content=hi&comment_author=A&comment_author_url=u&comment_author_email=e&user_agent=ua&referrer=r&permalink=p&"+
		"comment_type=pingback&hidden_honeypot_field=h&comment_date_gmt=2026-03-01T12:00:00&comment_post_modified_gmt=2025-03-01T12:00:00Z")))
	if len(d.engine.asked) != 2 {
		t.Fatalf("asked %d times", len(d.engine.asked))
	}
	p, a := d.engine.asked[0], d.engine.asked[1]
	if p.Article.Text != "News." || len(p.Parents) != 1 || !p.Parents[0].HTML || p.Remember != "" {
		t.Errorf("perspective: %+v", p)
	}
	want := door.Sender{Email: "e", UserAgent: "ua", Referrer: "r", Page: "p", Kind: "pingback", Hidden: "h", Age: 365 * 24 * 3600e9}
	if *a.Sender != want || a.Author != "A" || a.AuthorURL != "u" || a.Remember == "" {
		t.Errorf("akismet: %+v, %+v", a, *a.Sender)
	}
}

// TestBounds refuses texts and requests that are too long, in each protocol's form.
func TestBounds(t *testing.T) {
	d := newDoors()
	long := strings.Repeat("a", door.MaxText+1)
	body := d.serve(httptest.NewRequest(http.MethodPost, "/v1alpha1/comments:analyze?key=good",
		strings.NewReader(`{"comment":{"text":"`+long+`"},"requestedAttributes":{"INSULT":{}}}`))).Body.String()
	if !strings.Contains(body, "COMMENT_TOO_LONG") || !strings.Contains(body, `"code":400`) {
		t.Errorf("long comment: %s", door.Clip(body, 300))
	}
	huge := strings.Repeat("a", door.MaxBody+1)
	for path, want := range map[string]int{"/v1alpha1/comments:analyze?key=good": 413, "/1.1/comment-check": 200,
		"/coral/moderate": 413, "/v1/moderations": 400} {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(huge))
		r.Header.Set("Authorization", "Bearer good")
		if w := d.serve(r); w.Code != want || len(w.Body.String()) > 400 {
			t.Errorf("%s: %d, %s", path, w.Code, door.Clip(w.Body.String(), 300))
		}
	}
	if len(d.engine.asked) > 0 {
		t.Error("the analysis was asked")
	}
}

func TestParseNames(t *testing.T) {
	for in, want := range map[string]string{"all": "perspective akismet coral openai", "none": "", "akismet,openai": "akismet openai"} {
		got, err := door.ParseNames(strings.Split(in, ","))
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%s: %v, %v", in, got, err)
		}
	}
	if _, err := door.ParseNames([]string{"none", "akismet"}); err == nil {
		t.Error("none beside another name")
	}
}
