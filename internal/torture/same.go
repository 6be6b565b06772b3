//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	same = []scenario{
		{"-j 1, 2, 16", "the number of workers does not change a byte of the output", sameOutput},
	}
	shown = []scenario{
		{"control sequences", "no text, name, title, file name or error takes over a terminal", controls},
	}
)

func sameOutput(b *bed) (string, error) {
	if err := b.writeThreads("w", pick(b, 200, 20), 5); err != nil {
		return "", err
	}
	sources := []string{"w", filepath.Join(b.root, "testdata/sample")}
	if !b.short {
		sources = append(sources, filepath.Join(b.root, "testdata/threads"))
	}
	var want []byte
	for _, j := range []string{"1", "2", "16"} {
		for range pick(b, 3, 1) {
			o, err := b.run(nil, append([]string{"analyze", "--encoder", "off", "-o", "jsonl", "-j", j}, sources...)...)
			if err != nil {
				return "", err
			}
			if want == nil {
				want = bytes.Clone(o.out.Bytes())
			}
			if !bytes.Equal(o.out.Bytes(), want) {
				return "", fmt.Errorf("-j %s gives other bytes than -j 1", j)
			}
		}
	}
	return fmt.Sprintf("%d KiB of output, equal", len(want)>>10), nil
}

// evil is what takes over terminals: CSI, OSC with a title and a link, C1, bells,
// backspaces and overrides of the direction of writing.
const evil = "\x1b[2J\x1b]0;title\x07\x1b]8;;http://evil.example\x1b\\x\u009b31m\u0085\b\b\r\u202eabc\u2066d\x7f"

func controls(b *bed) (string, error) {
	c := func(id, author, text string) map[string]string {
		return map[string]string{"id": id, "author": author, "text": text}
	}
	data, err := json.Marshal(map[string]any{"id": "t" + evil, "title": "A title" + evil, "url": "http://a.example/" + evil, "comments": []any{
		c("1"+evil, "ann"+evil, "The tax rose by 30 percent in 2019 "+evil+" in Russia."), c("2", "bob"+evil, "You idiot"+evil+", that is wrong. Source?")}})
	if err != nil {
		return "", err
	}
	name := "in" + strings.NewReplacer("/", "", "\x00", "").Replace(evil) + ".json"
	bad := "bad" + name
	if err := os.WriteFile(b.path(name), data, 0o644); err != nil {
		return "", err
	}
	if err := os.WriteFile(b.path(bad), []byte(`{"comments":[{"id":"`+evil+`","text":`), 0o644); err != nil {
		return "", err
	}
	n := 0
	for _, args := range [][]string{
		{"import", "--encoder", "off", name}, {"import", "--encoder", "off", bad}, {"analyze", "--encoder", "off", "-o", "text", name},
		{"threads"}, {"threads", evil}, {"assertions"}, {"search", "tax"}, {"authors"}, {"overview"}, {"explain", name}, {"export", "-o", "text"},
		{"formats", "--check", name}, {"formats", "--check", bad}, {evil}, {"import", evil}, {"threads", "--db", evil}, {"export", "--thread", evil},
		{"delete", "json:t" + evil}, {"restore"}, {"decisions", "list"}, {"analyze", "http://a.example/" + evil},
	} {
		o, err := b.run(nil, args...)
		if err != nil {
			return "", err
		}
		for _, out := range []string{o.out.String(), o.err.String()} {
			if at := strings.IndexFunc(out, takesOver); at >= 0 {
				return "", fmt.Errorf("gainsay %s writes %q", strconv.Quote(args[0]), out[max(0, at-30):min(len(out), at+30)])
			}
		}
		n++
	}
	return fmt.Sprintf("%d commands write none", n), nil
}

func takesOver(r rune) bool {
	return unicode.IsControl(r) && r != '\n' || '\u202a' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069'
}

var pages = regexp.MustCompile(`(?m)^VmRSS:\s+(\d+) kB`)

// memory is what a process takes now, in bytes; 0 where the system does not say.
func (s *server) memory() int64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	m := pages.FindSubmatch(b)
	if err != nil || m == nil || !utf8.Valid(m[1]) {
		return 0
	}
	n, err := strconv.ParseInt(string(m[1]), 10, 64)
	if err != nil {
		return 0
	}
	return n << 10
}
