package chat

import (
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/record"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/internal/thread"
)

var _ = format.Register(&format.Format{
	Name: "viber",
	Doc: `a chat of Viber as CSV without a header, as "Email message history" sends it

Recognised by rows of a date, a time, a name, a number and a text. The order of day and month is found in
the file: from numbers above 12, else from the order of the messages. Nothing says which message is answered:
parents are recovered later. Times have no zone and count as UTC.`,
	From:  `Viber: More, Settings, Account, Viber backup, Email message history: a file for each chat`,
	Ext:   []string{".csv"},
	Sniff: sniffViber,
	Read:  readViber,
})

var viberRow = lazy.Regexp(`^\d{1,4}[./-]\d{1,2}[./-]\d{1,4},\s?\d{1,2}:\d\d:\d\d(?: [AP]M)?,(?:"[^"\n]*"|[^,"\n]*),\+?\d*,`)

func sniffViber(head []byte) int {
	if viberRow().Match(head) {
		return 86
	}
	return 0
}

func readViber(r io.Reader) iter.Seq2[*format.Found, error] {
	return func(yield func(*format.Found, error) bool) {
		in := csv.NewReader(r)
		in.FieldsPerRecord, in.LazyQuotes = -1, true
		var all []*logEntry
		l := newTextLog(&gainsay.Thread{})
		for {
			row, err := in.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			var damage *csv.ParseError
			if err != nil && !errors.As(err, &damage) {
				yield(nil, err)
				return
			}
			line := 0
			if len(row) > 0 {
				line, _ = in.FieldPos(0)
			}
			if err != nil || len(row) < 5 {
				if err := thread.Sink(yield).Report("", viberDamage(line, len(row), err)); err != nil {
					return
				}
				continue
			}
			name := cmp.Or(strings.TrimSpace(row[2]), row[3])
			all = append(all, &logEntry{date: row[0], clock: row[1], name: name, text: row[4:], line: line})
		}
		order := orderOf(all)
		for _, e := range all {
			at := scalar.ParseDate(e.date+" "+e.clock, order)
			l.message(at, e.name, strings.Join(e.text, ","), nil) // a text with commas need not be in quotation marks
		}
		yieldLogs([]*textLog{l}, yield, "no messages in the file")
	}
}

// viberDamage describes a row that cannot be read.
func viberDamage(line, cells int, err error) error {
	if err != nil {
		return record.Skipped(line, "read row: %v", err)
	}
	return record.Skipped(line, "row of %d cells: expected date, time, name, number and text", cells)
}
