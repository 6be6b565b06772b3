package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
)

// Part is a piece of one large JSON object: a value that was not opened, or,
// with no raw, the end of an object that was.
type Part struct {
	Path string // keys with dots between, "[]" for the elements of an array, as in a shape
	Raw  json.RawMessage
	Line int
}

// Parts yields a JSON object piece by piece in flat memory: the objects and
// arrays whose paths are in open are walked into, every other value is handed
// over whole. Where the document is damaged it says so and ends; what stands
// before the damage has been yielded by then.
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
			err = Errorf(lines.at(w.dec.InputOffset()), "read JSON: %v; what stands from here on is not read", err)
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

// value takes the next value: it opens it or hands it over. It recurses no
// deeper than the open paths are long.
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
	raw, err := json.Marshal(tok) // something else where an object or array was expected
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

// lineReader remembers where the lines end that are read but not yet asked for.
type lineReader struct {
	r    io.Reader
	read int64
	ends []int64 // offsets of newlines behind the last place asked for
	line int     // of the last place asked for
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

// at returns the line of an offset. Offsets must not decrease.
func (l *lineReader) at(offset int64) int {
	i := 0
	for i < len(l.ends) && l.ends[i] < offset {
		i++
	}
	l.ends = l.ends[i:]
	l.line += i
	return l.line
}
