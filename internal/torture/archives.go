//go:build unix

package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"time"
)

var archives = []scenario{
	{"archives that grow", "an archive unpacks to a bounded size, and leaves no files", growing},
	{"stopped while unpacking", "Ctrl-C, once and twice, leaves no temporary files", stopped},
	{"one bad entry", "one damaged entry costs itself, not the archive, and is named", badEntry},
}

// sparseTar is an archive of 2 KB whose only entry says to be of size bytes, all
// zeros but the last 512 (the old sparse format of GNU tar).
func sparseTar(size int64) []byte {
	h := make([]byte, 512)
	octal := func(at, n int, v int64) { copy(h[at:at+n], fmt.Sprintf("%0*o\x00", n-1, v)) }
	binary := func(at int, v int64) { // of 12 bytes
		h[at] = 0x80
		for i := range 8 {
			h[at+11-i] = byte(v >> (8 * i))
		}
	}
	copy(h, "sparse.json")
	octal(100, 8, 0o644)
	octal(108, 8, 0)
	octal(116, 8, 0)
	octal(124, 12, 512)
	octal(136, 12, 0)
	h[156] = 'S'
	copy(h[257:], "ustar  \x00")
	binary(386, size-512)
	octal(398, 12, 512)
	binary(483, size)
	copy(h[148:156], "        ")
	sum := int64(0)
	for _, c := range h {
		sum += int64(c)
	}
	copy(h[148:156], fmt.Sprintf("%06o\x00 ", sum))
	return append(append(h, bytes.Repeat([]byte("a"), 512)...), make([]byte, 1024)...)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func growing(b *bed) (string, error) {
	var w worst
	try := func(name, says string, data []byte) error {
		if err := os.WriteFile(b.path("in"), data, 0o644); err != nil {
			return err
		}
		o, err := b.bounded(nil, says, "analyze", "--encoder", "off", "in")
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		w.add(name, o)
		return nil
	}
	var packed, plain, zipped bytes.Buffer
	size := int64(pick(b, 2<<30, 200<<20))
	z, _ := gzip.NewWriterLevel(&packed, 1) // the level is valid
	t := tar.NewWriter(z)
	zw := zip.NewWriter(&zipped)
	zf, err1 := zw.Create("zeros.json")
	_, err2 := io.CopyN(zf, zeros{}, size)
	if err := t.WriteHeader(&tar.Header{Name: "zeros.json", Mode: 0o644, Size: size}); err != nil {
		return "", err
	}
	_, err3 := io.CopyN(t, zeros{}, size)
	p, _ := gzip.NewWriterLevel(&plain, 1)
	_, err4 := io.CopyN(p, zeros{}, size)
	for _, err := range []error{err1, err2, err3, err4, t.Close(), z.Close(), zw.Close(), p.Close()} {
		if err != nil {
			return "", err
		}
	}
	for _, c := range []struct {
		name, says string
		data       []byte
	}{
		{"sparse tar of 3 GB", "grows from", sparseTar(3 << 30)}, {"sparse tar of 6 GB", "--max-size", sparseTar(6 << 30)},
		{"tar.gz of zeros", "grows from", packed.Bytes()},
		{"zip of zeros", "grows from", zipped.Bytes()}, {"gzip of zeros", "", plain.Bytes()},
	} {
		if err := try(c.name, c.says, c.data); err != nil {
			return "", err
		}
	}
	return w.String(), nil
}

// endless is a tar archive whose only entry arrives forever, slowly.
func endless(w io.Writer) {
	t := tar.NewWriter(w)
	if t.WriteHeader(&tar.Header{Name: "a.json", Mode: 0o644, Size: 3 << 30}) != nil {
		return
	}
	for {
		if _, err := t.Write(bytes.Repeat([]byte("abcdefgh"), 1<<15)); err != nil {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

func stopped(b *bed) (string, error) {
	for _, times := range []int{1, 2} {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		c := b.command(ctx, "analyze", "-")
		in, err := c.StdinPipe()
		if err != nil {
			return "", err
		}
		if err := c.Start(); err != nil {
			return "", err
		}
		go endless(in)
		if err := b.waitForTemp(ctx); err != nil {
			return "", err
		}
		for range times {
			if err := c.Process.Signal(syscall.SIGINT); err != nil {
				break // the first was enough
			}
			time.Sleep(50 * time.Millisecond)
		}
		_ = c.Wait() // its exit code follows
		if code := c.ProcessState.ExitCode(); code != 130 && code != 1 {
			return "", fmt.Errorf("exit code %d after %d signals", code, times)
		}
		if err := b.leftovers(); err != nil {
			return "", err
		}
	}
	return "no file left", nil
}

// waitForTemp waits until a temporary file exists.
func (b *bed) waitForTemp(ctx context.Context) error {
	for ctx.Err() == nil {
		if all, err := os.ReadDir(b.temp); err != nil || len(all) > 0 {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
	return fmt.Errorf("no temporary file was made: %w", ctx.Err())
}

func badEntry(b *bed) (string, error) {
	good := `{"comments":[{"id":"1","author":"ann","text":"Fine."}]}`
	var buf bytes.Buffer
	t := tar.NewWriter(&buf)
	for _, e := range [][2]string{{"a.json", good}, {"a.json", good}, {"b.json", `{"comments":[{"id":`}, {"c.json", good}, {"c.json/d.json", good}} {
		if err := t.WriteHeader(&tar.Header{Name: e[0], Mode: 0o644, Size: int64(len(e[1]))}); err != nil {
			return "", err
		}
		if _, err := io.WriteString(t, e[1]); err != nil {
			return "", err
		}
	}
	if err := t.Close(); err != nil {
		return "", err
	}
	o, err := b.bounded(&buf, "b.json", "analyze", "--encoder", "off", "-o", "jsonl", "-")
	if err != nil {
		return "", err
	}
	if n := strings.Count(o.out.String(), "\n"); n != 4 {
		return "", fmt.Errorf("%d threads read of 4: %s", n, o.err.String())
	}
	return "4 good entries read, of which 2 under another name; the damaged one is named", nil
}
