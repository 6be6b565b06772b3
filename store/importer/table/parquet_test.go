package table

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay/store/importer/internal/input"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/deprecated"
)

// dumpRow is a comment as archives of Reddit have it.
type dumpRow struct {
	ID      string    `parquet:"id"`
	Author  *string   `parquet:"author,optional,dict"`
	Body    string    `parquet:"body,dict"`
	Created time.Time `parquet:"created_utc,timestamp(millisecond)"`
	Link    string    `parquet:"link_id,dict"`
	Parent  string    `parquet:"parent_id"`
	Score   int32     `parquet:"score"`
	Awards  []string  `parquet:"awards,list"`
}

func parquetFixture[R any](t testing.TB, rows ...R) []byte {
	t.Helper()
	return parquetCompressed(t, &parquet.Zstd, rows...)
}

func parquetCompressed[R any](t testing.TB, codec compress.Codec, rows ...R) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[R](&b, parquet.MaxRowsPerRowGroup(2), parquet.Compression(codec))
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func dump(t testing.TB) []byte {
	olek, at := "olek", time.Date(2024, 3, 1, 9, 30, 0, 0, time.UTC)
	return parquetFixture(t,
		dumpRow{"k1", &olek, "The bridge has been closed since May.", at, "t3_q7", "t3_q7", 4, nil},
		dumpRow{"k2", nil, "Who says that it is closed?", at.Add(time.Hour), "t3_q7", "t1_k1", -1, []string{"a", "b"}},
		dumpRow{"k3", &olek, "The sign in front of it, in red.", at.Add(2 * time.Hour), "t3_q7", "t1_k2", 2, nil},
		dumpRow{"m1", nil, "Another thread begins with this.", at, "t3_q8", "t3_q8", 0, nil})
}

// readBytes returns the comments found in a source, one a line, and the problems.
func readBytes(m Mapping, source []byte) string {
	var out []string
	for f, err := range Mapped(m).Read(bytes.NewReader(source)) {
		if err != nil {
			out = append(out, err.Error())
			continue
		}
		for _, c := range f.Comments {
			score := "none"
			if c.Score != nil {
				score = fmt.Sprint(*c.Score)
			}
			out = append(out, fmt.Sprintf("%s: %s<%s %s %s %s: %s", f.ID, c.ID, c.Parent, c.Author,
				c.Time.Format(time.RFC3339), score, c.Text))
		}
	}
	return strings.Join(out, "\n")
}

func TestParquet(t *testing.T) {
	b := dump(t)
	if n := sniffTable(b); n == 0 {
		t.Error("not recognised")
	}
	got := readBytes(nil, b)
	for _, want := range []string{
		"a Parquet table of 7 columns (lists are not read: awards.list.element), columns guessed",
		"t3_q7: k1< olek 2024-03-01T09:30:00Z 4: The bridge has been closed since May.",
		"t3_q7: k2<k1  2024-03-01T10:30:00Z -1: Who says that it is closed?",
		"t3_q7: k3<k2 olek 2024-03-01T11:30:00Z 2: The sign in front of it, in red.",
		"t3_q8: m1<  2024-03-01T09:30:00Z 0: Another thread begins with this.",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}

// threadName is the name of a thread without one.
var threadName = regexp.MustCompile(`(?m)^c\d+:`)

// TestParquetMapped names the columns, one of them within another.
func TestParquetMapped(t *testing.T) {
	type who struct {
		Name string `parquet:"name"`
	}
	type row struct {
		Say string `parquet:"say"`
		Who *who   `parquet:"who,optional"`
	}
	b := parquetFixture(t, row{"one", &who{"olek"}}, row{"two", nil}, row{"three", &who{"ida"}})
	m := Mapping{"text": "say", "author": "who.name"}
	want := ": < olek 0001-01-01T00:00:00Z none: one\nT: <  0001-01-01T00:00:00Z none: two\n" +
		"T: < ida 0001-01-01T00:00:00Z none: three"
	if got := threadName.ReplaceAllString(readBytes(m, b), "T:"); !strings.Contains(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := readBytes(Mapping{"text": "body"}, b); got != "line 1: no column body: the table has say, who.name" {
		t.Error(got)
	}
}

// TestParquetCells writes the values of all types as cells.
func TestParquetCells(t *testing.T) {
	type row struct {
		Bool   bool             `parquet:"bool"`
		Int    int32            `parquet:"int"`
		Uint   uint64           `parquet:"uint"`
		Float  float64          `parquet:"float"`
		Bytes  []byte           `parquet:"bytes"`
		Date   int32            `parquet:"date,date"`
		Nanos  time.Time        `parquet:"nanos,timestamp(nanosecond)"`
		Micros time.Time        `parquet:"micros,timestamp(microsecond)"`
		Money  int64            `parquet:"money,decimal(2:10)"`
		UUID   [16]byte         `parquet:"uuid,uuid"`
		Spark  deprecated.Int96 `parquet:"spark"`
	}
	at := time.Date(2024, 3, 1, 9, 30, 0, 5000, time.UTC)
	nanos := uint64(at.Sub(at.Truncate(24 * time.Hour)))
	b := parquetFixture(t, row{true, -7, 1 << 63, 2.5, []byte("caf\xe9"), 19783, at, at, -1234, [16]byte{1, 2, 15: 255},
		deprecated.Int96{uint32(nanos), uint32(nanos >> 32), 2440588 + 19783}})
	want := []string{"true", "-7", "9223372036854775808", "2.5", "caf\uFFFD", "2024-03-01",
		"2024-03-01T09:30:00.000005Z", "2024-03-01T09:30:00.000005Z", "-12.34",
		"01020000-0000-0000-0000-0000000000ff", "2024-03-01T09:30:00.000005Z"}
	p, err := openParquet(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	err = p.each(p.columns, func(_ int, cells []string) error {
		for i, c := range cells {
			if c != want[i] {
				t.Errorf("%s is %q, want %q", p.columns[i].name, c, want[i])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestParquetDamaged cuts a file at every length: each gives one error.
func TestParquetDamaged(t *testing.T) {
	b := dump(t)
	for n := 5; n < len(b); n += 7 {
		if got := readBytes(nil, b[:n]); !strings.Contains(got, "the Parquet file is damaged") || strings.Contains(got, "\n") {
			t.Fatalf("cut after %d bytes: %s", n, got)
		}
	}
	damaged := 0
	for i := 4; i < len(b)-8; i += 3 { // and with a wrong byte at many places, no panic
		c := bytes.Clone(b)
		c[i] ^= 0x55
		if strings.Contains(readBytes(nil, c), "the Parquet file is damaged") {
			damaged++
		}
	}
	if damaged == 0 {
		t.Error("no damage was noticed")
	}
}

// FuzzParquet reads arbitrary bytes as Parquet: no panic.
func FuzzParquet(f *testing.F) {
	f.Add(dump(f))
	f.Fuzz(func(t *testing.T, b []byte) {
		b = append([]byte("PAR1\x15"), b[min(5, len(b)):]...)
		for range Mapped(nil).Read(&input.Text{Reader: bytes.NewReader(b), Whole: 1 << 20}) {
			continue
		}
	})
}

// TestParquetLimit: a page larger than what may be held in memory is refused.
func TestParquetLimit(t *testing.T) {
	var errs []string
	for _, err := range Mapped(nil).Read(&input.Text{Reader: bytes.NewReader(dump(t)), Whole: 60}) {
		if err != nil {
			errs = append(errs, err.Error())
		}
	}
	if len(errs) != 1 || !strings.Contains(errs[0], "a page of column body") {
		t.Errorf("%q", errs)
	}
}

// TestParquetCodecs reads a text under each compression; LZ4 is refused.
func TestParquetCodecs(t *testing.T) {
	type row struct {
		Body string `parquet:"body"`
	}
	for codec, want := range map[compress.Codec]string{&parquet.Uncompressed: "a few words", &parquet.Snappy: "a few words",
		&parquet.Gzip: "a few words", &parquet.Brotli: "a few words", &parquet.Zstd: "a few words",
		&parquet.Lz4Raw: "LZ4 is not supported"} {
		got := readBytes(Mapping{"text": "body"}, parquetCompressed(t, codec, row{"Here are a few words."}))
		if !strings.Contains(got, want) {
			t.Errorf("%s: %s", codec, got)
		}
	}
}
