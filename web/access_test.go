package web_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/gainsay/gainsay/account"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/web"
)

// withAccounts are pages that only servers with accounts have.
var withAccounts = []string{"/login", "/logout", "/account", "/users"}

const goodPassword = "correct horse battery"

// guarded is a server with accounts: Ada is an administrator, Cy a coder, Rae a
// reader. Its clock is now.
type guarded struct {
	*httptest.Server
	db  *store.DB
	now time.Time
}

func guardedSite(t *testing.T, conf web.Config) *guarded {
	t.Helper()
	db, err := store.Open(filepath.Join(t.TempDir(), "accounts.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	hash := account.HashPassword(goodPassword)
	for name, role := range map[string]account.Role{"Ada": account.Admin, "Cy": account.Coder, "Rae": account.Reader} {
		if err := db.AddUser(t.Context(), name, role, hash); err != nil {
			t.Fatal(err)
		}
	}
	g := &guarded{db: db, now: time.Now()}
	conf.Store, conf.Accounts, conf.Topic = db, true, canonical
	conf.Now = func() time.Time { return g.now }
	if conf.Log == nil {
		conf.Log = slog.New(slog.DiscardHandler)
	}
	h, err := web.New(conf)
	if err != nil {
		t.Fatal(err)
	}
	g.Server = httptest.NewServer(h)
	t.Cleanup(g.Close)
	return g
}

// person is a browser without scripts.
type person struct {
	http.Client
	t    *testing.T
	site string
}

func newPerson(t *testing.T, site string) *person {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &person{http.Client{Jar: jar}, t, site}
}

// sees gets a page.
func (p *person) sees(path string, status int) *goquery.Document {
	p.t.Helper()
	res, err := p.Get(p.site + path)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.read(res, status)
}

func (p *person) read(res *http.Response, status int) *goquery.Document {
	p.t.Helper()
	defer res.Body.Close()
	doc, err := goquery.NewDocumentFromReader(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	if res.StatusCode != status {
		p.t.Fatalf("%s %s: status %d, want %d: %s", res.Request.Method, res.Request.URL, res.StatusCode, status,
			doc.Find("main").Text())
	}
	doc.Url = res.Request.URL
	return doc
}

// sends fills in the form of a page and sends it.
func (p *person) sends(doc *goquery.Document, form string, status int, fields ...string) *goquery.Document {
	p.t.Helper()
	f := doc.Find(form).First()
	if f.Length() != 1 {
		p.t.Fatalf("%s has no form %s", doc.Url, form)
	}
	values := url.Values{}
	f.Find("input[name]").Each(func(_ int, i *goquery.Selection) {
		values.Set(i.AttrOr("name", ""), i.AttrOr("value", ""))
	})
	for i := 0; i < len(fields); i += 2 {
		values.Set(fields[i], fields[i+1])
	}
	res, err := p.PostForm(p.site+f.AttrOr("action", ""), values)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.read(res, status)
}

// signIn signs in; the answer is the page that was asked for.
func (p *person) signIn(path, name, password string, status int) *goquery.Document {
	p.t.Helper()
	return p.sends(p.sees(path, 200), "form[action='/login']", status, "name", name, "password", password)
}

func TestSignIn(t *testing.T) {
	g := guardedSite(t, web.Config{})
	p := newPerson(t, g.URL)
	doc := p.sees("/assertions?status=unsupported", 200)
	if doc.Url.Path != "/login" || doc.Find("nav, form[role=search]").Length() > 0 {
		t.Errorf("a stranger sees %s", doc.Url)
	}
	for _, path := range []string{"/coder", "/threads", "/logout"} {
		if res, err := p.PostForm(g.URL+path, nil); err != nil || res.StatusCode == 200 {
			t.Errorf("a stranger sends a form to %s: %v, %v", path, res, err)
		}
	}
	doc = p.signIn("/login", "Rae", "wrong password", 401)
	if got := doc.Find("[role=alert]").Text(); got != "Name or password is wrong." || doc.Find("#name").AttrOr("value", "") != "Rae" {
		t.Errorf("a wrong password: %q", got)
	}
	if got := p.signIn("/login", "Nobody", "wrong password", 401).Find("[role=alert]").Text(); got != "Name or password is wrong." {
		t.Errorf("an unknown name: %q", got)
	}
	doc = p.signIn("/assertions?status=unsupported", "rae", goodPassword, 200)
	if doc.Url.RequestURI() != "/assertions?status=unsupported" || doc.Find(".you a").Text() != "Rae" {
		t.Errorf("signed in, Rae sees %s and the name %q", doc.Url, doc.Find(".you").Text())
	}
	if got := p.sees("/coder", 200).Url.Path; got != "/account" {
		t.Errorf("/coder leads to %s", got)
	}
	if got := p.sees("/login?back=/topics", 200).Url.Path; got != "/topics" {
		t.Errorf("/login leads to %s", got)
	}
	g.now = g.now.Add(account.IdleTime)
	if got := p.sees("/threads", 200).Url.Path; got != "/login" {
		t.Errorf("an idle session sees %s", got)
	}
}

func TestSignInLeadsOnlyHere(t *testing.T) {
	g := guardedSite(t, web.Config{})
	for _, back := range []string{"//evil.example/", "https://evil.example/", `/\evil.example`, "/\t/evil.example", "javascript:alert(1)", ""} {
		doc := newPerson(t, g.URL).sees("/login?back="+url.QueryEscape(back), 200)
		if got := doc.Find("input[name=back]").AttrOr("value", ""); got != "/threads" {
			t.Errorf("back to %q", got)
		}
		if got := newPerson(t, g.URL).sends(doc, "form[action='/login']", 403).Find("main").Text(); !strings.Contains(got, "expired") {
			t.Errorf("a form without its cookie: %q", got)
		}
	}
	p := newPerson(t, g.URL)
	doc := p.sends(p.sees("/login", 200), "form[action='/login']", 200, "name", "Rae", "password", goodPassword, "back", "//evil.example/")
	if doc.Url.Path != "/threads" || !strings.HasPrefix(doc.Url.String(), g.URL) {
		t.Errorf("led to %s", doc.Url)
	}
}

func TestSignInIsSlowed(t *testing.T) {
	g := guardedSite(t, web.Config{})
	p := newPerson(t, g.URL)
	for _, name := range []string{"Ada", "Nobody"} { // a name without account behaves alike
		for range 5 {
			p.signIn("/login", name, "wrong password", 401)
		}
		if got := p.signIn("/login", name, goodPassword, 429).Find("[role=alert]").Text(); got != "Too many attempts. Try again in 2 s." {
			t.Errorf("%s: %q", name, got)
		}
	}
	p.signIn("/login", "Cy", goodPassword, 200)
	g.now = g.now.Add(2 * time.Second)
	newPerson(t, g.URL).signIn("/login", "Ada", goodPassword, 200)
	q := newPerson(t, g.URL)
	q.signIn("/login", "Ada", "wrong password", 401) // the count begins again
	q.signIn("/login", "Ada", goodPassword, 200)
	q = newPerson(t, g.URL)
	status := 0
	for i := 0; i < 40 && status != 429; i++ { // one address, many names
		res, err := q.PostForm(g.URL+"/login", url.Values{"name": {"n" + string(rune('a'+i))}, "token": {q.token()}})
		if err != nil {
			t.Fatal(err)
		}
		status = res.StatusCode
	}
	if status != 429 {
		t.Errorf("an address may try without end: %d", status)
	}
}

// token returns a token that the server gave the browser.
func (p *person) token() string {
	p.t.Helper()
	return p.sees("/login", 200).Find("input[name=token]").AttrOr("value", "")
}

func TestSignOut(t *testing.T) {
	g := guardedSite(t, web.Config{})
	here, there := newPerson(t, g.URL), newPerson(t, g.URL)
	here.signIn("/account", "Cy", goodPassword, 200)
	there.signIn("/account", "Cy", goodPassword, 200)
	here.sends(here.sees("/account", 200), "form[action='/logout']", 200)
	if here.sees("/account", 200).Url.Path != "/login" || there.sees("/account", 200).Url.Path != "/account" {
		t.Error("signing out ends no session, or another one")
	}
	here.signIn("/account", "Cy", goodPassword, 200)
	there.sends(there.sees("/account", 200), "form[action='/logout']", 200, "everywhere", "1")
	if here.sees("/account", 200).Url.Path != "/login" || there.sees("/account", 200).Url.Path != "/login" {
		t.Error("signing out everywhere leaves a session")
	}
}

func TestChangePassword(t *testing.T) {
	g := guardedSite(t, web.Config{})
	here, there := newPerson(t, g.URL), newPerson(t, g.URL)
	doc := here.signIn("/account", "Cy", goodPassword, 200)
	there.signIn("/account", "Cy", goodPassword, 200)
	const form, better = "form[action='/account/password']", "better horse battery"
	for want, fields := range map[string][]string{
		"The present password is wrong.": {"password", "x", "new", better, "again", better},
		"The two new passwords differ.":  {"password", goodPassword, "new", better, "again", "x"},
		"The password is not changed: the password is too short: it needs at least 10 characters.": {"password", goodPassword, "new", "x", "again", "x"},
	} {
		if got := here.sends(doc, form, 400, fields...).Find("[role=alert]").Text(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	got := here.sends(doc, form, 200, "password", goodPassword, "new", better, "again", better).Find("[role=status]").Text()
	if !strings.HasPrefix(got, "The password is changed.") || here.sees("/account", 200).Url.Path != "/account" ||
		there.sees("/account", 200).Url.Path != "/login" {
		t.Errorf("after the change: %q", got)
	}
	newPerson(t, g.URL).signIn("/login", "Cy", goodPassword, 401)
	newPerson(t, g.URL).signIn("/login", "Cy", better, 200)
}

func TestRolesOfPages(t *testing.T) {
	g := guardedSite(t, web.Config{})
	for name, want := range map[string]map[string]int{
		"Rae": {"/threads": 200, "/account": 200, "/users": 403, "POST /coder": 403, "POST /users/add": 403},
		"Cy":  {"/threads": 200, "/users": 403, "POST /coder": 400, "POST /users/remove": 403},
		"Ada": {"/users": 200, "POST /users/add": 400, "POST /nothing": 405},
	} {
		p := newPerson(t, g.URL)
		token := p.signIn("/account", name, goodPassword, 200).Find("input[name=token]").AttrOr("value", "")
		for path, status := range want {
			if post, ok := strings.CutPrefix(path, "POST "); !ok {
				p.sees(path, status)
			} else if res, err := p.PostForm(g.URL+post, url.Values{"token": {token}}); err != nil || res.StatusCode != status && status != 405 {
				t.Errorf("%s: %s: %v, %v; want %d", name, path, res, err, status)
			}
		}
	}
}

func TestUsersPage(t *testing.T) {
	g := guardedSite(t, web.Config{})
	ada, cy := newPerson(t, g.URL), newPerson(t, g.URL)
	doc := ada.signIn("/users", "Ada", goodPassword, 200)
	if got := doc.Find("tbody th").Text(); got != "AdaCyRae" || !strings.HasPrefix(doc.Find("td.num").First().Text(), "1") {
		t.Errorf("users %q, %s browsers", got, doc.Find(".num").Text())
	}
	says := func(doc *goquery.Document, want string) {
		t.Helper()
		if got := doc.Find("[role=status], [role=alert]").Text(); !strings.Contains(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	const add = "form[action='/users/add']"
	says(ada.sends(doc, add, 200, "name", " Bo  ", "role", "coder", "new", goodPassword, "again", goodPassword), "Bo is added as coder.")
	says(ada.sends(doc, add, 400, "name", "bo", "role", "coder", "new", goodPassword, "again", goodPassword), "a user of this name already")
	says(ada.sends(doc, add, 400, "name", "Di", "role", "root", "new", goodPassword, "again", goodPassword), "Choose a role.")
	says(ada.sends(doc, add, 400, "name", "Di", "role", "coder", "new", "x", "again", "x"), "too short")
	cy.signIn("/users", "Cy", goodPassword, 403)
	says(ada.sends(doc, "form[action='/users/role']", 200, "name", "Cy", "role", "admin"), "Cy is now admin.")
	cy.sees("/users", 200) // at once
	says(ada.sends(doc, "form[action='/users/role']", 400, "name", "ada", "role", "reader"), "Another administrator")
	says(ada.sends(doc, "form[action='/users/remove']", 400, "name", "Ada"), "Another administrator")
	says(ada.sends(doc, "form[action='/users/sign-out']", 200, "name", "Cy"), "ended")
	if got := cy.sees("/threads", 200).Url.Path; got != "/login" {
		t.Errorf("a user signed out by the administrator sees %s", got)
	}
	says(ada.sends(doc, "form[action='/users/password']", 200, "name", "Cy", "new", "another password", "again", "another password"), "is changed")
	cy.signIn("/login", "Cy", "another password", 200)
	says(ada.sends(doc, "form[action='/users/remove']", 200, "name", "Cy"), "Cy is removed.")
	if got := cy.sees("/threads", 200).Url.Path; got != "/login" {
		t.Errorf("a removed user sees %s", got)
	}
	says(ada.sends(doc, "form[action='/users/remove']", 400, "name", "Cy"), "no such user any more")
}

func TestAccountPages(t *testing.T) {
	g := guardedSite(t, web.Config{})
	p := newPerson(t, g.URL)
	p.sees("/login", 200)
	p.signIn("/login", "Ada", goodPassword, 200)
	for _, path := range withAccounts[1:] {
		doc := p.sees(path, 200)
		for _, sel := range []string{"html[lang]", "main h1", "a.skip", "form[method=post] input[name=token]"} {
			if doc.Find(sel).Length() == 0 {
				t.Errorf("%s: nothing at %s", path, sel)
			}
		}
		doc.Find("input:not([type=hidden]), select").Each(func(_ int, i *goquery.Selection) {
			if doc.Find("label[for='"+i.AttrOr("id", "")+"']").Length() != 1 && i.AttrOr("aria-label", "") == "" {
				t.Errorf("%s: the field %s has no label", path, i.AttrOr("name", ""))
			}
		})
	}
	s := site(t)
	for _, path := range withAccounts { // without accounts
		viewed(t, s.URL+path, 404)
	}
}

// TestCookies: under TLS cookies are for this host and TLS alone.
func TestCookies(t *testing.T) {
	g := guardedSite(t, web.Config{TrustProxy: true, Hosts: []string{"gainsay.example"}})
	for proto, want := range map[string]string{"https": "__Host-gainsay-token", "http": "gainsay-token"} {
		r, _ := http.NewRequest("GET", g.URL+"/login", nil)
		r.Header.Set("X-Forwarded-Proto", proto)
		r.Header.Set("X-Forwarded-Host", "gainsay.example")
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		c := res.Cookies()
		if res.StatusCode != 200 || len(c) != 1 || c[0].Name != want || !c[0].HttpOnly || c[0].Secure != (proto == "https") ||
			c[0].SameSite != http.SameSiteLaxMode || c[0].Path != "/" {
			t.Errorf("%s: status %d, cookies %v", proto, res.StatusCode, c)
		}
		if got := res.Header.Get("Cache-Control"); got != "private, no-store" {
			t.Errorf("Cache-Control %q", got)
		}
	}
}

func TestHosts(t *testing.T) {
	plain := served(t, filepath.Join(t.TempDir(), "hosts.db"))
	named := guardedSite(t, web.Config{Hosts: []string{"Gainsay.example"}, TrustProxy: true})
	tests := []struct {
		site   *httptest.Server
		host   string
		header map[string]string
		status int
	}{
		{plain, "localhost:8080", nil, 200}, {plain, "LOCALHOST.", nil, 200}, {plain, "127.0.0.1", nil, 200}, {plain, "[::1]:8080", nil, 200},
		{plain, "evil.example", nil, 421}, {plain, "evil.example:8080", nil, 421}, {plain, "localhost.evil.example", nil, 421},
		{plain, "127.0.0.1.nip.io", nil, 421}, {plain, "gainsay.example", nil, 421},
		{plain, "localhost", map[string]string{"X-Forwarded-For": "192.0.2.1"}, 403},
		{plain, "localhost", map[string]string{"Forwarded": "for=192.0.2.1"}, 403},
		{named.Server, "gainsay.example:443", nil, 200}, {named.Server, "evil.example", nil, 421},
		{named.Server, "localhost", map[string]string{"X-Forwarded-Host": "gainsay.example"}, 200},
		{named.Server, "localhost", map[string]string{"X-Forwarded-Host": "gainsay.example, evil.example"}, 421},
	}
	for _, tt := range tests {
		r, _ := http.NewRequest("GET", tt.site.URL+"/coder", nil)
		r.Host = tt.host
		for k, v := range tt.header {
			r.Header.Set(k, v)
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if res.StatusCode != tt.status || tt.status != 200 && !bytes.Contains(b, []byte("<h1>")) {
			t.Errorf("Host %s %v: status %d, want %d", tt.host, tt.header, res.StatusCode, tt.status)
		}
	}
}

// TestForeignPages: another site may lead here by a link, and nothing else.
func TestForeignPages(t *testing.T) {
	s := served(t, filepath.Join(t.TempDir(), "foreign.db"))
	for headers, want := range map[[3]string]int{
		{"", "", ""}:                             200, // an old browser, or a program
		{"none", "navigate", "document"}:         200,
		{"same-origin", "no-cors", "style"}:      200,
		{"same-origin", "cors", "empty"}:         200,
		{"cross-site", "navigate", "document"}:   200,
		{"same-site", "navigate", "document"}:    200,
		{"cross-site", "navigate", "iframe"}:     403,
		{"cross-site", "no-cors", "image"}:       403,
		{"same-site", "no-cors", "script"}:       403,
		{"cross-site", "cors", "empty"}:          403,
		{"cross-site", "navigate", "object"}:     403,
		{"cross-site", "websocket", "websocket"}: 403,
	} {
		res, _ := fetched(t, "GET", s.URL+"/coder", "Sec-Fetch-Site", headers[0], "Sec-Fetch-Mode", headers[1],
			"Sec-Fetch-Dest", headers[2])
		if res.StatusCode != want {
			t.Errorf("%q: status %d, want %d", headers, res.StatusCode, want)
		}
	}
}

// TestSameOrigin: a form is accepted from a page of this server only.
func TestSameOrigin(t *testing.T) {
	s := served(t, filepath.Join(t.TempDir(), "origin.db"))
	const form = "application/x-www-form-urlencoded"
	here := map[string]string{"Content-Type": form}
	with := func(kv ...string) map[string]string {
		h := map[string]string{"Content-Type": form}
		for i := 0; i < len(kv); i += 2 {
			h[kv[i]] = kv[i+1]
		}
		return h
	}
	p := newPerson(t, s.URL)
	good := p.sees("/coder", 200).Find("input[name=token]").AttrOr("value", "")
	other := newPerson(t, s.URL).sees("/coder", 200).Find("input[name=token]").AttrOr("value", "")
	body := url.Values{"name": {"Ada"}, "token": {good}, "back": {"/topics"}}.Encode()
	tests := map[string]struct {
		body   string
		header map[string]string
		status int
	}{
		"as it should be":  {body, here, 200},
		"same origin":      {body, with("Origin", s.URL, "Sec-Fetch-Site", "same-origin"), 200},
		"hidden origin":    {body, with("Origin", "null", "Sec-Fetch-Site", "same-origin"), 200},
		"null origin":      {body, with("Origin", "null"), 403},
		"other origin":     {body, with("Origin", "https://evil.example"), 403},
		"other port":       {body, with("Origin", "http://127.0.0.1:1"), 403},
		"other scheme":     {body, with("Origin", strings.Replace(s.URL, "http:", "ftp:", 1)), 403},
		"cross-site":       {body, with("Sec-Fetch-Site", "cross-site"), 403},
		"same-site":        {body, with("Sec-Fetch-Site", "same-site"), 403},
		"address bar":      {body, with("Sec-Fetch-Site", "none"), 403},
		"no token":         {"name=Ada", here, 403},
		"empty token":      {"name=Ada&token=", here, 403},
		"another's token":  {"name=Ada&token=" + other, here, 403},
		"text":             {body, with("Content-Type", "text/plain"), 415},
		"JSON":             {`{"token": "x"}`, with("Content-Type", "application/json"), 415},
		"no type":          {body, with("Content-Type", ""), 415},
		"too long":         {body + "&x=" + strings.Repeat("x", 1<<20), here, 413},
		"damaged":          {"name=%zz&token=" + good, here, 400},
		"damaged files":    {"xx", with("Content-Type", "multipart/form-data; boundary=b"), 400},
		"no boundary":      {"xx", with("Content-Type", "multipart/form-data"), 400},
		"no name":          {url.Values{"token": {good}}.Encode(), here, 400},
		"controls in name": {url.Values{"token": {good}, "name": {"a\x1b[2J"}}.Encode(), here, 400},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r, _ := http.NewRequest("POST", s.URL+"/coder", strings.NewReader(tt.body))
			for k, v := range tt.header {
				r.Header.Set(k, v)
			}
			res, err := p.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			p.t = t
			if doc := p.read(res, tt.status); tt.status == 200 && (doc.Url.Path != "/topics" || doc.Find(".you b").Text() != "Ada") {
				t.Errorf("led to %s, %q", doc.Url, doc.Find(".you").Text())
			}
		})
	}
	r, _ := http.NewRequest("POST", s.URL+"/coder?token="+good, strings.NewReader("name=Ada"))
	r.Header.Set("Content-Type", form)
	if res, err := p.Do(r); err != nil || res.StatusCode != 403 {
		t.Errorf("a token in the address: %v, %v", res, err)
	}
	r, _ = http.NewRequest("POST", s.URL+"/coder", strings.NewReader("name=Ada"))
	r.Header.Set("Content-Type", form)
	r.Header.Set("Accept", "application/json")
	res, err := p.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if b, _ := io.ReadAll(res.Body); res.StatusCode != 403 || !strings.Contains(string(b), `{"error":"The form has expired.`) {
		t.Errorf("a script is told %s", b)
	}
}

// TestFirstUser: from the first user on that is added while the server runs,
// everyone signs in.
func TestFirstUser(t *testing.T) {
	db, err := store.Open(filepath.Join(t.TempDir(), "first.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	h, err := web.New(web.Config{Store: db, Topic: canonical, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	p := newPerson(t, s.URL)
	if doc := p.sees("/threads", http.StatusOK); doc.Url.Path != "/threads" {
		t.Fatalf("without users: %s", doc.Url)
	}
	if err := db.AddUser(t.Context(), "Ada", account.Admin, account.HashPassword(goodPassword)); err != nil {
		t.Fatal(err)
	}
	doc := p.sees("/threads", http.StatusOK)
	if doc.Url.Path != "/login" {
		t.Fatalf("with one: %s", doc.Url)
	}
	if doc = p.sends(doc, "main form", http.StatusOK, "name", "Ada", "password", goodPassword); doc.Url.Path != "/threads" {
		t.Errorf("signed in: %s", doc.Url)
	}
	if err := db.RemoveUser(t.Context(), "Ada"); err == nil {
		if doc := p.sees("/threads", http.StatusOK); doc.Url.Path != "/login" {
			t.Errorf("after the last user was removed: %s", doc.Url)
		}
	}
}
