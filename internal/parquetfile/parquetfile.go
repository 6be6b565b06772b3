// Package parquetfile is for reading Parquet files that may be damaged. The library that reads them
// trusts what a page says of itself: it panics, takes memory for more values than there are, and prints
// to standard error when a page has more of them than it says. This package examines a page before the
// library decodes it, and turns panics into errors.
package parquetfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// Guard calls f. A panic of the library becomes an error.
func Guard(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	return f()
}

// A SizeError wraps the error of Fits.
type SizeError struct{ Err error }

func (e *SizeError) Error() string { return e.Err.Error() }

// Unwrap returns the error of Fits.
func (e *SizeError) Unwrap() error { return e.Err }

// Fits returns an error about something that is too large to be held in memory.
type Fits func(what string, bytes int64) error

// Column examines the pages of a column in a row group.
type Column struct {
	name             string
	kind             format.Type
	codec            format.CompressionCodec
	maxRep, maxDef   int
	r                *bufio.Reader
	headers          thrift.Decoder
	fits             Fits
	compressed, page []byte // buffers
}

// NewColumn begins with a column of a row group; fits may be nil.
func NewColumn(data io.ReaderAt, m *format.ColumnMetaData, leaf parquet.LeafColumn, name string, fits Fits) (*Column, error) {
	if m.Codec == format.Lz4 || m.Codec == format.Lz4Raw {
		// The library would take damaged data for a buffer that is too small, and double it for ever.
		return nil, errors.New("LZ4 is not supported; write the file with Zstandard, Snappy or gzip")
	}
	start := m.DataPageOffset // as the library chooses it
	if m.DictionaryPageOffset != 0 {
		start = m.DictionaryPageOffset
	}
	c := &Column{name: name, kind: m.Type, codec: m.Codec, maxRep: leaf.MaxRepetitionLevel, maxDef: leaf.MaxDefinitionLevel,
		r: bufio.NewReaderSize(io.NewSectionReader(data, start, m.TotalCompressedSize), 64<<10), fits: fits}
	c.headers = *thrift.NewDecoder(new(thrift.CompactProtocol).NewReader(c.r))
	return c, nil
}

// Next examines the pages up to the next one with data, which the library may decode then. It returns
// false at the end, where there is none.
func (c *Column) Next() (bool, error) {
	for {
		if _, err := c.r.Peek(1); errors.Is(err, io.EOF) {
			return false, nil
		}
		var h format.PageHeader
		if err := c.headers.Decode(&h); err != nil {
			return false, err
		}
		if err := c.checkSize(&h); err != nil {
			return false, err
		}
		if err := c.read(int(h.CompressedPageSize)); err != nil {
			return false, err
		}
		if err := c.examine(&h); err != nil || h.Type != format.DictionaryPage {
			return err == nil, err
		}
	}
}

// checkSize checks what a page says of its size. A value may take less than a byte of a page, but takes
// one or more of memory.
func (c *Column) checkSize(h *format.PageHeader) error {
	values := max(h.DataPageHeader.V.NumValues, h.DataPageHeaderV2.V.NumValues, h.DictionaryPageHeader.V.NumValues)
	if min(h.CompressedPageSize, h.UncompressedPageSize, h.DataPageHeader.V.NumValues, h.DataPageHeaderV2.V.NumValues,
		h.DictionaryPageHeader.V.NumValues, h.DataPageHeaderV2.V.NumNulls) < 0 {
		return errors.New("a page of a negative size")
	}
	return c.check(max(int64(h.CompressedPageSize), int64(h.UncompressedPageSize), int64(values)))
}

func (c *Column) check(bytes int64) error {
	if c.fits == nil {
		return nil
	}
	if err := c.fits("a page of column "+c.name, bytes); err != nil {
		return &SizeError{err}
	}
	return nil
}

// read reads the bytes of a page. A size that is greater than the file takes no memory.
func (c *Column) read(n int) error {
	c.compressed = c.compressed[:0]
	for len(c.compressed) < n {
		from := len(c.compressed)
		c.compressed = append(c.compressed, make([]byte, min(n-from, 1<<20))...)
		if _, err := io.ReadFull(c.r, c.compressed[from:]); err != nil {
			return fmt.Errorf("page of %d bytes: %w", n, err)
		}
	}
	return nil
}

// examine checks a page whose bytes are read. The library may take any page for a dictionary that has
// the header of one.
func (c *Column) examine(h *format.PageHeader) (err error) {
	if h.DictionaryPageHeader.Valid {
		if e := h.DictionaryPageHeader.V.Encoding; e != format.Plain && e != plainDictionary {
			return fmt.Errorf("a dictionary with the encoding %v", e)
		}
	}
	switch {
	case h.Type == format.DataPage && h.DataPageHeader.Valid:
		if c.page, err = c.decompress(c.compressed, int(h.UncompressedPageSize)); err != nil {
			return err
		}
		return c.dataPage(h.DataPageHeader.V)
	case h.Type == format.DataPageV2 && h.DataPageHeaderV2.Valid:
		return c.dataPageV2(h.DataPageHeaderV2.V, int(h.UncompressedPageSize))
	case h.Type == format.DictionaryPage && h.DictionaryPageHeader.Valid:
		c.page, err = c.decompress(c.compressed, int(h.UncompressedPageSize))
		return err
	}
	return fmt.Errorf("a page of type %v", h.Type)
}

// dataPage examines a page whose levels are compressed with the values.
func (c *Column) dataPage(h format.DataPageHeader) error {
	n, src := int(h.NumValues), c.page
	if c.maxRep > 0 {
		levels, rest, err := prefixed(src)
		if err != nil {
			return err
		}
		if _, err := countLevels(levels, h.RepetitionLevelEncoding, c.maxRep, n); err != nil {
			return err
		}
		src = rest
	}
	if c.maxDef > 0 {
		levels, rest, err := prefixed(src)
		if err != nil {
			return err
		}
		if n, err = countLevels(levels, h.DefinitionLevelEncoding, c.maxDef, n); err != nil {
			return err
		}
		src = rest
	}
	return c.values(src, h.Encoding, n)
}

// dataPageV2 examines a page whose levels are not compressed.
func (c *Column) dataPageV2(h format.DataPageHeaderV2, size int) (err error) {
	n, src := int(h.NumValues), c.compressed
	rep, def := int(h.RepetitionLevelsByteLength), int(h.DefinitionLevelsByteLength)
	if rep < 0 || def < 0 || rep+def > len(src) {
		return fmt.Errorf("%d bytes of levels in a page of %d", rep+def, len(src))
	}
	if c.maxRep > 0 {
		if _, err := countLevels(src[:rep], format.RLE, c.maxRep, n); err != nil {
			return err
		}
	}
	if c.maxDef > 0 {
		if _, err := countLevels(src[rep:rep+def], format.RLE, c.maxDef, n); err != nil {
			return err
		}
	}
	src = src[rep+def:]
	if compressed := h.IsCompressed; !compressed.Valid || compressed.V {
		if src, err = c.decompress(src, max(size-rep-def, 0)); err != nil {
			return err
		}
	}
	return c.values(src, h.Encoding, n-int(h.NumNulls))
}
