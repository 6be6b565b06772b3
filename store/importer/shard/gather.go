package shard

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/internal/extsort"
	"github.com/klauspost/compress/zstd"
)

// maxEntry bounds the lengths in a bucket, in bytes, so that a damaged one takes
// no memory.
const maxEntry = 1 << 31

// PutThread takes a thread with the report of its import.
type PutThread func(*gainsay.Thread, gainsay.Report) error

// BuildThreads builds the threads of the records of a dump, sorted by the ids of
// their threads, and passes them on. note takes what went wrong with a record.
// Several parts are built at the same time.
type BuildThreads func(format string, records *extsort.Sorter, put PutThread, note func(error)) error

// maxWriters is how many parts are written at the same time, which bounds memory.
const maxWriters = 4

// WriteParts writes the parts that are not written yet and the manifest, once
// all sources are read. build makes the threads of dumps; note gets what went wrong
// with their records, in the order of the parts. It stops between two parts when ctx
// ends.
func (s *Split) WriteParts(ctx context.Context, build BuildThreads, note func(error)) error {
	first := len(s.at.Parts)
	parts := make([]chan *written, s.at.Of-first)
	for i := range parts {
		parts[i] = make(chan *written, 1)
	}
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	ended := make(chan struct{})
	defer running.Wait()
	defer cancel()
	var next atomic.Int64
	for range min(runtime.GOMAXPROCS(0), maxWriters, len(parts)) {
		running.Go(func() {
			for ctx.Err() == nil {
				n := int(next.Add(1)) - 1
				if n >= len(parts) {
					return
				}
				parts[n] <- s.writePart(first+n, build)
			}
		})
	}
	go func() { running.Wait(); close(ended) }()
	for n := range parts {
		var w *written
		select {
		case w = <-parts[n]:
		case <-ended: // all that was begun is written
			select {
			case w = <-parts[n]:
			default:
				return ctx.Err()
			}
		}
		if err := s.finish(first+n, w, note); err != nil {
			return err
		}
	}
	if err := s.save(ManifestName, s.at.Manifest); err != nil {
		return err
	}
	return os.RemoveAll(filepath.Join(s.dir, "work"))
}

// written is a part that was written, or the error.
type written struct {
	out   Output
	notes []error
	err   error
}

// finish records that part i, from 0 on, is written.
func (s *Split) finish(i int, w *written, note func(error)) error {
	if w.err != nil {
		return w.err
	}
	for _, err := range w.notes {
		note(err)
	}
	s.at.Parts = append(s.at.Parts, w.out)
	s.at.Threads += w.out.Threads
	s.at.Comments += w.out.Comments
	if err := s.save("work/progress.json", s.at); err != nil {
		return err
	}
	if err := os.Remove(s.bucket(i)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// gather passes on the threads of a bucket: those of sources with whole threads,
// then those of dumps, each sorted by id.
func (s *Split) gather(i int, build BuildThreads, put PutThread, note func(error)) error {
	threads, dumps := extsort.New(), map[string]*extsort.Sorter{}
	var names []string
	defer func() {
		_ = threads.Close()
		for _, d := range dumps {
			_ = d.Close()
		}
	}()
	err := s.eachEntry(i, func(e entry) error {
		if e.format == "" {
			return threads.Put(e.id, "", 0, e.raw)
		}
		if dumps[e.format] == nil {
			dumps[e.format] = extsort.New()
			names = append(names, e.format)
		}
		return dumps[e.format].Put(e.id, e.file, e.line, e.raw)
	})
	if err != nil {
		return err
	}
	for group, err := range threads.Groups() {
		if err == nil {
			err = putJoined(group, put)
		}
		if err != nil {
			return err
		}
	}
	for _, name := range names {
		if err := build(name, dumps[name], put, note); err != nil {
			return err
		}
	}
	return nil
}

// putJoined passes on the threads of one id, one for each format.
func putJoined(group []extsort.Record, put PutThread) error {
	threads, reports := map[string][]*gainsay.Thread{}, map[string][]*gainsay.Report{}
	var formats []string
	for _, g := range group {
		t, r, err := decodeThread(g.Raw)
		if err != nil {
			return fmt.Errorf("thread %s: %w", g.Key, err)
		}
		if threads[t.Format] == nil {
			formats = append(formats, t.Format)
		}
		threads[t.Format] = append(threads[t.Format], t)
		reports[t.Format] = append(reports[t.Format], r)
	}
	for _, f := range formats {
		if err := put(join(threads[f], reports[f])); err != nil {
			return err
		}
	}
	return nil
}

// eachEntry reads a bucket.
func (s *Split) eachEntry(i int, f func(entry) error) error {
	file, err := os.Open(s.bucket(i))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	z, err := zstd.NewReader(file, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return err
	}
	defer z.Close()
	r := bufio.NewReaderSize(z, 1<<16)
	for {
		if _, err := r.Peek(1); errors.Is(err, io.EOF) {
			return nil
		}
		e, err := readEntry(r)
		if err != nil {
			return fmt.Errorf("read %s: %w", s.bucket(i), err)
		}
		if err := f(e); err != nil {
			return err
		}
	}
}

func readEntry(r *bufio.Reader) (e entry, err error) {
	var texts [3]string
	for i := range texts {
		b, err := readBytes(r)
		if err != nil {
			return e, err
		}
		texts[i] = string(b)
	}
	line, err := binary.ReadUvarint(r)
	if err != nil {
		return e, err
	}
	raw, err := readBytes(r)
	return entry{texts[0], texts[1], texts[2], int(line), raw}, err
}

func readBytes(r *bufio.Reader) ([]byte, error) {
	n, err := binary.ReadUvarint(r)
	if err != nil {
		return nil, err
	}
	if n > maxEntry {
		return nil, fmt.Errorf("a length of %d: damaged", n)
	}
	b := make([]byte, n)
	_, err = io.ReadFull(r, b)
	return b, err
}
