package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web/door"
)

// Comments whose judgement is beyond doubt.
const (
	spamComment    = "Buy cheap viagra now, best price online pharmacy! Click http://pills.example/buy for a free bonus"
	genuineComment = "I think the second point misses that the council voted on this in March."
)

// background starts a program that serves until the test ends, and waits until
// ready is nil. What it prints is in the log of a failed test.
func background(t *testing.T, cmd *exec.Cmd, ready func() error) {
	t.Helper()
	out, err := os.Create(filepath.Join(t.TempDir(), "output"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait()
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-ended
		if said, _ := os.ReadFile(out.Name()); t.Failed() {
			t.Logf("%s:\n%s", cmd, said)
		}
	})
	tick, late := time.NewTicker(20*time.Millisecond), time.After(time.Minute)
	defer tick.Stop()
	for ready() != nil {
		select {
		case <-tick.C:
		case <-ended:
			t.Fatalf("%s ended", cmd)
		case <-late:
			t.Fatalf("%s is not ready: %v", cmd, ready())
		}
	}
}

// mariaDB starts a MariaDB server with an empty database and a user for it, both
// of the name and the password "app". It listens on the usual port of the network
// namespace and on a socket.
func mariaDB(t *testing.T, dir, schema string) (socket string) {
	t.Helper()
	data, socket := filepath.Join(dir, "mariadb"), filepath.Join(dir, "mariadb.sock")
	install := exec.Command("mariadb-install-db", "--no-defaults", "--user=root", "--datadir="+data,
		"--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve")
	if out, err := install.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", install, err, out)
	}
	background(t, exec.Command("mariadbd", "--no-defaults", "--user=root", "--datadir="+data, "--socket="+socket,
		"--bind-address=127.0.0.1", "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M"), func() error {
		return exec.Command("mariadb-admin", "--no-defaults", "-uroot", "--socket="+socket, "ping").Run()
	})
	load := exec.Command("mariadb", "--no-defaults", "-uroot", "--socket="+socket)
	load.Stdin = strings.NewReader("CREATE DATABASE app; CREATE USER app@localhost IDENTIFIED BY 'app'; " +
		"CREATE USER app@127.0.0.1 IDENTIFIED BY 'app'; GRANT ALL ON app.* TO app@localhost, app@127.0.0.1; USE app; " + schema)
	if out, err := load.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", load, err, out)
	}
	return socket
}

// answers returns an error as long as an address is not answered.
func answers(address string) func() error {
	return func() error {
		res, err := http.Get(address)
		if err != nil {
			return err
		}
		return errors.Join(res.Body.Close())
	}
}

// akismetServer starts a server that the hosts of Akismet lead to, with a key for
// it. The file of the authority that signed its certificate is ca.
func akismetServer(t *testing.T, dir string) (db, key, ca string) {
	t.Helper()
	db = filepath.Join(dir, "doors.db")
	cmd := []string{"user", "add", "Ada", "--role", "admin", "--db", db, "--password-stdin"}
	if code := run(cmd, strings.NewReader("correct horse battery\n"), io.Discard, os.Stderr); code != exitOK {
		t.Fatal("no user")
	}
	key = succeed(t, "key", "add", "site", "--akismet", "--db", db)
	hosts := []string{"rest.akismet.com", key + ".rest.akismet.com"}
	bindHosts(t, dir, hosts)
	base, _ := started(t, "--db", db, "--addr", "127.0.0.1:0", "--trust-proxy", "--host", hosts[0])
	return db, key, proxy(t, dir, base, hosts)
}

// bind puts a file or folder in the place of another, in this mount namespace
// alone.
func bind(t *testing.T, from, to string) {
	t.Helper()
	if out, err := exec.Command("mount", "--bind", from, to).CombinedOutput(); err != nil {
		t.Fatalf("bind %s: %v: %s", to, err, out)
	}
}

// wordPressDir is where Debian has WordPress, with its Akismet plugin.
const wordPressDir = "/usr/share/wordpress"

const wordPressConfig = `<?php
define('DB_NAME', 'app');
define('DB_USER', 'app');
define('DB_PASSWORD', 'app');
define('DB_HOST', 'localhost:%s');
define('DISABLE_WP_CRON', true);
define('WP_HTTP_BLOCK_EXTERNAL', true); // but for Akismet: there is no network to ask for updates
define('WP_ACCESSIBLE_HOSTS', 'rest.akismet.com');
`

// TestWordPress installs Debian's WordPress with its Akismet plugin as a person
// does, in forms: spam that a visitor sends is held back, a genuine comment is
// shown, and what the moderator says of both reaches the database.
func TestWordPress(t *testing.T) {
	if os.Getenv(inNamespace) == "" {
		if _, err := os.Stat(filepath.Join(wordPressDir, "wp-content/plugins/akismet")); err != nil {
			absent(t, "WordPress", err)
		}
		runInNamespaces(t, "php", "mariadbd", "mariadb-install-db", "mariadb")
		return
	}
	dir := t.TempDir()
	db, key, ca := akismetServer(t, dir)
	bind(t, ca, "/etc/ssl/certs/ca-certificates.crt")
	socket := mariaDB(t, dir, "")
	conf := filepath.Join(dir, "wordpress")
	if err := os.Mkdir(conf, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(conf, "config-default.php"), fmt.Appendf(nil, wordPressConfig, socket), 0o644); err != nil {
		t.Fatal(err)
	}
	bind(t, conf, "/etc/wordpress")
	const home = "http://127.0.0.1:8000"
	php := exec.Command("php", "-S", "127.0.0.1:8000", "-t", wordPressDir)
	php.Env = append(os.Environ(), "PHP_CLI_SERVER_WORKERS=4")
	background(t, php, answers(home+"/readme.html"))
	admin := newVisitor(t, home, "127.0.0.1")
	admin.installWordPress(key)
	for from, c := range map[string][2]string{"127.0.0.2": {"cheap pills", spamComment}, "127.0.0.3": {"Bo", genuineComment}} {
		v := newVisitor(t, home, from)
		v.open("/?p=1")
		v.fill("form#commentform", "author", c[0], "email", url.QueryEscape(c[0])+"@mail.example", "comment", c[1])
	}
	page := newVisitor(t, home, "127.0.0.4")
	page.open("/?p=1")
	if !page.has("main", genuineComment) || page.has("main", "viagra") {
		t.Errorf("shown to others: %s", page.page.Find("main").Text())
	}
	admin.judgeComments()
	want := map[string]float64{spamComment: 0, genuineComment: 1} // as the moderator says
	for _, r := range stored(t, db, func(d *store.DB) ([]view.DoorReport, error) { return d.DoorReports(t.Context()) }) {
		if v, ok := want[r.Text]; !ok || v != r.Value || r.Attribute != string(door.Spam) {
			t.Errorf("report %+v", r)
		}
		delete(want, r.Text)
	}
	if len(want) > 0 {
		t.Errorf("not reported: %v", want)
	}
}
