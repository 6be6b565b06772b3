package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/gainsay/gainsay/store/importer/source"
	"github.com/spf13/cobra"
)

// limitFlags adds the flags for the limits of a source. Streams such as NDJSON
// have no limit of their own: they take constant memory.
func limitFlags(c *cobra.Command, l *source.Limits) {
	*l = source.Defaults()
	l.Entry = 0
	size := func(v *int64, name, usage string) { c.Flags().Var((*byteSize)(v), name, usage) }
	size(&l.Whole, "max-size", "largest file that must be read whole, and largest archive entry (4G without this flag), "+
		"such as 500M or 4G")
	size(&l.Total, "max-unpacked", "largest archive, unpacked")
	size(&l.Comment, "max-comment", "longest text of a comment; the rest is cut. An article may have four times as much")
	size(&l.Thread, "max-thread", "largest thread, with 256 bytes for each comment; its last comments are left out")
}

// limitFlag adds --limit, how many rows a list shows.
func limitFlag(c *cobra.Command, n *int, def int) {
	*n = def
	c.Flags().Var((*limit)(n), "limit", "list at most N; 0 for all")
}

// limit is a flag's value: a whole number from 0 on.
type limit int

// Set reads a limit.
func (l *limit) Set(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return fmt.Errorf("%q is not a whole number of at least 0", s)
	}
	*l = limit(n)
	return nil
}

// String writes a limit.
func (l *limit) String() string { return strconv.Itoa(int(*l)) }

// Type is the placeholder of the value in the help.
func (l *limit) Type() string { return "int" }

// byteSize is the value of a flag: a number of bytes, with K, M, G or T for
// powers of 1,024.
type byteSize int64

const sizeUnits = "KMGT"

// Set parses a size.
func (b *byteSize) Set(s string) error {
	digits := strings.TrimSuffix(strings.TrimSuffix(strings.ToUpper(strings.TrimSpace(s)), "B"), "I")
	shift := 0
	if n := len(digits); n > 0 {
		if u := strings.IndexByte(sizeUnits, digits[n-1]); u >= 0 {
			digits, shift = digits[:n-1], 10*(u+1)
		}
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n <= 0 || n<<shift>>shift != n {
		return fmt.Errorf("%q is not a size", s)
	}
	*b = byteSize(n << shift)
	return nil
}

// String formats a size with the largest unit that divides it.
func (b *byteSize) String() string {
	n := int64(*b)
	unit := ""
	for i := 0; i < len(sizeUnits) && n > 0 && n%1024 == 0; i++ {
		n, unit = n/1024, sizeUnits[i:i+1]
	}
	return strconv.FormatInt(n, 10) + unit
}

// Type is the placeholder of the value in the help.
func (b *byteSize) Type() string { return "SIZE" }
