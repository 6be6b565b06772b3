//go:build linux

// Package slurm tests gainsay.sbatch on a real Slurm.
package slurm

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

const parts = 8

// The tasks that are held half-way, when their nodes have read half of the input.
const (
	killed  = 3
	drained = 4
)

// held runs gainsay with all its arguments. The first run of a task that has a gate, a
// named pipe, gets half of its input; the rest is what is written into the gate.
const held = `#!/bin/bash
set -euo pipefail
gate=$GATES/$SLURM_ARRAY_TASK_ID
[ -p "$gate" ] || exec gainsay "$@"
mv "$gate" "$gate.open"
file=${*: -1}
{ head -c $(($(stat -c %s "$file") / 2)) "$file"; cat "$gate.open"; } | gainsay "${@:1:$#-1}" -
`

// TestArray runs an array job of eight parts of which one is killed and one is on a
// node that is drained, runs what is missing again, and compares the merged result
// with one import of everything. SLURM_COMMENTS is the number of comments.
func TestArray(t *testing.T) {
	c := startCluster(t)
	w := newWork(t, c)
	w.shell(t, "gainsay split -n %d dump.ndjson parts", parts)
	for _, task := range []int{killed, drained} {
		if err := syscall.Mkfifo(w.gate(task), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	job := w.submit(t, fmt.Sprintf("--array=1-%d", parts))
	gate := w.open(t, killed)
	defer gate.Close()
	c.run(t, "scancel", "--full", "--signal=KILL", fmt.Sprintf("%s_%d", job, killed))
	c.until(t, "killed task", func() bool { return c.state(job, killed) == "CANCELLED" })

	gate = w.open(t, drained)
	node := c.node(job, drained)
	c.run(t, "scontrol", "update", "NodeName="+node, "State=DRAIN", "Reason=test")
	w.finish(t, gate, drained)
	c.until(t, "end of the array", func() bool { return strings.TrimSpace(c.try("squeue", "-h")) == "" })
	c.until(t, "drained node", func() bool { return strings.TrimSpace(c.try("sinfo", "-h", "-n", node, "-o", "%T")) == "drained" })

	missing := w.missing()
	if !slices.Equal(missing, []string{strconv.Itoa(killed)}) {
		t.Fatalf("missing parts %v, want %d alone", missing, killed)
	}
	job = w.submit(t, "--wait", "--array="+strings.Join(missing, ","))
	if on := c.node(job, killed); on == node {
		t.Errorf("task %d ran on %s, which is drained", killed, on)
	}
	w.compare(t)
}

// work is the folder in which the parts are analysed.
type work struct {
	*cluster
	dir, bin string
}

func newWork(t *testing.T, c *cluster) *work {
	t.Helper()
	w := &work{c, t.TempDir(), t.TempDir()}
	if out, err := exec.Command("go", "build", "-o", filepath.Join(w.bin, "gainsay"), "../../cmd/gainsay").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := os.WriteFile(filepath.Join(w.bin, "held"), []byte(held), 0o755); err != nil {
		t.Fatal(err)
	}
	comments := 8000
	if s := os.Getenv("SLURM_COMMENTS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal("SLURM_COMMENTS: ", err)
		}
		comments = n
	}
	if err := writeDump(filepath.Join(w.dir, "dump.ndjson"), comments); err != nil {
		t.Fatal(err)
	}
	return w
}

// writeDump writes invented threads of 50 comments as a monthly dump has them. One
// comment in a hundred is the same advertisement with another figure.
func writeDump(file string, comments int) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	b := bufio.NewWriter(f)
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(s string) string { list := strings.Split(s, ","); return list[r.IntN(len(list))] }
	for k := range comments {
		text := fmt.Sprintf("The %s of %s %s %d %s in %d. %s", pick("mayor,council,port,school"), pick("Lund,Graz,Cork,Brno"),
			pick("closed,built,sold,lost"), r.IntN(900), pick("boats,bridges,houses,jobs"), 1950+r.IntN(70),
			pick("You are an idiot.,Source?,That is not true.,I agree with you.,I think it was a pity."))
		if k%100 == 7 {
			text = fmt.Sprintf("Order cheap watches today, free shipping to every country, discount code at http://watches.example/%d", k)
		}
		parent := fmt.Sprintf("t1_c%d", k-1)
		if k%50 < 10 {
			parent = fmt.Sprintf("t3_p%d", k/50)
		}
		fmt.Fprintf(b, `{"id":"c%d","link_id":"t3_p%d","parent_id":%q,"author":"u%d","created_utc":%d,"subreddit":"x","body":%q}`+"\n",
			k, k/50, parent, r.IntN(5000), 1_500_000_000+k, text)
	}
	if err := b.Flush(); err != nil {
		return err
	}
	return f.Close()
}

func (w *work) gate(task int) string { return filepath.Join(w.dir, strconv.Itoa(task)) }

func (w *work) environment() []string {
	return w.cluster.environment("PATH="+w.bin+":"+os.Getenv("PATH"), "GAINSAY="+filepath.Join(w.bin, "held"),
		"GATES="+w.dir, "PARTS="+filepath.Join(w.dir, "parts"), "OUT="+filepath.Join(w.dir, "out"))
}

func (w *work) shell(t *testing.T, format string, args ...any) string {
	t.Helper()
	cmd := exec.Command("bash", "-euo", "pipefail", "-c", fmt.Sprintf(format, args...))
	cmd.Dir, cmd.Env = w.dir, w.environment()
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", cmd.Args[len(cmd.Args)-1], err, stderr.String())
	}
	return string(out)
}

// submit submits gainsay.sbatch and returns the number of the job.
func (w *work) submit(t *testing.T, flags ...string) string {
	t.Helper()
	script, err := filepath.Abs("gainsay.sbatch")
	if err != nil {
		t.Fatal(err)
	}
	out := w.shell(t, "sbatch --parsable --cpus-per-task=1 --mem=500M %s %s", strings.Join(flags, " "), script)
	return strings.TrimSpace(out)
}

// open waits until a task has read half of its input and returns the pipe for the rest.
func (w *work) open(t *testing.T, task int) *os.File {
	t.Helper()
	var gate *os.File
	w.until(t, fmt.Sprintf("task %d half-way", task), func() bool {
		f, err := os.OpenFile(w.gate(task)+".open", os.O_WRONLY|syscall.O_NONBLOCK, 0) // an error while nobody reads
		gate = f
		return err == nil
	})
	return gate
}

// finish writes the second half of a task's input.
func (w *work) finish(t *testing.T, gate *os.File, task int) {
	t.Helper()
	b, err := os.ReadFile(w.part(task))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := gate.Write(b[len(b)/2:]); err != nil {
		t.Fatal(err)
	}
	if err := gate.Close(); err != nil {
		t.Fatal(err)
	}
}

func (w *work) part(task int) string {
	return filepath.Join(w.dir, "parts", fmt.Sprintf("part-%04d-of-%04d.jsonl.zst", task, parts))
}

// missing lists the tasks whose output is not there.
func (w *work) missing() []string {
	var out []string
	for task := 1; task <= parts; task++ {
		name := strings.TrimSuffix(filepath.Base(w.part(task)), ".zst")
		if _, err := os.Stat(filepath.Join(w.dir, "out", name)); err != nil {
			out = append(out, strconv.Itoa(task))
		}
	}
	return out
}

// compare merges the outputs and compares them with one import.
func (w *work) compare(t *testing.T) {
	t.Helper()
	w.shell(t, "gainsay merge --manifest parts/manifest.json --to merged.jsonl out")
	w.shell(t, "gainsay import --encoder off --db one.db dump.ndjson && gainsay export --db one.db -o jsonl > one.jsonl")
	w.shell(t, "cmp merged.jsonl one.jsonl")
	f, err := os.Open(filepath.Join(w.dir, "merged.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if n, err := io.Copy(io.Discard, f); err != nil || n == 0 {
		t.Errorf("%d bytes merged: %v", n, err)
	}
}
