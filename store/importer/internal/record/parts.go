package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
)

// Part is a part of a large JSON object: a value that was not opened or, with a
// nil Raw, the end of an object that was.
type Part struct {
	Path string // keys separated by dots, "[]" for the elements of an array, as in package keypath
	Raw  json.RawMessage
	Line int
}

// Parts yields the parts of a JSON object in constant memory: it walks into the
// objects and arrays whose paths are in open and yields every other value
// whole. Damage ends the iteration with an error; the parts before it have been
// yielded by then.
func Parts(r io.Reader, open map[string]bool) iter.Seq2[Part, error] {
	return func(yield func(Part, error) bool) {
		lines := &lineReader{r: r, line: 1}
		w := &partWalker{dec: json.NewDecoder(lines), lines: lines, open: open, yield: yield}
		err := w.value("")
		if err == nil || errors.Is(err, ErrStop) {
			return
		}
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = Errorf(
				lines.at(w.dec.InputOffset()),
				"read JSON: %v; the rest of the file is not read",
				err,
			)
		}
		yield(Part{}, err)
	}
}

type partWalker struct {
	dec   *json.Decoder
	lines *lineReader
	open  map[string]bool
	yield func(Part, error) bool
}

// value reads the next value and opens it or yields it. Its recursion is no
// deeper than the longest path in open.
func (w *partWalker) value(path string) error {
	if !w.open[path] {
		var raw json.RawMessage
		if err := w.dec.Decode(&raw); err != nil {
			return err
		}
		return w.emit(Part{path, raw, w.lines.at(w.dec.InputOffset() - int64(len(raw)))})
	}
	tok, err := w.dec.Token()
	if err != nil {
		return err
	}
	switch tok {
	case json.Delim('{'):
		return w.object(path)
	case json.Delim('['):
		return w.array(path)
	}
	raw, err := json.Marshal(tok) // a scalar where an object or array was expected
	if err != nil {
		return fmt.Errorf("read value of %s: %w", path, err)
	}
	return w.emit(Part{path, raw, w.lines.at(w.dec.InputOffset())})
}

func (w *partWalker) emit(p Part) error {
	if !w.yield(p, nil) {
		return ErrStop
	}
	return nil
}

func (w *partWalker) object(path string) error {
	for w.dec.More() {
		key, err := w.dec.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string)
		if path != "" {
			name = path + "." + name
		}
		if err := w.value(name); err != nil {
			return err
		}
	}
	if _, err := w.dec.Token(); err != nil {
		return err
	}
	return w.emit(Part{path, nil, w.lines.at(w.dec.InputOffset())})
}

func (w *partWalker) array(path string) error {
	for w.dec.More() {
		if err := w.value(path + "[]"); err != nil {
			return err
		}
	}
	_, err := w.dec.Token()
	return err
}

// lineReader records the offsets of line ends ahead of the last offset asked
// for, to turn offsets into line numbers.
type lineReader struct {
	r    io.Reader
	read int64
	ends []int64 // offsets of the newlines after the last offset asked for
	line int     // line of the last offset asked for
}

func (l *lineReader) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i, c := range p[:n] {
		if c == '\n' {
			l.ends = append(l.ends, l.read+int64(i))
		}
	}
	l.read += int64(n)
	return n, err
}

// at returns the line of an offset. Offsets must not decrease from call to
// call.
func (l *lineReader) at(offset int64) int {
	i := 0
	for i < len(l.ends) && l.ends[i] < offset {
		i++
	}
	l.ends = l.ends[i:]
	l.line += i
	return l.line
}
