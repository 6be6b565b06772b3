package table

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/big"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gainsay/gainsay/internal/parquetfile"
	"github.com/gainsay/gainsay/internal/temporary"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// readParquet reads the rows of a Parquet file, whose directory is at its end:
// it is copied to a temporary file. fits returns an error about a part that is
// too large to be held in memory.
func (t *table) readParquet(br *bufio.Reader, fits func(what string, bytes int64) error) (err error) {
	// The library reads memory by addresses that it computes from the file.
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	f, err := temporary.CreateFile("gainsay-parquet-*")
	if err != nil {
		return fmt.Errorf("read Parquet: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close(), temporary.Remove(f.Name())) }()
	size, err := io.Copy(f, br)
	if err != nil {
		return fmt.Errorf("read Parquet: %w", err)
	}
	p, err := openParquet(f, size)
	if err != nil {
		return err
	}
	p.fits = fits
	if err := t.chooseParquet(p); err != nil {
		return err
	}
	use := t.columns.indexes(p.names())
	columns := make([]*parquetColumn, len(use))
	for i, u := range use {
		columns[i] = p.columns[u.index]
	}
	return p.each(columns, func(row int, cells []string) error {
		f := make(fields, len(use))
		for i, u := range use {
			u.put(f, cells[i])
		}
		f.word(t.columns)
		return t.add(tableRow{row, f})
	})
}

// errNoParquet refuses Parquet where files come from strangers.
var errNoParquet = errors.New("a Parquet table: on the command line, 'gainsay import FILE' reads it; the server does not, " +
	"because the memory it takes is not bounded")

// chooseParquet decides which column is which field by the first rows.
func (t *table) chooseParquet(p *parquetFile) error {
	s := newSample(p.names())
	err := p.each(p.columns, func(_ int, cells []string) error {
		if s.add(rowCells(p.names(), cells)); s.rows >= sampleRows {
			return errSampled
		}
		return nil
	})
	if err != nil && !errors.Is(err, errSampled) {
		return err
	}
	what := fmt.Sprintf("a Parquet table of %d columns", len(p.columns))
	if n := len(p.lists); n > 0 {
		what += fmt.Sprintf(" (lists are not read: %s)", listed(p.lists))
	}
	if err := t.choose(s, p.names(), what); err != nil {
		return err
	}
	t.order = s.get(t.columns["time"]).order()
	return nil
}

// errSampled ends reading once enough rows were examined.
var errSampled = errors.New("enough rows")

// parquetFile is a Parquet file that is being read.
type parquetFile struct {
	*parquet.File
	data    io.ReaderAt
	fits    parquetfile.Fits // nil: everything fits
	columns []*parquetColumn // those with one value a row
	lists   []string         // the other ones
}

// parquetColumn reads the values of a column, a page at a time.
type parquetColumn struct {
	name     string
	index    int // in the row groups
	leaf     parquet.LeafColumn
	cell     func(parquet.Value) string
	examined *parquetfile.Column // a page ahead of pages
	pages    parquet.Pages
	page     parquet.Page
	values   parquet.ValueReader
	buffer   []parquet.Value
	rest     []parquet.Value // of buffer: not yet returned
}

// damaged is the error about a file that cannot be read further.
func damaged(err error) error {
	return record.Errorf(0, "the Parquet file is damaged or of an unsupported kind: %v", err)
}

func openParquet(f io.ReaderAt, size int64) (p *parquetFile, err error) {
	p = &parquetFile{data: f}
	err = parquetfile.Guard(func() error {
		p.File, err = parquet.OpenFile(f, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
		if err != nil {
			return err
		}
		for _, path := range p.Schema().Columns() {
			leaf, ok := p.Schema().Lookup(path...)
			switch name := strings.Join(path, "."); {
			case !ok || leaf.MaxRepetitionLevel > 0:
				p.lists = append(p.lists, name)
			default:
				p.columns = append(p.columns, &parquetColumn{name: name, index: int(leaf.ColumnIndex), leaf: leaf,
					cell: cellOf(leaf.Node.Type()), buffer: make([]parquet.Value, 128)})
			}
		}
		return nil
	})
	if err != nil {
		return nil, damaged(err)
	}
	return p, nil
}

func (p *parquetFile) names() []string {
	out := make([]string, len(p.columns))
	for i, c := range p.columns {
		out[i] = c.name
	}
	return out
}

// each passes on the cells of the given columns, row by row, from 1 on. cells
// is valid during the call. It holds a page of each column in memory.
func (p *parquetFile) each(columns []*parquetColumn, f func(row int, cells []string) error) error {
	row, cells := 0, make([]string, len(columns))
	for i, g := range p.RowGroups() {
		err := p.group(i, g, columns, func() error {
			row++
			for i, c := range columns {
				err := parquetfile.Guard(func() (err error) { cells[i], err = c.next(); return err })
				if large := (*parquetfile.SizeError)(nil); errors.As(err, &large) {
					return large.Err
				} else if err != nil {
					return damaged(fmt.Errorf("row %d, column %s: %w", row, c.name, err))
				}
			}
			return f(row, cells)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// group calls f for each row of a row group, the i-th.
func (p *parquetFile) group(i int, g parquet.RowGroup, columns []*parquetColumn, f func() error) error {
	defer func() {
		for _, c := range columns {
			c.close()
		}
	}()
	err := parquetfile.Guard(func() error {
		chunks := g.ColumnChunks()
		for _, c := range columns {
			m := &p.Metadata().RowGroups[i].Columns[c.index].MetaData
			var err error
			if c.examined, err = parquetfile.NewColumn(p.data, m, c.leaf, c.name, p.fits); err != nil {
				return fmt.Errorf("column %s: %w", c.name, err)
			}
			c.pages = chunks[c.index].Pages()
		}
		return nil
	})
	if err != nil {
		return damaged(err)
	}
	for range g.NumRows() {
		if err := f(); err != nil {
			return err
		}
	}
	return nil
}

// next returns the next cell of the row group.
func (c *parquetColumn) next() (string, error) {
	for len(c.rest) == 0 {
		if c.values == nil {
			if _, err := c.examined.Next(); err != nil {
				return "", err
			}
			page, err := c.pages.ReadPage()
			if errors.Is(err, io.EOF) {
				return "", errors.New("fewer values than rows")
			} else if err != nil {
				return "", err
			}
			c.page, c.values = page, page.Values()
		}
		n, err := c.values.ReadValues(c.buffer)
		if c.rest = c.buffer[:n]; n > 0 {
			break
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return "", err
		}
		c.release()
	}
	v := c.rest[0]
	c.rest = c.rest[1:]
	if v.IsNull() {
		return "", nil
	}
	return c.cell(v), nil
}

func (c *parquetColumn) release() {
	if c.page != nil {
		parquet.Release(c.page)
	}
	c.page, c.values, c.rest = nil, nil, nil
}

func (c *parquetColumn) close() {
	_ = parquetfile.Guard(func() error {
		c.release()
		if c.pages != nil {
			return c.pages.Close()
		}
		return nil
	})
	c.pages = nil
}

// cellOf returns how to write the values of a column as in a CSV file.
func cellOf(typ parquet.Type) func(parquet.Value) string {
	if l := typ.LogicalType(); l != nil {
		switch l := l.Value.(type) {
		case *format.TimestampType:
			return timestampCell(l.Unit)
		case *format.DateType:
			return func(v parquet.Value) string {
				return time.Unix(int64(v.Int32())*86400, 0).UTC().Format(time.DateOnly)
			}
		case *format.DecimalType:
			return func(v parquet.Value) string { return decimalCell(v, int(l.Scale)) }
		case *format.IntType:
			if !l.IsSigned {
				return unsignedCell
			}
		case *format.UUIDType:
			return func(v parquet.Value) string {
				b := v.ByteArray()
				return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
			}
		}
	}
	return plainValue
}

func plainValue(v parquet.Value) string {
	switch v.Kind() {
	case parquet.Boolean:
		return strconv.FormatBool(v.Boolean())
	case parquet.Int32:
		return strconv.Itoa(int(v.Int32()))
	case parquet.Int64:
		return strconv.FormatInt(v.Int64(), 10)
	case parquet.Float:
		return strconv.FormatFloat(float64(v.Float()), 'f', -1, 32)
	case parquet.Double:
		return strconv.FormatFloat(v.Double(), 'f', -1, 64)
	case parquet.Int96: // nanoseconds of the day and Julian day, as Spark and Impala write times
		n := v.Int96()
		const epoch = 2440588 // Julian day of 1970-01-01
		at := time.Unix((int64(n[2])-epoch)*86400, int64(uint64(n[1])<<32|uint64(n[0])))
		return at.UTC().Format(time.RFC3339Nano)
	}
	b := v.ByteArray()
	if !utf8.Valid(b) {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return string(b)
}

func unsignedCell(v parquet.Value) string {
	if v.Kind() == parquet.Int32 {
		return strconv.FormatUint(uint64(v.Uint32()), 10)
	}
	return strconv.FormatUint(v.Uint64(), 10)
}

func timestampCell(unit format.TimeUnit) func(parquet.Value) string {
	at := func(n int64) time.Time { return time.Unix(n/1e9, n%1e9) }
	switch unit.Value.(type) {
	case *format.MilliSeconds:
		at = time.UnixMilli
	case *format.MicroSeconds:
		at = time.UnixMicro
	}
	return func(v parquet.Value) string { return at(v.Int64()).UTC().Format(time.RFC3339Nano) }
}

// decimalCell writes an unscaled number, which is big-endian in bytes.
func decimalCell(v parquet.Value, scale int) string {
	n := new(big.Int)
	switch v.Kind() {
	case parquet.Int32:
		n.SetInt64(int64(v.Int32()))
	case parquet.Int64:
		n.SetInt64(v.Int64())
	default:
		b := slices.Clone(v.ByteArray())
		n.SetBytes(b)
		if len(b) > 0 && b[0]&0x80 != 0 { // two's complement
			n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(len(b)*8)))
		}
	}
	if scale <= 0 || scale > 100 {
		return n.String()
	}
	one := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
	return new(big.Rat).SetFrac(n, one).FloatString(scale)
}
