package terminal

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/dustin/go-humanize"
)

// meterEvery is the minimum time between two updates of the line.
const meterEvery = 200 * time.Millisecond

// Meter shows the progress of a batch in one line on a terminal. Other output to
// the terminal goes through it. If standard error is no terminal, it shows
// nothing.
type Meter struct {
	w    io.Writer
	live bool // w is a terminal
	now  func() time.Time
	size int64 // bytes of all sources, as stored; 0 if unknown

	mu                sync.Mutex
	start, shown      time.Time
	drawn             bool
	comments, threads int
	past              int64 // bytes of closed files
	open              []openFile
}

// openFile is a file being read.
type openFile struct {
	*os.File
	size int64
}

// StartMeter starts a meter on w. sources are the files and folders of the batch, if
// all of it is in files.
func StartMeter(w io.Writer, sources []string) *Meter {
	_, live := Width(w)
	m := &Meter{w: Unscreened(w), live: live && os.Getenv("TERM") != "dumb", now: time.Now}
	if m.live {
		m.size = bytesOf(sources)
	}
	m.start = m.now()
	return m
}

// bytesOf sums up the files of the sources; 0 if one has no size.
func bytesOf(sources []string) (sum int64) {
	for _, src := range sources {
		err := filepath.WalkDir(src, func(_ string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			info, err := d.Info()
			if err == nil && !info.Mode().IsRegular() {
				err = fs.ErrInvalid
			}
			if err == nil {
				sum += info.Size()
			}
			return err
		})
		if err != nil {
			return 0
		}
	}
	return sum
}

// Opened makes the meter follow how far f is read.
func (m *Meter) Opened(f *os.File) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.live {
		return
	}
	info, err := f.Stat()
	if err != nil {
		return // its reader will report it
	}
	m.bytes() // drops closed files
	m.open = append(m.open, openFile{f, info.Size()})
}

// bytes returns how many bytes of the files have been read, as stored.
func (m *Meter) bytes() int64 {
	sum, open := int64(0), m.open[:0]
	for _, f := range m.open {
		at, err := f.Seek(0, io.SeekCurrent)
		if err != nil { // closed
			m.past += f.size
			continue
		}
		open, sum = append(open, f), sum+at
	}
	m.open = open
	return m.past + sum
}

// Add counts a thread of n comments.
func (m *Meter) Add(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.comments, m.threads = m.comments+n, m.threads+1
	if now := m.now(); m.live && now.Sub(m.shown) >= meterEvery {
		m.erase()
		fmt.Fprint(m.w, m.line(now))
		m.shown, m.drawn = now, true
	}
}

// line formats what is done, how fast and, if the size is known, the time left.
func (m *Meter) line(now time.Time) string {
	took := now.Sub(m.start)
	s := fmt.Sprintf("%s comments, %s", humanize.Comma(int64(m.comments)), Counted(m.threads, "thread"))
	if took > time.Second {
		s += fmt.Sprintf(", %s comments/s", humanize.Comma(int64(float64(m.comments)/took.Seconds())))
	}
	if read := m.bytes(); took > time.Second && read > 0 && read <= m.size {
		left := time.Duration(float64(took) * float64(m.size-read) / float64(read))
		s += fmt.Sprintf(", %d %%, %v left", 100*read/m.size, left.Round(time.Second))
	}
	return s
}

// erase removes the line until Add draws it again.
func (m *Meter) erase() {
	if m.drawn {
		io.WriteString(m.w, "\r\x1b[K")
	}
	m.drawn = false
}

// Print runs f, which writes to a terminal, with the line removed.
func (m *Meter) Print(f func() error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.erase()
	return f()
}

// Write writes other output to the terminal.
func (m *Meter) Write(p []byte) (n int, err error) {
	err = m.Print(func() error { n, err = NewScreen(m.w).Write(p); return err })
	return n, err
}

// Stop removes the line for good.
func (m *Meter) Stop() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.erase()
	m.live = false
}
