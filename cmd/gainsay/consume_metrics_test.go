package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestConsumeMetrics asks a running consumer how many records it has read, refused
// and left.
func TestConsumeMetrics(t *testing.T) {
	k := startKafka(t, 2)
	th := readThreads(t, "../../testdata/sample")[0]
	for n, c := range th.Comments {
		k.put(t, int32(n%2), message(t, th, c))
	}
	k.put(t, 0, "no JSON")
	ctx, stop := context.WithCancel(t.Context())
	r, w := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- runContext(ctx, []string{"consume", k.url(), "--group", "g", "--db", filepath.Join(t.TempDir(), "x.db"),
			"--metrics", "127.0.0.1:0"}, strings.NewReader(""), io.Discard, w)
	}()
	lines := bufio.NewScanner(r)
	at := ""
	for at == "" && lines.Scan() {
		_, at, _ = strings.Cut(lines.Text(), "metrics at ")
	}
	go func() { _, _ = io.Copy(io.Discard, r) }() // so that the command can go on
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	wait := time.After(time.Minute)
	missing := []string{"gainsay_consumed_comments_total{result=\"bad\"} 1\n", "gainsay_consume_lag_records{partition=\"0\"} 0\n",
		"gainsay_consume_lag_records{partition=\"1\"} 0\n", "gainsay_consume_broker_up 1\n", "gainsay_consume_lost_records_total 0\n",
		"gainsay_consumed_records_total"}
	for len(missing) > 0 {
		select {
		case <-tick.C:
		case <-wait:
			t.Fatalf("after a minute there is no %q", missing)
		}
		res, err := http.Get(at + "/metrics")
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		var left []string
		for _, want := range missing {
			if !strings.Contains(string(b), want) {
				left = append(left, want)
			}
		}
		missing = left
	}
	stop()
	if code := <-ended; code != exitInput {
		t.Errorf("exit code %d", code)
	}
}
