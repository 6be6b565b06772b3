package reply

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay/analyze/text"
)

// place says where in a comment a name stands.
type place int

const (
	nowhere    place = iota
	inside           // somewhere in the text
	atEnd            // "… you are mistaken, Dana."
	atStart          // "Dana, you are mistaken."
	mentioned        // "@dana" after another mention or inside the text
	mentionTop       // "@dana" before anything else
)

// roster knows the authors of a thread and what they may be called.
type roster struct {
	id     map[string]int   // by folded name
	exact  map[string][]int // full names, also written without blanks
	partly map[string][]int // first words, and prefixes of four letters or more
}

const (
	longestName  = 5 // words of a name that are looked for
	shortestPart = 3 // letters of a first word that stands for the name
	shortestCut  = 4 // letters of a prefix that stands for the name
)

func newRoster(authors []string) *roster {
	r := &roster{id: map[string]int{}, exact: map[string][]int{}, partly: map[string][]int{}}
	for _, a := range authors {
		key := fold(a)
		if key == "" {
			continue
		}
		if _, known := r.id[key]; !known {
			r.id[key] = len(r.id)
			r.add(key, r.id[key])
		}
	}
	return r
}

func (r *roster) add(key string, id int) {
	r.exact[key] = append(r.exact[key], id)
	words := strings.Fields(key)
	if joined := strings.Join(words, ""); joined != key {
		r.exact[joined] = append(r.exact[joined], id)
	}
	first := strings.Trim(words[0], ".,-_")
	if utf8.RuneCountInString(first) >= shortestPart && first != key {
		r.partly[first] = append(r.partly[first], id)
	}
	n := 0
	for at := range first {
		if n >= shortestCut {
			r.partly[first[:at]] = append(r.partly[first[:at]], id)
		}
		n++
	}
}

// of returns the author's number, or -1 for a lost name.
func (r *roster) of(author string) int {
	if id, ok := r.id[fold(author)]; ok {
		return id
	}
	return -1
}

func fold(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }

// called finds the authors that a text names, and the strongest place of each.
func (r *roster) called(s string) map[int]place {
	out := map[int]place{}
	if len(r.id) == 0 {
		return out
	}
	words := spacedWords(s)
	start := skipGreetings(words)
	for i := range words {
		if strings.HasPrefix(words[i], "@") {
			r.note(out, r.mention(words[i:]), mentionPlace(i, start))
			continue
		}
		r.note(out, r.plain(words[i:]), inside)
	}
	r.note(out, r.vocative(words[start:]), atStart)
	r.note(out, r.closing(words), atEnd)
	return out
}

func (r *roster) note(out map[int]place, ids []int, p place) {
	for _, id := range ids {
		out[id] = max(out[id], p)
	}
}

func mentionPlace(i, start int) place {
	if i <= start {
		return mentionTop
	}
	return mentioned
}

// spacedWords splits at white space only, so that odd nicknames stay whole,
// and cuts a colon or comma loose from a word that runs on behind it.
func spacedWords(s string) []string {
	const most = 400
	words := strings.Fields(s)
	if len(words) > most {
		words = slices.Concat(words[:most/2], words[len(words)-most/2:])
	}
	return words
}

var greetings = map[string]bool{
	"hi": true, "hey": true, "hello": true, "dear": true, "ok": true, "okay": true, "yes": true, "no": true, "well": true,
	"sorry": true, "thanks": true, "oh": true, "so": true, "but": true, "and": true, "to": true, "nope": true, "yeah": true,
}

func skipGreetings(words []string) int {
	i := 0
	for i < len(words) && i < 2 && greetings[bare(words[i])] {
		i++
	}
	return i
}

// bare is a word without the punctuation around it, folded.
func bare(w string) string {
	return strings.ToLower(strings.TrimFunc(w, func(r rune) bool { return unicode.IsPunct(r) && r != '_' }))
}

// mention reads "@name", also of several words.
func (r *roster) mention(words []string) []int {
	first := strings.TrimPrefix(words[0], "@")
	for n := min(longestName, len(words)); n > 0; n-- {
		name := first
		if n > 1 {
			name += " " + strings.Join(words[1:n], " ")
		}
		for _, key := range []string{strings.ToLower(name), trimTail(name)} {
			if ids := r.exact[key]; ids != nil {
				return ids
			}
		}
	}
	return r.partly[trimTail(first)]
}

func trimTail(s string) string { return strings.ToLower(strings.TrimRight(s, ".,:;!?)('’\"-…")) }

// plain reads a full name somewhere in the text. A name that is an everyday
// word, or has no capital and no digit, is none here.
func (r *roster) plain(words []string) []int {
	if text.Stopword(bare(words[0])) || !nameLike(words[0]) {
		return nil
	}
	for n := min(3, len(words)); n > 0; n-- {
		if ids := r.exact[bare(strings.Join(words[:n], " "))]; ids != nil {
			return ids
		}
	}
	return nil
}

func nameLike(w string) bool {
	return strings.ContainsFunc(w, func(r rune) bool { return unicode.IsUpper(r) || unicode.IsDigit(r) || r == '_' }) &&
		utf8.RuneCountInString(bare(w)) >= shortestPart
}

// vocative reads a name at the front that is set off by punctuation; a full
// name of more than four letters needs none.
func (r *roster) vocative(words []string) []int {
	for n := min(longestName, len(words)); n > 0; n-- {
		raw := strings.Join(words[:n], " ")
		set := strings.HasSuffix(raw, ",") || strings.HasSuffix(raw, ":") || n < len(words) && isDash(words[n]) || n == len(words)
		for _, key := range []string{strings.ToLower(strings.TrimRight(raw, ",:")), bare(raw)} {
			if ids := r.exact[key]; ids != nil && (set || len(key) > 4 && !text.Stopword(key) && nameLike(raw)) {
				return ids
			}
			if ids := r.partly[key]; ids != nil && set {
				return ids
			}
		}
	}
	return nil
}

func isDash(w string) bool {
	return w == "-" || w == "–" || w == "—" || w == "," || w == ":" || w == "..." || w == "…"
}

// closing reads a name that ends the text: behind a comma, or written with a
// capital behind a word without one.
func (r *roster) closing(words []string) []int {
	for n := min(longestName, len(words)-1); n > 0; n-- {
		at := len(words) - n
		raw := strings.Join(words[at:], " ")
		comma := strings.HasSuffix(words[at-1], ",")
		if !comma && !nameLike(words[at]) || text.Stopword(bare(raw)) && !comma {
			continue
		}
		key := bare(raw)
		if ids := r.exact[key]; ids != nil {
			return ids
		}
		if ids := r.partly[key]; ids != nil {
			return ids
		}
	}
	return nil
}
