package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// walineDir has the package @waline/vercel.
const walineDir = "../../web/door/testdata/waline"

// walineSchema are the tables of Waline.
const walineSchema = `
CREATE TABLE wl_Comment (id int AUTO_INCREMENT PRIMARY KEY, user_id int, comment text, insertedAt timestamp NULL, ip varchar(100),
	link varchar(255), mail varchar(255), nick varchar(255), pid int, rid int, sticky boolean, status varchar(50),
	` + "`like`" + ` int, ua text, url varchar(255), createdAt timestamp NULL, updatedAt timestamp NULL);
CREATE TABLE wl_Counter (id int AUTO_INCREMENT PRIMARY KEY, time int, url varchar(255), createdAt timestamp NULL, updatedAt timestamp NULL);
CREATE TABLE wl_Users (id int AUTO_INCREMENT PRIMARY KEY, display_name varchar(255), email varchar(255), password varchar(255),
	type varchar(50), label varchar(255), url varchar(255), avatar varchar(255), github varchar(255), twitter varchar(255),
	facebook varchar(255), google varchar(255), weibo varchar(255), qq varchar(255), oidc varchar(255), 2fa varchar(32),
	createdAt timestamp NULL, updatedAt timestamp NULL);`

// walineComment is a comment as Waline shows it.
type walineComment struct{ Nick, Comment, Status string }

// TestWaline lets Waline ask about comments as they are posted: spam is held back,
// a genuine comment is shown.
func TestWaline(t *testing.T) {
	if os.Getenv(inNamespace) == "" {
		if _, err := os.Stat(filepath.Join(walineDir, "node_modules/@waline/vercel")); err != nil {
			absent(t, "Waline", err)
		}
		runInNamespaces(t, "node", "mariadbd", "mariadb-install-db", "mariadb")
		return
	}
	dir := t.TempDir()
	_, key, _ := akismetServer(t, dir)
	mariaDB(t, dir, walineSchema)
	signIn := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"services":[]}`) // Waline asks its maker's server who may sign people in
	}))
	defer signIn.Close()
	const home = "http://127.0.0.1:8360"
	node := exec.Command("node", filepath.Join(walineDir, "node_modules/@waline/vercel/vanilla.js"))
	node.Env = append(os.Environ(), "MYSQL_DB=app", "MYSQL_USER=app", "MYSQL_PASSWORD=app", "AKISMET_KEY="+key,
		"SITE_URL=http://news.example", "IPQPS=0", "MARKDOWN_TEX=false", "JWT_TOKEN=a secret of the test",
		"OAUTH_URL="+signIn.URL)
	background(t, node, answers(home+"/api/comment?path=/dam"))
	post := func(nick, text string) {
		b, err := json.Marshal(map[string]string{"nick": nick, "comment": text, "url": "/dam", "ua": "Mozilla/5.0"})
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			Errno  int
			Errmsg string
		}
		readJSON(t, &got)(http.Post(home+"/api/comment", "application/json", bytes.NewReader(b)))
		if got.Errno != 0 {
			t.Errorf("%s: %s", nick, got.Errmsg)
		}
	}
	post("cheap pills", spamComment)
	post("Bo", genuineComment)
	var shown struct {
		Data struct{ Data []walineComment }
	}
	readJSON(t, &shown)(http.Get(home + "/api/comment?path=/dam"))
	if all := shown.Data.Data; len(all) != 1 || all[0].Nick != "Bo" {
		t.Errorf("shown: %+v", shown)
	}
	out, err := exec.Command("mariadb", "--no-defaults", "-uroot", "--socket="+filepath.Join(dir, "mariadb.sock"), "-N", "app",
		"-e", "SELECT nick, status FROM wl_Comment ORDER BY id").CombinedOutput()
	if string(out) != "cheap pills\tspam\nBo\tapproved\n" || err != nil {
		t.Errorf("kept: %s, %v", out, err)
	}
}

// readJSON decodes the answer to a request.
func readJSON(t *testing.T, to any) func(*http.Response, error) {
	return func(res *http.Response, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if err := json.NewDecoder(res.Body).Decode(to); err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s, %v", res.Request.URL, res.Status, err)
		}
	}
}
