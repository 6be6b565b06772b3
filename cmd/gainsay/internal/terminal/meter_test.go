package terminal

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMeter drives the line with a clock of its own.
func TestMeter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	if err := os.WriteFile(path, make([]byte, 1000), 0o644); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	now := time.Unix(0, 0)
	m := &Meter{w: &out, live: true, now: func() time.Time { return now }, size: bytesOf([]string{path})}
	m.start = now
	for range 2 {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		m.Opened(f)
		io.CopyN(io.Discard, f, 250)
		for range 10 {
			now = now.Add(150 * time.Millisecond)
			m.Add(1000)
		}
		io.WriteString(m, "gainsay: a remark\n")
		f.Close()
		m.size = 2000
	}
	now = now.Add(time.Second)
	m.Add(1)
	m.Stop()
	want := []string{"1,000 comments, 1 thread", "3,000 comments, 3 threads", "5,000 comments, 5 threads", "7,000 comments, 7 threads, 6,666 comments/s, 25 %, 3s left",
		"9,000 comments, 9 threads, 6,666 comments/s, 25 %, 4s left"}
	lines := strings.Split(out.String(), "\r\x1b[K")
	for i, w := range want {
		if lines[i] != w {
			t.Errorf("line %d: %q, want %q", i, lines[i], w)
		}
	}
	if got := lines[5]; !strings.HasPrefix(got, "gainsay: a remark\n11,000 comments") {
		t.Errorf("a remark: %q", got)
	}
	if end := lines[len(lines)-2:]; !strings.Contains(end[0], "100 %, 0s left") || end[1] != "" {
		t.Errorf("the end: %q", end)
	}
	if got := bytesOf([]string{path, filepath.Join(path, "none")}); got != 0 {
		t.Errorf("size of what is not there: %d", got)
	}
}
