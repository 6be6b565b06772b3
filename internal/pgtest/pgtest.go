// Package pgtest starts a PostgreSQL server for tests: one for each test binary,
// in a folder of its own, reached by a socket there. It is not for tests to find
// a server that somebody uses.
package pgtest

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

// URL returns the address of a new, empty schema, and starts the server if none
// runs. Without PostgreSQL the test is skipped, in CI (environment CI) it fails.
func URL(t testing.TB) string {
	t.Helper()
	return Server(t) + fmt.Sprintf("&schema=t%d", schemas.Add(1))
}

// Server is URL without a schema.
func Server(t testing.TB) string {
	t.Helper()
	s, err := shared()
	if err != nil {
		absent(t, err)
	}
	return "postgres://gainsay@/postgres?host=" + s.dir
}

// Environment is what psql and gainsay need to find the server, as its owner, in
// place of a host in an address. It includes PATH.
func Environment(t testing.TB) []string {
	t.Helper()
	address := Server(t)
	bin, err := binaries()
	if err != nil {
		t.Fatal(err)
	}
	_, dir, _ := strings.Cut(address, "host=")
	return []string{"PGHOST=" + dir, "PGUSER=gainsay", "PGPASSWORD=", "PATH=" + os.Getenv("PATH") + ":" + bin}
}

// Exec runs statements as the server's owner.
func Exec(t testing.TB, statements ...string) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), Server(t))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	for _, s := range statements {
		if _, err := c.Exec(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// Need skips or fails a test as URL does, but starts nothing.
func Need(t testing.TB) {
	t.Helper()
	if _, err := binaries(); err != nil {
		absent(t, err)
	}
}

func absent(t testing.TB, err error) {
	t.Helper()
	if errors.Is(err, errAbsent) && os.Getenv("CI") == "" {
		t.Skip("POSTGRESQL NOT TESTED: ", err)
	}
	t.Fatal("start PostgreSQL: ", err)
}

// Stop ends the server, if one runs, and removes its files. Call it at the end of
// TestMain.
func Stop() {
	mu.Lock()
	defer mu.Unlock()
	if running != nil {
		running.stop()
		running = nil
	}
}

var (
	schemas atomic.Int64

	mu      sync.Mutex
	running *server
	failed  error
)

// shared starts the server the first time.
func shared() (*server, error) {
	mu.Lock()
	defer mu.Unlock()
	if running == nil && failed == nil {
		running, failed = start()
	}
	return running, failed
}

var errAbsent = errors.New("initdb and postgres are not installed (Debian: apt-get install postgresql)")

type server struct {
	dir  string
	quit chan<- struct{}
	done <-chan struct{}
}

func (s *server) stop() {
	close(s.quit)
	<-s.done
	os.RemoveAll(s.dir)
}

// binaries finds the folder of the programs.
func binaries() (string, error) {
	if p, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(p), nil
	}
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // Debian
	slices.Sort(dirs)
	for _, d := range slices.Backward(dirs) {
		if _, err := os.Stat(filepath.Join(d, "initdb")); err == nil {
			return d, nil
		}
	}
	return "", errAbsent
}

// start makes a cluster and runs it without care for its files: they are
// removed afterwards.
func start() (*server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("/tmp", "gainsay-pg")
	if err != nil {
		return nil, err
	}
	s := &server{dir: dir}
	if err := s.run(bin); err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	return s, nil
}

func (s *server) run(bin string) error {
	if err := give(s.dir); err != nil {
		return err
	}
	data := filepath.Join(s.dir, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "gainsay", "--auth=trust", "--encoding=UTF8",
		"--locale=C", "--no-sync")
	initdb.Dir, initdb.SysProcAttr = s.dir, attributes()
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	// Roles "locked" and "team" need a password.
	hba := "local all locked,team scram-sha-256\nlocal all all trust\n"
	if err := os.WriteFile(filepath.Join(data, "pg_hba.conf"), []byte(hba), 0o644); err != nil {
		return err
	}
	args := []string{"-D", data, "-k", s.dir}
	for _, set := range []string{"listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off",
		"max_connections=200", "shared_buffers=64MB", "log_min_messages=log"} {
		args = append(args, "-c", set)
	}
	cmd := exec.Command(filepath.Join(bin, "postgres"), args...)
	cmd.Dir, cmd.SysProcAttr = s.dir, attributes()
	return s.watch(cmd)
}

// watch starts the server and returns when it accepts connections. The thread
// that started it lives as long as it: on Linux the server ends with the thread.
func (s *server) watch(cmd *exec.Cmd) error {
	stderr, err := cmd.StderrPipe()
	if err != nil {
		return err
	}
	quit, done, ready := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	s.quit, s.done = quit, done
	go func() {
		runtime.LockOSThread()
		defer close(done)
		if err := cmd.Start(); err != nil {
			ready <- err
			return
		}
		go func() {
			var log strings.Builder
			lines := bufio.NewScanner(stderr)
			for lines.Scan() {
				if log.Len() < 1<<16 {
					fmt.Fprintln(&log, lines.Text())
				}
				if strings.Contains(lines.Text(), "ready to accept connections") {
					select {
					case ready <- nil:
					default:
					}
				}
			}
			select {
			case ready <- fmt.Errorf("the server ended: %s", log.String()):
			default:
			}
		}()
		<-quit
		_ = cmd.Process.Signal(interrupt) // it drops its connections and ends
		_ = cmd.Wait()
	}()
	return <-ready
}
