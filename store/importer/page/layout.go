package page

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay/store/importer/internal/scalar"
)

// comments divides the lines of a comment section into posts, by the layout
// that most of the section has. It also says which layout that is.
func comments(lines []line) (posts []post, layout string) {
	headers := 0
	for _, l := range lines {
		if l.kind == dateLine || l.kind == saysLine {
			headers++
		}
	}
	if headers >= 2 || headers == 1 && len(lines) < 12 {
		return dropEmpty(headed(lines)), "lines with a date or “NAME says:”"
	}
	posts, layout = named(lines), "names on lines of their own"
	if n, _ := dialogue(lines); n >= 3 && n*3 >= len(lines) {
		posts, layout = spoken(lines), "lines of the form “NAME: text”"
	}
	if isDocument(lines, posts) {
		return nil, ""
	}
	return dropEmpty(posts), layout
}

// dropEmpty removes posts without a text.
func dropEmpty(posts []post) []post {
	var out []post
	for _, p := range posts {
		if p.text() != "" {
			out = append(out, p)
		}
	}
	return out
}

// headed reads comments that begin with a date line or "NAME says:". The author
// is on the date line or on the last text line above it.
func headed(lines []line) []post {
	var posts []post
	cur := -1
	control := ""      // the control on the line above
	anonymous := false // the line above is a word such as "Guest" instead of a name
	for _, l := range lines {
		switch {
		case l.kind == saysLine:
			posts = append(posts, post{author: l.name})
			cur = len(posts) - 1
		case l.kind == dateLine && cur >= 0 && len(posts[cur].lines) == 0 &&
			posts[cur].time == (scalar.Stamp{}) && l.name == "":
			posts[cur].time = l.time
		case l.kind == dateLine:
			author := l.name
			if author == "" && !anonymous {
				author = takeAuthor(posts, cur)
			}
			posts = append(posts, post{author: author, time: l.time})
			cur = len(posts) - 1
		case l.kind == replyToLine && cur >= 0:
			posts[cur].replyTo = l.name
		case l.kind == controlLine && cur >= 0 && strings.EqualFold(control, "upvote"):
			if n := scalar.ParseNumber(l.text); n.Valid {
				posts[cur].score = n.Ptr()
			}
		case l.kind == replyToLine, l.kind == controlLine, l.kind == systemLine, l.kind == siteLine:
		default:
			posts, cur = appendLine(posts, cur, l)
		}
		control = ""
		if l.kind == controlLine {
			control = l.text
		}
		anonymous = l.text != "" && scalar.Author(l.text) == ""
	}
	return posts
}

// appendLine adds a line to the current post.
func appendLine(posts []post, cur int, l line) ([]post, int) {
	if cur < 0 {
		posts = append(posts, post{})
		cur = 0
	}
	posts[cur].lines = append(posts[cur].lines, l)
	return posts, cur
}

// takeAuthor removes the last line of the preceding post if it looks like a
// name, and returns it as the author of the next post.
func takeAuthor(posts []post, cur int) string {
	if cur < 0 || len(posts[cur].lines) == 0 {
		return ""
	}
	p := &posts[cur]
	last := p.lines[len(p.lines)-1]
	if nameScore(last.text, 0) < 0.5 {
		return ""
	}
	p.lines = p.lines[:len(p.lines)-1]
	return last.text
}

// spoken reads a transcript of "NAME: text" lines.
func spoken(lines []line) []post {
	var posts []post
	cur := -1
	for _, l := range lines {
		if name, rest, ok := speaker(l); ok {
			l.text = rest
			posts = append(posts, post{author: name, lines: []line{l}})
			cur = len(posts) - 1
			continue
		}
		if l.kind == textLine {
			posts, cur = appendLine(posts, cur, l)
		}
	}
	return posts
}

// named reads comments whose author is on a line of its own above the text. If
// a name is missing, only the gap shows it: there are more blank lines than
// before the names that are present.
func named(lines []line) []post {
	lines = textOnly(lines)
	seen := map[string]int{}
	for i, l := range lines {
		if alone(lines, i) {
			seen[l.text]++
		}
	}
	usual := usualGap(lines, seen)
	tight := namesTouchText(lines, seen)
	var posts []post
	cur := -1
	for i, l := range lines {
		gap := l.gap
		if i == 0 {
			gap = usual + 1
		}
		score := nameScore(l.text, seen[l.text])
		fresh := cur >= 0 && posts[cur].author != "" && len(posts[cur].lines) == 0 // a name without text yet
		switch {
		case !fresh && gap > 0 && i+1 < len(lines) && (alone(lines, i) || tight) &&
			isName(score, gap, usual, lines[i]):
			posts = append(posts, post{author: l.text})
			cur = len(posts) - 1
		case !fresh && gap > usual:
			l.gap = 0
			posts = append(posts, post{lines: []line{l}})
			cur = len(posts) - 1
		default:
			posts, cur = appendLine(posts, cur, l)
		}
	}
	return posts
}

// isName reports whether a line with a name score is a name. A gap wider than
// usual means that a name may be missing, so that only a high score counts.
func isName(score float64, gap, usual int, l line) bool {
	if gap > usual {
		return score >= 1.5
	}
	return score >= 0.5 && utf8.RuneCountInString(l.text) <= 40
}

// textOnly removes controls, counters and phrases of the system.
func textOnly(lines []line) []line {
	var out []line
	gap := 0
	for _, l := range lines {
		if l.kind == controlLine && isAgeOrCount(l.text) || l.kind == systemLine ||
			l.kind == siteLine && len(l.text) < 40 {
			gap += l.gap
			continue
		}
		l.gap += gap
		gap = 0
		out = append(out, l)
	}
	return out
}

// isAgeOrCount reports whether a control line is an age, a counter or a button.
func isAgeOrCount(s string) bool {
	return !strings.ContainsFunc(s, unicode.IsLetter) || isControl().MatchString(s)
}

// alone reports whether line i is a paragraph by itself with text below it.
func alone(lines []line, i int) bool {
	return (i == 0 || lines[i].gap > 0) && i+1 < len(lines) && lines[i+1].gap > 0
}

// usualGap returns the most frequent number of blank lines before a line that
// looks like a name, 1 if there is none.
func usualGap(lines []line, seen map[string]int) int {
	count := map[int]int{}
	for i, l := range lines {
		if i > 0 && alone(lines, i) && nameScore(l.text, seen[l.text]) >= 1 {
			count[l.gap]++
		}
	}
	best, n := 1, 0
	for gap := 1; gap <= 5; gap++ {
		if count[gap] > n {
			best, n = gap, count[gap]
		}
	}
	return best
}

// namesTouchText reports whether names are directly above their text, with no
// blank line between.
func namesTouchText(lines []line, seen map[string]int) bool {
	touch, apart := 0, 0
	for i, l := range lines {
		if i+1 == len(lines) || i > 0 && l.gap == 0 || nameScore(l.text, seen[l.text]) < 0.5 {
			continue
		}
		if lines[i+1].gap == 0 {
			touch++
		} else {
			apart++
		}
	}
	return touch >= 2 && touch > apart
}

// nameScore scores how much a line looks like the name of an author: from 0.5
// it is a name in the right place, from 1.5 anywhere. times is how often the
// line occurs alone in the section.
func nameScore(s string, times int) float64 {
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 6 || utf8.RuneCountInString(s) > 40 || strings.Contains(s, "://") {
		return -1
	}
	if strings.ContainsAny(lastRunes(s, 1), "!?…,;:\"”") ||
		strings.HasSuffix(s, ".") && !initials().MatchString(s) ||
		strings.ContainsAny(s, "?!;:…=") ||
		strings.Contains(s, ", ") {
		return -1
	}
	score := 1.2 - 0.3*float64(len(words)-1)
	upper := 0
	for _, w := range words {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsUpper(r) || unicode.IsDigit(r) {
			upper++
		}
	}
	if upper == len(words) && len(words) >= 2 {
		score += 0.7
	}
	if strings.ContainsAny(s, "_0123456789") && len(words) <= 2 {
		score += 0.3
	}
	if times > 1 {
		score += 1.2
	}
	return score
}
