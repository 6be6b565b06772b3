package decide

import (
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
)

// folded is a text as it is compared: white space collapsed to single spaces
// and trimmed, letters in lower case, typographic quotation marks and dashes
// as in ASCII.
type folded struct {
	runes  []rune
	starts []int // byte of the original where each rune starts
	ends   []int // and where what it stands for ends
}

func fold(s string) folded {
	var f folded
	for i, size := 0, 0; i < len(s); i += size {
		var r rune
		r, size = utf8.DecodeRuneInString(s[i:])
		end := i + size
		switch {
		case unicode.IsSpace(r):
			if n := len(f.runes); n > 0 && f.runes[n-1] == ' ' {
				f.ends[n-1] = end
				continue
			}
			r = ' '
		default:
			r = plain(unicode.ToLower(r))
		}
		f.runes = append(f.runes, r)
		f.starts = append(f.starts, i)
		f.ends = append(f.ends, end)
	}
	return f
}

func plain(r rune) rune {
	switch r {
	case '‘', '’', '‚', 'ʼ':
		return '\''
	case '“', '”', '„', '«', '»':
		return '"'
	case '–', '—', '‑':
		return '-'
	}
	return r
}

// trim drops a space at either end.
func (f folded) trim() folded {
	from, to := 0, len(f.runes)
	if from < to && f.runes[from] == ' ' {
		from++
	}
	if from < to && f.runes[to-1] == ' ' {
		to--
	}
	return folded{f.runes[from:to], f.starts[from:to], f.ends[from:to]}
}

// span is where the runes [i, j) lie in the original. The range is not empty.
func (f folded) span(i, j int) gainsay.Span {
	return gainsay.Span{Start: f.starts[i], End: f.ends[j-1]}
}

// index returns the rune that the byte of the original belongs to.
func (f folded) index(b int) int {
	lo, hi := 0, len(f.starts)
	for lo < hi {
		if mid := (lo + hi) / 2; f.ends[mid] > b {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}

// commonSuffix counts the runes that a and b end with alike, at most limit.
func commonSuffix(a, b []rune, limit int) int {
	n := 0
	for n < limit && n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}

// commonPrefix counts the runes that a and b begin with alike, at most limit.
func commonPrefix(a, b []rune, limit int) int {
	n := 0
	for n < limit && n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
