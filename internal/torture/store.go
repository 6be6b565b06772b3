//go:build unix

package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

var (
	locking = []scenario{
		{"8 imports with 4 readers", "several processes may use one database at once", manyAtOnce},
		{"reading what is locked", "reading commands take no write lock and read what cannot be written", readLocked},
		{"log under readers", "the log of the database stays bounded while pages are served", logBounded},
	}
	killing = []scenario{
		{"kill -9 during imports", "a killed import loses nothing that was reported, and resumes", killedImports},
		{"a damaged database", "damage ends a command with exit code 1 and a message, never a crash", damagedDatabase},
		{"kill -9 of a server", "a killed server loses no thread and no decision that was answered", killedServers},
	}
	full = []scenario{
		{"disk full", "a full disk ends an import with a message; the database stays whole", diskFull},
	}
)

func manyAtOnce(b *bed) (string, error) {
	const writers, readers = 8, 4
	for i := range writers {
		if err := b.writeThreads(fmt.Sprintf("w%d", i), 3, 10); err != nil {
			return "", err
		}
	}
	rounds := pick(b, 100, 2)
	longest := time.Duration(0)
	for n := range rounds {
		db := b.path(fmt.Sprintf("x%d.db", n))
		if _, err := b.run(nil, "import", "--db", db, "--encoder", "off", "w0"); err != nil {
			return "", err
		}
		var wg sync.WaitGroup
		errs := make(chan error, writers+readers)
		start := time.Now()
		for i := range writers + readers {
			wg.Go(func() {
				args := []string{"import", "--db", db, "--encoder", "off", fmt.Sprintf("w%d", i)}
				if i >= writers {
					args = []string{"threads", "--db", db}
				}
				if o, err := b.run(nil, args...); err != nil || o.code != 0 {
					errs <- fmt.Errorf("round %d: gainsay %s: exit code %d: %s (%w)", n, args[0], o.code, first(o.err.String()), err)
				}
			})
		}
		wg.Wait()
		longest = max(longest, time.Since(start))
		close(errs)
		for err := range errs {
			return "", err
		}
		o, err := b.run(nil, "threads", "--db", db, "--limit", "0")
		if err != nil || !bytes.Contains(o.err.Bytes(), []byte(fmt.Sprintf("%d of %[1]d threads", 3*writers))) {
			return "", fmt.Errorf("round %d: %s %w", n, first(o.err.String()), err)
		}
	}
	return fmt.Sprintf("%d rounds, the longest %.1f s", rounds, longest.Seconds()), nil
}

// readLocked reads a database whose files and folder cannot be written. As root,
// who may write everywhere, gainsay runs as another user.
func readLocked(b *bed) (string, error) {
	dir := b.path("db")
	if err := errors.Join(b.writeThreads("w", 2, 10), os.Mkdir(dir, 0o755), os.Chmod(b.dir, 0o755)); err != nil {
		return "", err
	}
	db := dir + "/x.db"
	if o, err := b.run(nil, "import", "--db", db, "--encoder", "off", "w"); err != nil || o.code != 0 {
		return "", fmt.Errorf("import: %s %w", o.err.String(), err)
	}
	if err := errors.Join(os.Chmod(db, 0o444), os.Chmod(dir, 0o555)); err != nil {
		return "", err
	}
	bin := b.bin
	if os.Geteuid() == 0 { // the program may be in a folder of root's
		bin = b.path("gainsay")
		if out, err := exec.Command("cp", b.bin, bin).CombinedOutput(); err != nil {
			return "", fmt.Errorf("copy program: %s %w", out, err)
		}
	}
	for _, args := range [][]string{{"threads"}, {"assertions"}, {"search", "report"}, {"export"}, {"overview"}, {"authors"}} {
		c := exec.Command(bin, append(args, "--db", db)...)
		c.Dir = dir
		if os.Geteuid() == 0 {
			c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		}
		if out, err := c.CombinedOutput(); err != nil || len(out) == 0 {
			return "", fmt.Errorf("gainsay %s: %s %w", args[0], first(string(out)), err)
		}
	}
	return "6 commands read a file of mode 444 in a folder of mode 555", nil
}

// logBounded imports while four clients read pages all the time.
func logBounded(b *bed) (string, error) {
	if err := b.writeThreads("w", pick(b, 60, 4), pick(b, 1000, 200)); err != nil {
		return "", err
	}
	db := b.path("x.db")
	s, err := b.serveNew(db)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for ctx.Err() == nil {
				_, _, _, _ = s.get("/threads")
				_, _, _, _ = s.get("/assertions")
			}
		})
	}
	largest := int64(0)
	wg.Go(func() {
		for ctx.Err() == nil {
			if info, err := os.Stat(db + "-wal"); err == nil {
				largest = max(largest, info.Size())
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
	o, err := b.run(nil, "import", "--db", db, "--encoder", "off", "w")
	cancel()
	wg.Wait()
	_, serr := s.stop()
	info, ierr := os.Stat(db)
	if err := errors.Join(err, serr, ierr); err != nil {
		return "", err
	}
	figure := fmt.Sprintf("log at most %d MiB, database %d MiB", largest>>20, info.Size()>>20)
	if o.code != 0 || largest > 256<<20 {
		return figure, fmt.Errorf("exit code %d; the log may have 256 MiB", o.code)
	}
	return figure, nil
}

// serveNew serves a database that has one thread.
func (b *bed) serveNew(db string) (*server, error) {
	if err := b.writeThreads("first", 1, 10); err != nil {
		return nil, err
	}
	if o, err := b.run(nil, "import", "--db", db, "--encoder", "off", "first"); err != nil || o.code != 0 {
		return nil, fmt.Errorf("import: %s %w", first(o.err.String()), err)
	}
	return b.serve(db)
}

// contents is a hash of all that a database holds.
func (b *bed) contents(db string) (string, error) {
	o, err := b.run(nil, "export", "--db", db, "-o", "csv")
	if err != nil || o.code != 0 {
		return "", fmt.Errorf("export: exit code %d: %s %w", o.code, first(o.err.String()), err)
	}
	return fmt.Sprintf("%x of %d bytes", sha256.Sum256(o.out.Bytes()), o.out.Len()), nil
}

func killedImports(b *bed) (string, error) {
	if err := b.writeThreads("w", pick(b, 60, 12), 60); err != nil {
		return "", err
	}
	args := func(db string) []string { return []string{"import", "--db", b.path(db), "--encoder", "off", "w"} }
	whole, err := b.run(nil, args("whole.db")...)
	if err != nil || whole.code != 0 {
		return "", fmt.Errorf("import: %s %w", first(whole.err.String()), err)
	}
	want, err := b.contents(b.path("whole.db"))
	if err != nil {
		return "", err
	}
	rounds, kills := pick(b, 40, 2), 0
	for n := range rounds {
		db := fmt.Sprintf("k%d.db", n)
		for try := 0; ; try++ {
			c := b.command(context.Background(), args(db)...)
			if err := c.Start(); err != nil {
				return "", err
			}
			if try < 5 {
				time.Sleep(time.Duration(b.rand.Int64N(int64(whole.wall) + 1)))
				_ = c.Process.Kill()
			}
			if err := c.Wait(); err == nil {
				break
			} else if c.ProcessState.ExitCode() > 0 || try >= 5 {
				return "", fmt.Errorf("round %d: exit code %d after %d kills", n, c.ProcessState.ExitCode(), try)
			}
			kills++
		}
		got, err := b.contents(b.path(db))
		if err != nil || got != want {
			return "", fmt.Errorf("round %d: the database differs from an uninterrupted one: %s, not %s; %w", n, got, want, err)
		}
	}
	return fmt.Sprintf("%d kills in %d imports; every database equal to one that was not interrupted", kills, rounds), nil
}

func killedServers(b *bed) (string, error) {
	if err := b.writeThreads("w", 6, 40); err != nil {
		return "", err
	}
	db := b.path("x.db")
	if o, err := b.run(nil, "import", "--db", db, "--encoder", "off", "w"); err != nil || o.code != 0 {
		return "", fmt.Errorf("import: %s %w", first(o.err.String()), err)
	}
	want, err := b.contents(db)
	if err != nil {
		return "", err
	}
	rounds, sets := pick(b, 40, 3), 0
	for n := range rounds {
		s, err := b.serve(db)
		if err != nil {
			return "", fmt.Errorf("round %d: %w", n, err)
		}
		time.AfterFunc(time.Duration(b.rand.Int64N(int64(2*time.Second))), func() { _ = s.cmd.Process.Kill() })
		for k := 0; ; k++ {
			ok, err := s.saveSet(fmt.Sprintf("set %d.%d", n, k))
			if err != nil {
				break // killed
			}
			if !ok {
				s.kill()
				return "", errors.New("a form was refused")
			}
			sets++
		}
		<-s.end
	}
	o, err := b.run(nil, "sets", "--db", db)
	if err != nil {
		return "", err
	}
	got, err := b.contents(db)
	if err != nil || got != want {
		return "", fmt.Errorf("the database differs: %w", err)
	}
	if n := bytes.Count(o.out.Bytes(), []byte("set ")); n < sets || sets == 0 {
		return "", fmt.Errorf("%d of %d saved sets are left", n, sets)
	}
	return fmt.Sprintf("%d kills; all %d forms that were answered are saved", rounds, sets), nil
}

// diskFull imports to a file system that is too small.
func diskFull(b *bed) (string, error) {
	dir := b.path("small")
	if err := errors.Join(b.writeThreads("w", pick(b, 40, 20), 100), os.Mkdir(dir, 0o755)); err != nil {
		return "", err
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", dir).CombinedOutput(); err != nil {
		return "", errSkipped{"a small file system cannot be mounted: " + first(string(out))}
	}
	defer exec.Command("umount", dir).Run()
	db := dir + "/x.db"
	o, err := b.run(nil, "import", "--db", db, "--encoder", "off", "w")
	if err != nil {
		return "", err
	}
	if o.code != 1 || !bytes.Contains(bytes.ToLower(o.err.Bytes()), []byte("full")) {
		return "", fmt.Errorf("exit code %d: %s", o.code, first(o.err.String()))
	}
	if out, err := exec.Command("mount", "-o", "remount,size=200m", dir).CombinedOutput(); err != nil {
		return "", fmt.Errorf("enlarge file system: %s %w", out, err)
	}
	if o, err = b.run(nil, "import", "--db", db, "--encoder", "off", "w"); err != nil || o.code != 0 {
		return "", fmt.Errorf("import afterwards: exit code %d: %s %w", o.code, first(o.err.String()), err)
	}
	o2, err := b.run(nil, "import", "--db", b.path("whole.db"), "--encoder", "off", "w")
	if err != nil || o2.code != 0 {
		return "", fmt.Errorf("import: %s %w", first(o2.err.String()), err)
	}
	got, err1 := b.contents(db)
	want, err2 := b.contents(b.path("whole.db"))
	if err := errors.Join(err1, err2); err != nil || got != want {
		return "", fmt.Errorf("the database differs from one that had enough space: %w", err)
	}
	return "the import says so; with more space it resumes to an equal database", nil
}

// damagedDatabase overwrites parts of a database with random bytes.
func damagedDatabase(b *bed) (string, error) {
	if err := b.writeThreads("w", 4, 40); err != nil {
		return "", err
	}
	db := b.path("x.db")
	if o, err := b.run(nil, "import", "--db", db, "--encoder", "off", "w"); err != nil || o.code != 0 {
		return "", fmt.Errorf("import: %s %w", first(o.err.String()), err)
	}
	whole, err := os.ReadFile(db)
	if err != nil {
		return "", err
	}
	rounds, noticed := pick(b, 100, 5), 0
	for n := range rounds {
		data := bytes.Clone(whole)
		at := b.rand.IntN(len(data))
		for i := at; i < min(len(data), at+1+b.rand.IntN(20_000)); i++ {
			data[i] = byte(b.rand.IntN(256))
		}
		if err := os.WriteFile(db, data, 0o644); err != nil {
			return "", err
		}
		for _, args := range [][]string{{"threads"}, {"export", "-o", "jsonl"}, {"search", "report"}, {"import", "--encoder", "off", "--again", "w"}} {
			o, err := b.run(nil, append(args, "--db", db)...)
			if err != nil {
				return "", fmt.Errorf("round %d: %w", n, err)
			}
			if o.code != 0 && (o.code != 1 || o.err.Len() == 0) {
				return "", fmt.Errorf("round %d: gainsay %s: exit code %d: %s", n, args[0], o.code, first(o.err.String()))
			}
			noticed += o.code
		}
	}
	return fmt.Sprintf("%d databases, 4 commands each; %d reported damage", rounds, noticed), nil
}
