package gainsay

import (
	"fmt"
	"strings"
)

// SyntaxError is a damaged record of a source. Importers yield it in the
// stream and read on: a bad record costs only itself. Where a thread can
// still be built, its error is yielded before the thread.
type SyntaxError struct {
	Name    string // the source; filled in by whoever opened it
	File    string // of a source of several files; "" where there is but one
	Line    int    // 1-based; 0 where the record has no line
	Msg     string
	Skipped int  // comment records lost by it
	Remark  bool // nothing is lost: a missing parent, a stub, a guessed encoding
}

// Error gives "NAME/FILE:LINE: MSG", without what is not known.
func (e *SyntaxError) Error() string {
	at := e.Name
	if e.File != "" {
		at = strings.TrimPrefix(at+"/"+e.File, "/")
	}
	switch {
	case at == "" && e.Line == 0:
		return e.Msg
	case at == "":
		return fmt.Sprintf("line %d: %s", e.Line, e.Msg)
	case e.Line == 0:
		return fmt.Sprintf("%s: %s", at, e.Msg)
	}
	return fmt.Sprintf("%s:%d: %s", at, e.Line, e.Msg)
}
