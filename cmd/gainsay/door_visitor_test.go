package main

import (
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// visitor is a person with a browser without scripts.
type visitor struct {
	t *testing.T
	http.Client
	home string
	at   *url.URL // the page that is shown
	page *goquery.Document
}

// newVisitor returns a visitor of a site from an address of this machine.
func newVisitor(t *testing.T, home, from string) *visitor {
	jar, _ := cookiejar.New(nil) // never fails
	dial := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	return &visitor{t: t, home: home, Client: http.Client{Jar: jar, Transport: &http.Transport{DialContext: dial.DialContext}}}
}

// open shows a page.
func (v *visitor) open(address string) {
	v.t.Helper()
	v.show(v.Get(v.resolve(address)))
}

// show shows the answer to a request.
func (v *visitor) show(res *http.Response, err error) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	v.at = res.Request.URL
	if v.page, err = goquery.NewDocumentFromReader(res.Body); err != nil || res.StatusCode != http.StatusOK {
		v.t.Fatalf("%s: %s, %v: %s", v.at, res.Status, err, v.page.Text())
	}
}

func (v *visitor) resolve(address string) string {
	v.t.Helper()
	base := v.at
	if base == nil {
		base, _ = url.Parse(v.home)
	}
	to, err := base.Parse(address)
	if err != nil {
		v.t.Fatal(err)
	}
	return to.String()
}

// follow follows a link.
func (v *visitor) follow(selector string) {
	v.t.Helper()
	a := v.page.Find(selector)
	if a.Length() != 1 {
		v.t.Fatalf("%d links %q on %s: %s", a.Length(), selector, v.at, v.page.Text())
	}
	v.open(a.AttrOr("href", ""))
}

// fill fills in a form and sends it. The value "-" leaves a field out.
func (v *visitor) fill(selector string, values ...string) {
	v.t.Helper()
	form := v.page.Find(selector)
	if form.Length() != 1 {
		v.t.Fatalf("%d forms %q on %s: %s", form.Length(), selector, v.at, v.page.Text())
	}
	fields := formFields(form)
	for i := 0; i < len(values); i += 2 {
		fields.Set(values[i], values[i+1])
		if values[i+1] == "-" {
			fields.Del(values[i])
		}
	}
	v.show(v.PostForm(v.resolve(form.AttrOr("action", "")), fields))
}

// formFields are the fields of a form as a browser would send them.
func formFields(form *goquery.Selection) url.Values {
	fields := url.Values{}
	form.Find("input[name], textarea[name], select[name]").Each(func(_ int, s *goquery.Selection) {
		name, kind := s.AttrOr("name", ""), s.AttrOr("type", "")
		_, checked := s.Attr("checked")
		switch {
		case (kind == "checkbox" || kind == "radio") && !checked:
		case goquery.NodeName(s) == "textarea":
			fields.Add(name, s.Text())
		case goquery.NodeName(s) == "select":
			fields.Add(name, s.Find("option[selected]").AttrOr("value", s.Find("option").AttrOr("value", "")))
		default:
			fields.Add(name, s.AttrOr("value", ""))
		}
	})
	return fields
}

// has reports whether a text is within an element of the page.
func (v *visitor) has(selector, text string) bool {
	return strings.Contains(v.page.Find(selector).Text(), text)
}

// installWordPress makes a site and gives its Akismet plugin a key.
func (v *visitor) installWordPress(key string) {
	v.t.Helper()
	const password = "correct horse battery staple"
	v.open("/wp-admin/install.php?step=1")
	v.fill("form#setup", "weblog_title", "Harrow news", "user_name", "ada", "admin_password", password,
		"admin_password2", password, "pw_weak", "1", "admin_email", "ada@news.example")
	v.open("/wp-login.php")
	v.fill("form#loginform", "log", "ada", "pwd", password)
	v.open("/wp-admin/plugins.php")
	v.follow("tr[data-plugin='akismet/akismet.php'] .activate a")
	v.open("/wp-admin/options-general.php?page=akismet-key-config&view=start")
	v.fill("form:has(input[name=key])", "key", key)
	v.open("/wp-admin/options-discussion.php") // comments of new people need not wait
	v.fill("form[action='options.php']", "comment_previously_approved", "-")
}

// judgeComments says that the comment that was held back is none, and that the one
// that was shown is spam.
func (v *visitor) judgeComments() {
	v.t.Helper()
	v.open("/wp-admin/edit-comments.php?comment_status=spam")
	if !v.has("#the-comment-list", "viagra") || v.has("#the-comment-list", genuineComment) {
		v.t.Errorf("held back: %s", v.page.Find("#the-comment-list").Text())
	}
	v.follow("#the-comment-list .unspam a")
	v.open("/wp-admin/edit-comments.php?comment_status=approved")
	v.follow("#the-comment-list tr:contains('voted on this in March') .spam a")
}
