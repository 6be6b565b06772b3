package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gainsay/gainsay/store"
)

// clientsDir holds the clients of other services, unmodified, and scripts that
// put them to work.
const clientsDir = "../../web/door/testdata/clients"

// absent skips a test whose client is not installed, or fails it in CI.
func absent(t *testing.T, what string, err error) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is not here: %v; .ci/run must install it", what, err)
	}
	t.Skipf("NOT TESTED WITH %s: %v", strings.ToUpper(what), err)
}

// nodeClients skips or fails a test without node and the packages.
func nodeClients(t *testing.T) {
	t.Helper()
	_, err := exec.LookPath("node")
	if err == nil {
		_, err = os.Stat(filepath.Join(clientsDir, "node_modules/googleapis"))
	}
	if err != nil {
		absent(t, "npm clients", err)
	}
}

// succeed runs a command and returns its output.
func succeed(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs strings.Builder
	if code := run(args, strings.NewReader(""), &out, &errs); code != exitOK {
		t.Fatalf("gainsay %v: %d, %s", args, code, errs.String())
	}
	return strings.TrimSpace(out.String())
}

// runClients runs a program, which must report each client as done.
func runClients(t *testing.T, cmd *exec.Cmd, clients ...string) {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v\n%s", cmd, err, out)
	}
	lines := strings.Split(string(out), "\n")
	for _, c := range clients {
		if !slices.Contains(lines, "ok "+c) {
			t.Errorf("%s did not do its job", c)
		}
	}
}

// TestDoorClients lets clients that can be given another address do their whole
// job against a server.
func TestDoorClients(t *testing.T) {
	db := filepath.Join(t.TempDir(), "doors.db")
	if d, err := store.Open(db); err != nil || d.Close() != nil {
		t.Fatal(err)
	}
	key := succeed(t, "key", "add", "clients", "--scope", "write", "--db", db)
	base, _ := started(t, "--db", db, "--addr", "127.0.0.1:0")
	t.Run("npm", func(t *testing.T) {
		nodeClients(t)
		runClients(t, exec.Command("node", filepath.Join(clientsDir, "base.mjs"), base, key),
			"googleapis", "openai", "@cedx/akismet")
	})
	t.Run("python", func(t *testing.T) {
		if err := exec.Command("/usr/bin/python3", "-c", "import googleapiclient").Run(); err != nil {
			absent(t, "python3-googleapi", err)
		}
		runClients(t, exec.Command("/usr/bin/python3", filepath.Join(clientsDir, "perspective.py"), base, key), "python3-googleapi")
	})
	t.Run("go", func(t *testing.T) {
		client := filepath.Join(t.TempDir(), "goclient")
		build := exec.Command("go", "build", "-o", client, ".")
		build.Dir = filepath.Join(clientsDir, "goclient")
		build.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
		if out, err := build.CombinedOutput(); err != nil {
			absent(t, "google.golang.org/api", fmt.Errorf("%w: %s", err, out))
		}
		runClients(t, exec.Command(client, base, key), "google.golang.org/api")
	})
	saved, err := reportsIn(t, db)
	if err != nil || saved < 3 { // the npm clients alone report so many
		if _, err := os.Stat(filepath.Join(clientsDir, "node_modules")); err == nil {
			t.Errorf("%d reports were saved, %v", saved, err)
		}
	}
}

// reportsIn counts the reports in a database.
func reportsIn(t *testing.T, path string) (int, error) {
	t.Helper()
	d, err := store.Open(path)
	if err != nil {
		return 0, err
	}
	defer d.Close()
	rs, err := d.DoorReports(t.Context())
	return len(rs), err
}

// fixedHosts are the names that clients cannot be told to change.
var fixedHosts = []string{"commentanalyzer.googleapis.com", "rest.akismet.com"}

// TestDoorClientsOfFixedHosts lets clients whose host is fixed do their whole job
// in namespaces of their own, where these names lead to a proxy with a certificate
// that they trust, as a site would do it.
func TestDoorClientsOfFixedHosts(t *testing.T) {
	if os.Getenv(inNamespace) != "" {
		fixedHostClients(t)
		return
	}
	nodeClients(t)
	runInNamespaces(t, "perl")
}

// fixedHostClients runs in the namespaces.
func fixedHostClients(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "doors.db")
	cmd := []string{"user", "add", "Ada", "--role", "admin", "--db", db, "--password-stdin"}
	if code := run(cmd, strings.NewReader("correct horse battery\n"), io.Discard, os.Stderr); code != exitOK {
		t.Fatal("no user")
	}
	key := succeed(t, "key", "add", "perspective", "--scope", "write", "--db", db)
	short := succeed(t, "key", "add", "akismet", "--akismet", "--db", db)
	hosts := slices.Concat(fixedHosts, []string{short + ".rest.akismet.com", "ffffffffffff.rest.akismet.com"})
	bindHosts(t, dir, hosts)
	base, _ := started(t, "--db", db, "--addr", "127.0.0.1:0", "--trust-proxy", "--host", strings.Join(fixedHosts, ","))
	ca := proxy(t, dir, base, hosts)
	node := exec.Command("node", filepath.Join(clientsDir, "fixed.mjs"), base, key, short)
	node.Env = append(os.Environ(), "NODE_EXTRA_CA_CERTS="+ca)
	runClients(t, node, "perspective-api-client", "@conversationai/perspectiveapi-js-client", "akismet-api", "akismet")
	if err := exec.Command("perl", "-MNet::Akismet", "-e", "1").Run(); err != nil {
		absent(t, "libnet-akismet-perl", err)
	}
	runClients(t, exec.Command("perl", filepath.Join(clientsDir, "akismet.pl"), short), "libnet-akismet-perl")
	if n, err := reportsIn(t, db); err != nil || n == 0 {
		t.Errorf("%d reports were saved, %v", n, err)
	}
}
