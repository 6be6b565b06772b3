package page

import (
	"regexp"
	"slices"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
)

// paste describes how the pages of a site look as copied text, where the
// general reader would lose names or scores.
type paste struct {
	name  string
	find  func(lines []line) []head
	opens bool // the first post opens the thread and the others answer it
}

// pastes are tried before the general reader.
var pastes = []paste{
	{name: "old Reddit", find: heads(redditHead)},
	{name: "Hacker News", find: heads(newsHead)},
	{name: "X", find: xHeads, opens: true},
	{name: "Facebook", find: facebookHeads},
}

// head is where a comment begins.
type head struct {
	at, text, end int // lines of the head, of the text, and after it
	post          post
}

// readPaste reads a page by the first paste that finds at least two comments.
// It returns the number of lines before the first of them.
func readPaste(lines []line) (p paste, begin int, posts []post) {
	for _, p := range pastes {
		found := p.find(lines)
		if len(found) < 2 {
			continue
		}
		for _, h := range found {
			h.post.lines = bodyLines(lines[h.text:h.end])
			if len(h.post.lines) > 0 {
				posts = append(posts, h.post)
			}
		}
		if len(posts) > 0 {
			return p, found[0].at, posts
		}
	}
	return paste{}, 0, nil
}

// bodyLines removes controls at the beginning and the end of a comment.
func bodyLines(lines []line) []line {
	control := func(l line) bool {
		return l.kind == controlLine || l.kind == systemLine || l.kind == siteLine && len(l.text) < 20 || isDot(l)
	}
	for len(lines) > 0 && control(lines[len(lines)-1]) {
		lines = lines[:len(lines)-1]
	}
	for len(lines) > 0 && control(lines[0]) {
		lines = lines[1:]
	}
	return lines
}

func isDot(l line) bool { return strings.Trim(l.text, "·•|") == "" }

// heads finds the lines that match an expression with the groups name, score,
// time and more.
func heads(expr func() *regexp.Regexp) func([]line) []head {
	return func(lines []line) []head {
		var out []head
		for i, l := range lines {
			m := expr().FindStringSubmatch(l.text)
			if m == nil || len(l.text) > 2*maxLabel {
				continue
			}
			h := head{at: i, text: i + 1, end: len(lines)}
			h.post.author = m[expr().SubexpIndex("name")]
			if k := expr().SubexpIndex("score"); k >= 0 {
				h.post.score = scalar.ParseNumber(m[k]).Ptr()
			}
			h.post.time = scalar.Stamp{Text: m[expr().SubexpIndex("time")]}
			if len(out) > 0 {
				out[len(out)-1].end = i
			}
			out = append(out, h)
		}
		return out
	}
}

const pasteAge = `(?P<time>(?:just now|\d+ (?:second|minute|hour|day|week|month|year)s? ago))`

var (
	redditHead = lazy.Regexp(`^\[[–—−+-]\]\s*(?P<name>\[deleted\]|[\w-]+).*?(?:\[?score hidden\]?|(?P<score>-?[\d.,]+k?) points?)?\s*(?:\(\d+ children?\))?\s*` + pasteAge + `.*$`)
	newsHead   = lazy.Regexp(`^(?P<name>[\w-]{2,15}) ` + pasteAge + `(?: \[\pL+\])?(?: ?\| ?(?:root|parent|prev|next|context|favorite|on: .{0,90}|unvote))*\s*\[(?:[–—−+-]|\d+ more)\]?.*$`)
	handle     = lazy.Regexp(`^@(\w{1,20})$`)
	mainTime   = lazy.Regexp(`(?i)^\d{1,2}:\d{2}(?: [ap]m)? · .{6,30}$`)
	replyingTo = lazy.Regexp(`(?i)^(?:replying to|antwort an|en réponse à|en respuesta a|in risposta a)\s*(?:@(\w+).*)?$`)
	xCounts    = lazy.Regexp(`(?i)^(?:[\d.,]+[km]?|(?:[\d.,]+[km]?\s*)?(?:views?|reposts?|retweets?|quotes?|quote tweets?|likes?|bookmarks?|replies|show replies|show more replies|translate (?:post|tweet)|relevant|view quotes|post your reply|read \d+ replies))$`)
)

// xHeads finds posts of X: a line with the handle under one with the name.
func xHeads(lines []line) []head {
	var out []head
	for i := 1; i < len(lines); i++ {
		m := handle().FindStringSubmatch(lines[i].text)
		if m == nil || replyingTo().MatchString(lines[i-1].text) || len(lines[i-1].text) > 60 {
			continue
		}
		h := head{at: i - 1, text: i + 1, end: len(lines), post: post{author: m[1]}}
		for h.text < len(lines) && h.text < i+4 {
			l := lines[h.text]
			if !isDot(l) && (l.kind != dateLine || l.name != "") {
				break
			}
			if l.kind == dateLine {
				h.post.time = l.time
			}
			h.text++
		}
		if h.text+1 < len(lines) && replyingTo().MatchString(lines[h.text].text) {
			to := replyingTo().FindStringSubmatch(lines[h.text].text)[1]
			if at := handle().FindStringSubmatch(lines[h.text+1].text); to == "" && at != nil {
				to = at[1]
				h.text++
			}
			h.post.replyTo = to
			h.text++
		}
		if len(out) > 0 {
			last := &out[len(out)-1]
			last.end = max(last.text, i-1) // the name may be the line above, too
		}
		out = append(out, h)
	}
	for k := range out {
		out[k].cutCounts(lines)
	}
	return out
}

// cutCounts ends the text of a post of X before its time and its counts.
func (h *head) cutCounts(lines []line) {
	for h.end > h.text {
		l := lines[h.end-1]
		switch {
		case mainTime().MatchString(l.text):
			clock, day, _ := strings.Cut(l.text, "·")
			h.post.time = absolute(strings.TrimSpace(day) + " " + strings.TrimSpace(clock))
		case !xCounts().MatchString(l.text) && l.kind != controlLine && !isDot(l):
			return
		}
		h.end--
	}
}

var (
	facebookAge   = lazy.Regexp(`(?i)^(?:\d{1,3} ?(?:s|m|h|d|w|y|min|hrs?|std\.?|tage?|wo?\.?|j|jahre?|sem|ans?|años?|g|sett|anni)|just now|\d{1,2} \pL+ \d{4}|\pL+ \d{1,2}(?:, \d{4})? at .{4,10})$`)
	facebookLike  = lazy.Regexp(`(?i)^(?:like|gefällt mir|j’aime|j'aime|me gusta|mi piace|gosto|vind ik leuk)$`)
	facebookReply = lazy.Regexp(`(?i)^(?:reply|antworten|répondre|responder|rispondi|beantwoorden)$`)
	facebookFoot  = lazy.Regexp(`(?i)^(?:like|gefällt mir|j’aime|j'aime|me gusta|mi piace) ?· ?(?:reply|antworten|répondre|responder|rispondi)(?: ?· .{1,40})?$`)
	facebookStart = lazy.Regexp(`(?i)^(?:most relevant|newest|all comments|top comments|relevanteste|neueste|alle kommentare|les plus pertinents|más relevantes|più pertinenti|share|teilen|partager|compartir|condividi|write a (?:public )?comment.{0,3}|view (?:more|previous) comments|\d+ (?:comments?|shares?))$`)
	facebookBadge = lazy.Regexp(`(?i)^(?:author|top fan|verified account|rising fan|follow|· follow|edited|autor|bearbeitet|\d+ (?:replies|reply|antworten)|(?:view|hide) .{0,30}(?:replies|reply|comments?)|.{1,40} replied.*|most relevant is selected.*)$`)
)

// facebookHeads finds comments of Facebook: the name is above the text, the age
// and the controls below it.
func facebookHeads(lines []line) []head {
	var out []head
	begin := -1
	for i := 0; i < len(lines); i++ {
		text := lines[i].text
		if begin < 0 || i == begin {
			if facebookStart().MatchString(text) {
				begin = i + 1
				continue
			}
		}
		foot, next := facebookFooter(lines, i)
		if !foot {
			continue
		}
		if begin < 0 {
			begin = max(0, blockStart(lines, i))
		}
		if begin < i {
			h := head{at: begin, text: begin + 1, end: i, post: post{author: lines[begin].text, time: absolute(facebookTime(lines[i:next]))}}
			for h.text < h.end && facebookBadge().MatchString(lines[h.text].text) {
				h.text++
			}
			h.post.replyTo = addressed(lines[h.text:h.end], out)
			h.post.score = facebookScore(lines, &next)
			out = append(out, h)
		}
		for next < len(lines) && (lines[next].kind == controlLine || facebookBadge().MatchString(lines[next].text)) {
			next++
		}
		begin, i = next, next-1
	}
	return out
}

// facebookFooter reports whether the age and the controls of a comment begin at
// line i, and the line after them.
func facebookFooter(lines []line, i int) (ok bool, next int) {
	if facebookFoot().MatchString(lines[i].text) {
		return true, i + 1
	}
	for n := i; n < len(lines) && n < i+5; n++ {
		text := lines[n].text
		switch {
		case facebookReply().MatchString(text) && n > i:
			next = n + 1
			if next < len(lines) && facebookAge().MatchString(lines[next].text) {
				next++
			}
			return true, next
		case facebookAge().MatchString(text), facebookLike().MatchString(text), isDot(lines[n]),
			n > i && facebookBadge().MatchString(text):
		default:
			return false, 0
		}
	}
	return false, 0
}

// facebookScore reads the number of reactions below a comment.
func facebookScore(lines []line, next *int) *int {
	for k := *next; k < len(lines) && k < *next+2; k++ {
		if n := scalar.ParseNumber(lines[k].text); n.Valid && lines[k].kind == controlLine {
			*next = k + 1
			return n.Ptr()
		}
		if !facebookBadge().MatchString(lines[k].text) {
			break
		}
	}
	return nil
}

func facebookTime(foot []line) string {
	for _, l := range foot {
		if facebookAge().MatchString(l.text) {
			return l.text
		}
		if parts := strings.Split(l.text, "·"); len(parts) > 2 {
			return strings.TrimSpace(parts[len(parts)-1])
		}
	}
	return ""
}

// blockStart returns the first line of the block without gaps before line i.
func blockStart(lines []line, i int) int {
	for i--; i > 0 && lines[i].gap == 0; {
		i--
	}
	return i
}

// addressed returns the author before whose name begins a text.
func addressed(lines []line, before []head) string {
	if len(lines) == 0 {
		return ""
	}
	for _, h := range slices.Backward(before) {
		if strings.HasPrefix(lines[0].text, h.post.author+" ") {
			return h.post.author
		}
	}
	return ""
}

// openThread makes the first post open the thread and the others answer it.
func openThread(comments []*gainsay.Comment) {
	for i, c := range comments {
		if i > 0 && c.Parent == "" {
			c.Parent = comments[0].ID
		}
		c.ParentBy = gainsay.BySource
	}
}
