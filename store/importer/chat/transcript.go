package chat

import (
	"bytes"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/format"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
)

var _ = format.Register(&format.Format{
	Name: "transcript",
	Doc: `the transcript of a meeting or a debate as subtitles (WebVTT, SRT) with the names of the speakers

Recognised by times with an arrow and, below them, names: "Ida: text" or <v Ida>text</v>. What a speaker says
without a break is one comment, with the time at which it begins in the recording. Subtitles without
names are refused: who speaks is unknown.`,
	From:  `Zoom, Teams and Meet: transcript of a recording (.vtt), programs that recognise speakers`,
	Ext:   []string{".vtt", ".srt"},
	Sniff: sniffTranscript,
	Read:  readTranscript,
})

var (
	cueTime    = lazy.Regexp(`^((?:\d{1,2}:)?\d{1,2}:\d\d[.,]\d{1,3})\s+-->\s+(?:\d{1,2}:)?\d{1,2}:\d\d[.,]\d{1,3}`)
	voiceTag   = lazy.Regexp(`^<v(?:\.[\w.]+)?\s+([^>]{1,80})>`)
	voiceName  = lazy.Regexp(`^(?:>>\s*)?(\pL[\pL\pM\pN .,'’()_-]{0,60}?):\s+(\S.*)$`)
	cueMarkup  = lazy.Regexp(`</?(?:v|c|i|b|u|lang|ruby|rt)\b[^>]*>|<\d[\d:.]*>`)
	voicedCues = lazy.Regexp(`(?m)-->.*\r?\n(?:<v[ .]|(?:>>\s*)?\pL[\pL\pM\pN .,'’()_-]{0,60}?: \S)`)
)

// sniffTranscript accepts subtitles of which at least two name a speaker.
func sniffTranscript(head []byte) int {
	head = bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\ufeff")))
	if !bytes.HasPrefix(head, []byte("WEBVTT")) && !cueAtStart(head) {
		return 0
	}
	if len(voicedCues().FindAllIndex(head, 2)) == 2 {
		return 90
	}
	return 0
}

// cueAtStart reports whether the first or the second line is the time of a
// subtitle.
func cueAtStart(head []byte) bool {
	lines := bytes.SplitN(head, []byte("\n"), 3)
	for _, l := range lines[:min(len(lines), 2)] {
		if cueTime().Match(bytes.TrimSpace(l)) {
			return true
		}
	}
	return false
}

func readTranscript(r io.Reader) iter.Seq2[*format.Found, error] {
	return readLogs(r, "subtitles without the names of speakers", func(all string) []*textLog {
		t := &transcript{log: newTextLog(&gainsay.Thread{})}
		text := strings.ReplaceAll(strings.TrimPrefix(all, "\ufeff"), "\r\n", "\n")
		for cue := range strings.SplitSeq(text, "\n\n") {
			t.cue(strings.Split(strings.TrimSpace(cue), "\n"))
		}
		t.flush()
		if t.unnamed > 0 {
			t.log.Remark(0, "subtitles before the first name of a speaker, not read: %d", t.unnamed)
		}
		return []*textLog{t.log}
	})
}

// transcript builds the thread of a recording.
type transcript struct {
	log     *textLog
	at      string // time at which the speaker begins
	speaker string
	said    []string
	unnamed int
}

// cue reads a subtitle: its time, and what is said.
func (t *transcript) cue(lines []string) {
	for len(lines) > 0 && !cueTime().MatchString(lines[0]) {
		lines = lines[1:] // the number, notes and styles
	}
	if len(lines) < 2 {
		return
	}
	at := cueTime().FindStringSubmatch(lines[0])[1]
	for _, l := range lines[1:] {
		l = strings.TrimSpace(l)
		name := ""
		if m := voiceTag().FindStringSubmatch(l); m != nil {
			name = m[1]
		}
		l = strings.TrimSpace(cueMarkup().ReplaceAllString(l, ""))
		if m := voiceName().FindStringSubmatch(l); m != nil && name == "" && isSpeaker(m[1]) {
			name, l = m[1], m[2]
		}
		if name != "" && name != t.speaker {
			t.flush()
			t.at, t.speaker = at, name
		}
		switch {
		case l == "":
		case t.speaker == "":
			t.unnamed++
		default:
			t.said = append(t.said, l)
		}
	}
}

// isSpeaker reports whether words before a colon may be a name: there are at most
// five, and none but particles is in lower case.
func isSpeaker(words string) bool {
	all := strings.Fields(words)
	for _, w := range all {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsLower(r) && !slices.Contains(particles, w) {
			return false
		}
	}
	return len(all) <= 5
}

// particles are words in lower case within names.
var particles = strings.Fields("de del della di da do dos du von van der den zu af la le el al bin ibn y e")

// flush adds what the speaker said.
func (t *transcript) flush() {
	if len(t.said) > 0 {
		at, _, _ := strings.Cut(strings.ReplaceAll(t.at, ",", "."), ".")
		t.log.message(scalar.Stamp{Text: at}, t.speaker, strings.Join(t.said, " "), nil)
	}
	t.said = nil
}
