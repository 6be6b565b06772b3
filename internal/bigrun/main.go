// Command bigrun measures the batches of docs/CLUSTER.md on invented comments: it
// writes a dump, splits it, analyses the parts one after the other and merges what
// was found, and prints rate and memory of each step. make big runs it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

func main() {
	r := &bigRun{}
	flag.StringVar(&r.bin, "bin", "bin/gainsay", "the program")
	flag.StringVar(&r.dir, "dir", "", "folder for dump, parts and outputs, about 1 GB for each million comments; kept (default: a temporary one, removed)")
	flag.IntVar(&r.comments, "comments", 10_000_000, "comments")
	flag.IntVar(&r.parts, "parts", 0, "parts (default: one for each 250,000 comments)")
	flag.StringVar(&r.encoder, "encoder", "off", "on or off")
	flag.BoolVar(&r.noMerge, "no-merge", false, "leave the outputs as they are")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := r.run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bigrun:", err)
		os.Exit(1)
	}
}

// bigRun is a run of all steps.
type bigRun struct {
	bin, dir, encoder string
	comments, parts   int
	noMerge           bool
}

func (r *bigRun) run(ctx context.Context) (err error) {
	if r.comments < 1 {
		return errors.New("-comments must be at least 1")
	}
	if r.parts < 1 {
		r.parts = max(1, r.comments/250_000)
	}
	if r.dir == "" {
		if r.dir, err = os.MkdirTemp("", "gainsay-big-"); err != nil {
			return err
		}
		defer os.RemoveAll(r.dir)
	} else if err := os.MkdirAll(r.dir, 0o700); err != nil {
		return err
	}
	dump := filepath.Join(r.dir, "RC_2024-01.zst")
	start := time.Now()
	size, err := writeDump(ctx, dump, r.comments)
	if err != nil {
		return err
	}
	fmt.Printf("%d comments, %.0f MB of JSON, written in %.0f s\n\n", r.comments, float64(size)/1e6, time.Since(start).Seconds())
	fmt.Println("| step | comments | wall s | user s | comments/s of wall time | comments/s of a core | most memory |")
	fmt.Println("|---|---|---|---|---|---|---|")
	parts, out := filepath.Join(r.dir, "parts"), filepath.Join(r.dir, "out")
	if err := os.MkdirAll(out, 0o700); err != nil {
		return err
	}
	if _, err := r.step(ctx, fmt.Sprintf("`split -n %d`", r.parts), "split", "-n", fmt.Sprint(r.parts), dump, parts); err != nil {
		return err
	}
	if err := r.analyze(ctx, parts, out); err != nil || r.noMerge {
		return err
	}
	if _, err = r.step(ctx, "`merge --to`", "merge", "--manifest", filepath.Join(parts, "manifest.json"),
		"--to", filepath.Join(r.dir, "all.jsonl.zst"), out); err != nil {
		return err
	}
	// What the second pass takes is what this one does not.
	_, err = r.step(ctx, "`merge --no-campaigns --to`", "merge", "--no-campaigns", "--to", filepath.Join(r.dir, "plain.jsonl.zst"), out)
	return err
}

// analyze analyses the parts one after the other, as so many tasks would.
func (r *bigRun) analyze(ctx context.Context, parts, out string) error {
	names, err := filepath.Glob(filepath.Join(parts, "part-*.jsonl.zst"))
	if err != nil {
		return err
	}
	var sum used
	for _, name := range names {
		u, err := r.measure(ctx, "analyze", "--encoder", r.encoder, "--to", filepath.Join(out, filepath.Base(name)), name)
		if err != nil {
			return err
		}
		sum.add(u)
	}
	r.print(fmt.Sprintf("`analyze --to` of %d parts, one after the other", len(names)), sum)
	return nil
}

// used is what a step took.
type used struct {
	wall, user time.Duration // user: with the system's
	memory     int64         // bytes, the most of a process
}

func (u *used) add(o used) {
	u.wall, u.user, u.memory = u.wall+o.wall, u.user+o.user, max(u.memory, o.memory)
}

func (r *bigRun) step(ctx context.Context, name string, args ...string) (used, error) {
	u, err := r.measure(ctx, args...)
	if err == nil {
		r.print(name, u)
	}
	return u, err
}

func (r *bigRun) print(name string, u used) {
	n := float64(r.comments)
	fmt.Printf("| %s | %d | %.1f | %.1f | %.0f | %.0f | %d MB |\n", name, r.comments, u.wall.Seconds(), u.user.Seconds(),
		n/u.wall.Seconds(), n/u.user.Seconds(), u.memory/1e6)
}

// measure runs the program.
func (r *bigRun) measure(ctx context.Context, args ...string) (u used, err error) {
	cmd := exec.CommandContext(ctx, r.bin, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return u, fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, &said)
	}
	state := cmd.ProcessState
	u = used{wall: time.Since(start), user: state.UserTime() + state.SystemTime(), memory: maxMemory(state)}
	return u, nil
}
