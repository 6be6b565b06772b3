package shard

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gainsay/gainsay"
	"github.com/klauspost/compress/zstd"
)

// ManifestName is the name of the manifest in the folder of a split.
const ManifestName = "manifest.json"

// Manifest says what a split was made of and what its parts hold. It appears
// when all parts are whole.
type Manifest struct {
	Layout   int      `json:"gainsay_split"`
	Version  string   `json:"version"` // of the program
	Of       int      `json:"of"`
	Sources  string   `json:"sources"` // their names, one a line
	State    string   `json:"state"`   // hash of the sources and of how they were read
	Threads  int      `json:"threads"`
	Comments int      `json:"comments"`
	Skipped  int      `json:"skipped"` // records that could not be read
	Units    []Unit   `json:"files"`
	Parts    []Output `json:"parts"` // in order
}

// Unit is a file of a dump that was read, or all other sources.
type Unit struct {
	Name    string `json:"name"`
	Records int    `json:"records"` // passed on: records of a dump, threads of other sources
	Skipped int    `json:"skipped"` // records that could not be read
}

// Output is the file of a part.
type Output struct {
	File     string `json:"file"`
	Threads  int    `json:"threads"`
	Comments int    `json:"comments"`
	Bytes    int64  `json:"bytes"`
	SHA256   string `json:"sha256"`
}

// progress is how far a split has come. Its units are on disk.
type progress struct {
	Manifest
	Sizes []int64 `json:"sizes"` // of the buckets at the end of the last unit, in bytes
}

// bucketBuffers is how many bytes all buckets hold in memory, and the bounds of
// one of them.
const (
	bucketBuffers = 64 << 20
	leastBuffer   = 16 << 10
	mostBuffer    = 1 << 20
)

// Split divides threads into parts in two passes. The first passes each record
// to the bucket of its part, a file under "work"; the second sorts one bucket
// after the other by thread and writes the part. It keeps its progress after
// each file read and each part written, so that a later run goes on.
type Split struct {
	dir     string
	at      progress
	buffers [][]byte
	z       *zstd.Encoder
	unit    Unit
}

// Open begins a split into k parts in a folder, or goes on with one. sources and
// state identify what is split and how; a folder with another split is an error.
func Open(dir string, k int, sources, state, version string) (*Split, error) {
	z, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	s := &Split{dir: dir, buffers: make([][]byte, k), z: z}
	s.at = progress{Manifest{Layout: layout, Version: version, Of: k, Sources: sources, State: state},
		make([]int64, k)}
	if err := os.MkdirAll(filepath.Join(dir, "work"), 0o777); err != nil {
		return nil, err
	}
	for _, name := range []string{ManifestName, "work/progress.json"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		var old progress
		if err == nil {
			err = json.Unmarshal(b, &old)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Join(dir, name), err)
		}
		if old.Layout != layout || old.Of != k || old.State != state || old.State == "" || old.Version != version {
			return nil, fmt.Errorf("%s holds a split of other sources, into another number of parts or by another "+
				"version; choose another folder or remove it", dir)
		}
		s.at = old
		break
	}
	if s.Finished() {
		return s, os.RemoveAll(filepath.Join(dir, "work"))
	}
	return s, s.truncate()
}

// truncate removes from the buckets what came after the last whole unit.
func (s *Split) truncate() error {
	if len(s.at.Sizes) != s.at.Of {
		return fmt.Errorf("%s: damaged", filepath.Join(s.dir, "work/progress.json"))
	}
	for i, size := range s.at.Sizes {
		if s.isWritten(i) {
			continue
		}
		err := os.Truncate(s.bucket(i), size)
		if err != nil && (size > 0 || !errors.Is(err, fs.ErrNotExist)) {
			return err
		}
	}
	return nil
}

func (s *Split) bucket(i int) string { return filepath.Join(s.dir, "work", fmt.Sprintf("%05d", i+1)) }

// Manifest returns what was done so far.
func (s *Split) Manifest() Manifest { return s.at.Manifest }

// Finished reports whether all parts are written.
func (s *Split) Finished() bool { return len(s.at.Parts) == s.at.Of }

// isWritten reports whether part i, from 0 on, is written.
func (s *Split) isWritten(i int) bool { return i < len(s.at.Parts) }

// Done reports whether a file was read whole.
func (s *Split) Done(name string) bool {
	for _, u := range s.at.Units {
		if u.Name == name {
			return true
		}
	}
	return false
}

// entry is a record in a bucket: a record of a dump, or a thread with its report.
type entry struct {
	format string // of the dump; "" for a thread
	id     string // of the thread
	file   string
	line   int
	raw    []byte
}

// PutRecord passes on a record of a dump.
func (s *Split) PutRecord(format, id, file string, line int, raw []byte) error {
	return s.put(entry{format, id, file, line, raw})
}

// PutThread passes on a thread with the report of its import.
func (s *Split) PutThread(t *gainsay.Thread, r gainsay.Report) error {
	raw, err := encodeThread(t, r)
	if err != nil {
		return err
	}
	return s.put(entry{id: t.ID, raw: raw})
}

// Skip counts records of the file at hand that could not be read.
func (s *Split) Skip(n int) { s.unit.Skipped += n }

func (s *Split) put(e entry) error {
	s.unit.Records++
	i := Of(e.id, s.at.Of) - 1
	b := s.buffers[i]
	for _, t := range []string{e.format, e.id, e.file} {
		b = append(binary.AppendUvarint(b, uint64(len(t))), t...)
	}
	b = binary.AppendUvarint(b, uint64(e.line))
	s.buffers[i] = append(binary.AppendUvarint(b, uint64(len(e.raw))), e.raw...)
	if len(s.buffers[i]) < min(max(bucketBuffers/s.at.Of, leastBuffer), mostBuffer) {
		return nil
	}
	return s.flush(i, false)
}

// flush writes the buffer of a bucket as a frame of zstd.
func (s *Split) flush(i int, sync bool) error {
	if len(s.buffers[i]) == 0 {
		return nil
	}
	f, err := os.OpenFile(s.bucket(i), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(s.z.EncodeAll(s.buffers[i], nil))
	if err == nil && sync {
		err = f.Sync()
	}
	s.buffers[i] = s.buffers[i][:0]
	return errors.Join(err, f.Close())
}

// EndUnit records that a file was read whole.
func (s *Split) EndUnit(name string) error {
	for i := range s.buffers {
		if err := s.flush(i, true); err != nil {
			return err
		}
		info, err := os.Stat(s.bucket(i))
		if err == nil {
			s.at.Sizes[i] = info.Size()
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	s.unit.Name = name
	s.at.Units = append(s.at.Units, s.unit)
	s.at.Skipped += s.unit.Skipped
	s.unit = Unit{}
	return s.save("work/progress.json", s.at)
}

// save writes a JSON file under a temporary name and renames it.
func (s *Split) save(name string, v any) error {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	return replace(filepath.Join(s.dir, name), func(w io.Writer) error {
		_, err := w.Write(append(b, '\n'))
		return err
	})
}

// replace writes a file under a temporary name and renames it once it is on disk.
func replace(path string, write func(io.Writer) error) error {
	f, err := os.Create(path + ".tmp")
	if err != nil {
		return err
	}
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return os.Rename(f.Name(), path)
}

// File returns the name of the file of part n of k, n from 1 on.
func File(n, k int) string {
	width := max(len(fmt.Sprint(k)), 4)
	return fmt.Sprintf("part-%0*d-of-%0*d.jsonl.zst", width, n, width, k)
}

// counting counts and hashes what is written.
type counting struct {
	w   io.Writer
	n   int64
	sum interface {
		io.Writer
		Sum([]byte) []byte
	}
}

func (c *counting) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	_, _ = c.sum.Write(p[:n]) // never fails
	return n, err
}

// writePart writes the file of part i, from 0 on.
func (s *Split) writePart(i int, build BuildThreads) *written {
	p := &written{out: Output{File: File(i+1, s.at.Of)}}
	p.err = replace(filepath.Join(s.dir, p.out.File), func(w io.Writer) error {
		c := &counting{w: w, sum: sha256.New()}
		z, err := zstd.NewWriter(c, zstd.WithEncoderConcurrency(1))
		if err != nil {
			return err
		}
		head, err := json.Marshal(header{layout, Part{i + 1, s.at.Of}})
		if err != nil {
			return err
		}
		if _, err := z.Write(append(head, '\n')); err != nil {
			return err
		}
		put := func(t *gainsay.Thread, r gainsay.Report) error {
			p.out.Threads++
			p.out.Comments += len(t.Comments)
			l, err := encodeThread(t, r)
			if err != nil {
				return err
			}
			_, err = z.Write(l)
			return err
		}
		err = s.gather(i, build, put, func(err error) { p.notes = append(p.notes, err) })
		err = errors.Join(err, z.Close())
		p.out.Bytes, p.out.SHA256 = c.n, hex.EncodeToString(c.sum.Sum(nil))
		return err
	})
	if p.err != nil {
		p.err = fmt.Errorf("write part %d: %w", i+1, p.err)
	}
	return p
}
