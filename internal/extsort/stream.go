package extsort

import "bufio"

// Writer writes records one after the other, for a Reader. Errors stay in W until
// it is flushed.
type Writer struct{ W *bufio.Writer }

// Write writes a record.
func (w *Writer) Write(r *Record) { r.write(w.W) }

// Reader reads what a Writer wrote.
type Reader struct{ R *bufio.Reader }

// Next returns the next record.
func (r *Reader) Next() (Record, error) {
	one := run{r: r.R}
	err := one.read()
	return one.at, err
}
