package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// cost is what one run took.
type cost struct {
	wall, cpu time.Duration
	rss       int64 // bytes at the peak
}

// gainsay runs the binary on as many cores as told.
func (b *bench) gainsay(cores int, in io.Reader, args ...string) (cost, error) {
	cmd := exec.Command(b.bin, args...)
	cmd.Env = append(os.Environ(), fmt.Sprint("GOMAXPROCS=", cores))
	cmd.Stdin = in
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	begin := time.Now()
	if err := cmd.Run(); err != nil {
		return cost{}, fmt.Errorf("run %s: %w: %s", strings.Join(args, " "), err, stderr.String())
	}
	c := cost{wall: time.Since(begin), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		c.rss = u.Maxrss * 1024
	}
	return c, nil
}

// peer runs one peer of peers.mjs and returns the time it says it took.
func (b *bench) peer(name, texts string) (cost, error) {
	cmd := exec.Command("node", "peers.mjs", name, texts)
	cmd.Dir = "bench"
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return cost{}, fmt.Errorf("run %s: %w", name, err)
	}
	var took struct{ Seconds, CPU float64 }
	if err := json.Unmarshal(out, &took); err != nil {
		return cost{}, fmt.Errorf("read time of %s: %w", name, err)
	}
	return cost{wall: seconds(took.Seconds), cpu: seconds(took.CPU)}, nil
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// ownCPU is what this process has used so far.
func ownCPU() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// cpuModel names the processor, where the system reports it.
func cpuModel() string {
	b, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "unknown processor"
	}
	_, rest, _ := strings.Cut(string(b), "model name")
	line, _, _ := strings.Cut(rest, "\n")
	return strings.Trim(line, "\t :")
}
