package parquetfile

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/format"
)

// row has a column for each encoding that writers use.
type row struct {
	Plain    string    `parquet:"plain"`
	Dict     string    `parquet:"dict,dict"`
	Length   string    `parquet:"length,delta"`
	Prefix   *string   `parquet:"prefix,optional"`
	Number   int64     `parquet:"number,delta"`
	Small    int32     `parquet:"small"`
	Flag     bool      `parquet:"flag"`
	Maybe    *bool     `parquet:"maybe,optional"`
	Share    float64   `parquet:"share,split"`
	List     []string  `parquet:"list,list"`
	Optional *string   `parquet:"optional,optional,dict"`
	Sum      [16]byte  `parquet:"sum"`
	Nested   []subject `parquet:"nested"`
}

type subject struct {
	Name *string `parquet:"name,optional"`
}

func rows(n int) (out []row) {
	for i := range n {
		s, yes := strings.Repeat("ab", i%7), i%3 == 0
		r := row{Plain: s, Dict: s, Length: s + "x", Number: int64(i * i), Small: int32(i), Flag: yes, Share: float64(i) / 3}
		if yes {
			r.Prefix, r.Optional, r.Maybe, r.List = &s, &s, &yes, []string{s, "", s}
			r.Nested = []subject{{&s}, {}}
		}
		out = append(out, r)
	}
	return out
}

// write writes rows with data pages of a version.
func write(t *testing.T, codec compress.Codec, version int) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[row](&b, parquet.Compression(codec), parquet.DataPageVersion(version), parquet.PageBufferSize(2000))
	if _, err := w.Write(rows(3000)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// examineAll examines all pages of a file and returns their number.
func examineAll(b []byte, fits Fits) (pages int, err error) {
	f, err := parquet.OpenFile(bytes.NewReader(b), int64(len(b)), parquet.SkipPageIndex(true))
	if err != nil {
		return 0, err
	}
	for _, g := range f.Metadata().RowGroups {
		for i, path := range f.Schema().Columns() {
			leaf, _ := f.Schema().Lookup(path...)
			c, err := NewColumn(bytes.NewReader(b), &g.Columns[i].MetaData, leaf, strings.Join(path, "."), fits)
			for more := true; more && err == nil; {
				if more, err = c.Next(); more {
					pages++
				}
			}
			if err != nil {
				return pages, fmt.Errorf("%s: %w", path, err)
			}
		}
	}
	return pages, nil
}

// TestSound finds nothing in sound files of all encodings, codecs and versions of pages.
func TestSound(t *testing.T) {
	for _, codec := range []compress.Codec{&parquet.Uncompressed, &parquet.Snappy, &parquet.Gzip, &parquet.Brotli, &parquet.Zstd} {
		for version := 1; version <= 2; version++ {
			if n, err := examineAll(write(t, codec, version), nil); err != nil || n < 50 {
				t.Errorf("%s, version %d: %d pages, %v", codec, version, n, err)
			}
		}
	}
}

// TestFits refuses a page that is too large, and a codec without a bound.
func TestFits(t *testing.T) {
	large := fmt.Errorf("too large")
	_, err := examineAll(write(t, &parquet.Zstd, 1), func(_ string, bytes int64) error {
		if bytes > 100 {
			return large
		}
		return nil
	})
	if s, ok := err.(interface{ Unwrap() error }); !ok || !strings.Contains(s.Unwrap().Error(), "too large") {
		t.Errorf("%v", err)
	}
	if _, err := examineAll(write(t, &parquet.Lz4Raw, 1), nil); err == nil || !strings.Contains(err.Error(), "LZ4 is not supported") {
		t.Errorf("%v", err)
	}
}

// text is a value of PLAIN.
func text(s string) string { return string(binary.LittleEndian.AppendUint32(nil, uint32(len(s)))) + s }

// TestDamaged refuses what the library would take memory for, or print about.
func TestDamaged(t *testing.T) {
	run := string(binary.AppendUvarint(nil, 1<<31)) // 2^30 values
	for name, tc := range map[string]struct {
		c      Column
		values string
		kind   format.Encoding
		want   string
	}{
		"a run of 2^30 places":   {Column{}, "\x01" + run + "\x00", format.RLEDictionary, "more values than the 2"},
		"packed places":          {Column{}, "\x00\xff\xff\xff\xff\x07", plainDictionary, "more values than the 2"},
		"places of 40 bits":      {Column{}, "\x28\x04\x00", format.RLEDictionary, "40 bits"},
		"a run of 2^30 flags":    {Column{}, text(run + "\x01"), format.RLE, "more values than the 2"},
		"2^40 differences":       {Column{}, "\x80\x01\x04\x80\x80\x80\x80\x80\x80\x01\x00", format.DeltaBinaryPacked, "the page says 2 values"},
		"three texts":            {Column{kind: format.ByteArray}, text("a") + text("b") + text("c"), format.Plain, "5 bytes behind the last value"},
		"one text":               {Column{kind: format.ByteArray}, text("a"), format.Plain, "ends too early"},
		"a text behind the page": {Column{kind: format.ByteArray}, text("a") + "\xff\xff\xff\xffb", format.Plain, "ends too early"},
	} {
		if err := tc.c.values([]byte(tc.values), tc.kind, 2); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := countLevels([]byte(run+"\x01"), format.RLE, 1, 2); err == nil {
		t.Error("a run of 2^30 levels was taken")
	}
	for codec, bomb := range map[format.CompressionCodec]string{
		format.Snappy: "\xff\xff\xff\xff\x0f", format.Gzip: string(gzipped(t, 1<<20)),
	} {
		if _, err := (&Column{codec: codec}).decompress([]byte(bomb), 100); err == nil || !strings.Contains(err.Error(), "larger than the 100 bytes") {
			t.Errorf("%v: %v", codec, err)
		}
	}
}

func gzipped(t *testing.T, n int) []byte {
	b, err := parquet.Gzip.Encode(nil, make([]byte, n))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
