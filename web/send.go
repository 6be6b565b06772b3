package web

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/labstack/echo/v4"
)

const (
	minCompressed = 1400             // bytes; a smaller answer fits into one packet as it is
	chunk         = 64 << 10         // bytes that a reader has to take within chunkTime
	chunkTime     = 30 * time.Second // see chunk
)

var gzipWriters = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is valid
	return z
}}

// send answers with what write writes, or with nothing of it if write fails.
// Until a slow reader has taken the answer it is kept compressed, which is about
// a tenth of it, also for readers who do not accept gzip.
func send(c echo.Context, status int, kind string, write func(io.Writer) error) error {
	var packed bytes.Buffer
	n, err := pack(&packed, write)
	if err != nil {
		return err
	}
	releaseSlot(c)
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, kind)
	h.Add(echo.HeaderVary, "Accept-Encoding, Sec-Fetch-Site")
	var body io.Reader = &packed
	if n >= minCompressed && compresses(c.Request()) {
		h.Set(echo.HeaderContentEncoding, "gzip")
		n = packed.Len()
	} else if body, err = gzip.NewReader(&packed); err != nil {
		return err
	}
	h.Set(echo.HeaderContentLength, strconv.Itoa(n))
	c.Response().WriteHeader(status)
	if c.Request().Method == http.MethodHead {
		return nil
	}
	return copyTo(c.Response(), body)
}

// pack compresses what write writes, n bytes.
func pack(to io.Writer, write func(io.Writer) error) (n int, err error) {
	z := gzipWriters.Get().(*gzip.Writer)
	defer gzipWriters.Put(z)
	z.Reset(to)
	count := &counter{to: z}
	if err := write(count); err != nil {
		return 0, err
	}
	return count.n, z.Close()
}

// counter counts the bytes it passes on.
type counter struct {
	to io.Writer
	n  int
}

func (w *counter) Write(p []byte) (int, error) {
	n, err := w.to.Write(p)
	w.n += n
	return n, err
}

// copyTo writes chunk by chunk, each with a deadline of its own, so that large
// answers may take long but no reader can stop taking them.
func copyTo(w http.ResponseWriter, body io.Reader) error {
	control := http.NewResponseController(w)
	for {
		_ = control.SetWriteDeadline(time.Now().Add(chunkTime)) // not every server of tests has deadlines
		if _, err := io.CopyN(w, body, chunk); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("send answer: %w", err)
		}
	}
}

// compresses reports whether the answer may be compressed. It is not where
// another site made the request: that site could have put words into the
// address and learn from the length of the answer what else is on the page
// (BREACH).
func compresses(r *http.Request) bool {
	return r.Header.Get("Sec-Fetch-Site") != "cross-site" && acceptsGzip(r.Header.Get(echo.HeaderAcceptEncoding))
}

// acceptsGzip reads an Accept-Encoding header.
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q, found := strings.CutPrefix(strings.ReplaceAll(weight, " ", ""), "q=")
			f, err := strconv.ParseFloat(q, 64)
			return !found || err == nil && f > 0
		}
	}
	return false
}
