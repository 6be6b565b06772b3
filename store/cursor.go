package store

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/gainsay/gainsay/view"
)

// A cursor is the place of a row in an order: the values that it is ordered by,
// the last of which no other row has. So a list goes on at the same place though
// rows before it come and go, and though the row itself is gone.

// writeCursor makes a cursor of values: text, numbers and booleans.
func writeCursor(values any) string {
	b, err := json.Marshal(values)
	if err != nil {
		panic(err) // all are plain values
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// readCursor reads what writeCursor made. Numbers become json.Number in values
// of no type.
func readCursor(cursor string, values any) error {
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		dec := json.NewDecoder(bytes.NewReader(b))
		dec.UseNumber()
		err = dec.Decode(values)
	}
	if err != nil {
		return fmt.Errorf("%w: %q", view.ErrCursor, cursor)
	}
	return nil
}

// orderTerm is one of the values that rows are ordered by.
type orderTerm struct {
	expr string
	desc bool
}

// orderTerms are the terms of an order such as "t.title ASC", "t.pk DESC".
func orderTerms(order []string, reverse bool) []orderTerm {
	out := make([]orderTerm, len(order))
	for i, o := range order {
		expr, desc := strings.CutSuffix(o, " DESC")
		out[i] = orderTerm{strings.TrimSuffix(expr, " ASC"), desc != reverse}
	}
	return out
}

// orderBy is the clause of terms, or of their reverse.
func orderBy(terms []orderTerm, back bool) string {
	parts := make([]string, len(terms))
	for i, t := range terms {
		parts[i] = t.expr + " ASC"
		if t.desc != back {
			parts[i] = t.expr + " DESC"
		}
	}
	return ` ORDER BY ` + strings.Join(parts, ", ")
}

// beyondCursor is the condition of rows after a cursor, or before it.
func beyondCursor(terms []orderTerm, back bool, cursor string) (cond string, args []any, err error) {
	var values []any
	if err := readCursor(cursor, &values); err != nil {
		return "", nil, err
	}
	if len(values) != len(terms) {
		return "", nil, fmt.Errorf("%w: %q is of another order", view.ErrCursor, cursor)
	}
	for i := range slices.Backward(terms) {
		v, err := cursorValue(values[i])
		if err != nil {
			return "", nil, err
		}
		op := " > ?"
		if terms[i].desc != back {
			op = " < ?"
		}
		if cond == "" {
			cond, args = terms[i].expr+op, []any{v}
			continue
		}
		cond = "(" + terms[i].expr + op + " OR " + terms[i].expr + " = ? AND (" + cond + "))"
		args = append([]any{v, v}, args...)
	}
	return cond, args, nil
}

func cursorValue(v any) (any, error) {
	n, ok := v.(json.Number)
	if !ok {
		switch v.(type) {
		case string, bool:
			return v, nil
		}
		return nil, fmt.Errorf("%w: a value is a %T", view.ErrCursor, v)
	}
	if i, err := n.Int64(); err == nil {
		return i, nil
	}
	return n.Float64()
}
