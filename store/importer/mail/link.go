package mail

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"

	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
)

// mailLinks finds out which messages belong to the same thread, as a
// disjoint-set forest: messages are joined if one names the other. Ids are kept
// as hashes of 8 bytes, so that archives of any size fit into memory.
type mailLinks struct {
	up      []int          // parent by node in the forest
	node    map[uint64]int // node by hash of an id, also of messages that are only referred to
	subject map[uint64]int // node by hash of a subject, in the current file
	message []int          // node by number of the message
	first   map[int]int    // first message of a thread, by the root of its tree
}

func newMailLinks() mailLinks {
	return mailLinks{node: map[uint64]int{}, first: map[int]int{}}
}

// newFile forgets subjects, since files may come from different lists.
func (l *mailLinks) newFile() { l.subject = map[uint64]int{} }

// add adds a message and returns its number.
func (l *mailLinks) add(m *mailMessage) int {
	n := l.of(m.ID)
	for _, id := range m.Refs {
		l.join(n, l.of(id))
	}
	for _, id := range m.Answers {
		l.join(n, l.of(id))
	}
	if s := m.Subject; s != "" {
		key := hash64(strings.ToLower(s))
		if other, ok := l.subject[key]; !ok {
			l.subject[key] = n
		} else if len(m.Refs)+len(m.Answers) == 0 {
			l.join(n, other)
		}
	}
	l.message = append(l.message, n)
	return len(l.message) - 1
}

// of returns the node of an id.
func (l *mailLinks) of(id string) int {
	key := hash64(id)
	n, ok := l.node[key]
	if !ok {
		n = len(l.up)
		l.node[key] = n
		l.up = append(l.up, n)
	}
	return n
}

func (l *mailLinks) join(a, b int) {
	a, b = l.find(a), l.find(b)
	l.up[max(a, b)] = min(a, b)
}

func (l *mailLinks) find(n int) int {
	for l.up[n] != n {
		l.up[n] = l.up[l.up[n]]
		n = l.up[n]
	}
	return n
}

// thread returns the number of the first message of a message's thread. It must
// be called in the order of the messages, after the last was added.
func (l *mailLinks) thread(message int) int {
	top := l.find(l.message[message])
	if _, ok := l.first[top]; !ok {
		l.first[top] = message
	}
	return l.first[top]
}

func hash64(s string) uint64 {
	sum := sha256.Sum256([]byte(s))
	return binary.BigEndian.Uint64(sum[:8])
}

// replyMark matches what mail programs put before the subject of a reply or a
// forwarded message, and list servers before every subject.
var replyMark = lazy.Regexp(`(?i)^\s*(?:(?:re|aw|antw|sv|vs|odp|fw|fwd|wg|tr|rv|rif|res)\s*(?:\[\d+\]|\(\d+\)|\*\d+)?\s*[:：]|\[[^\]\n]{1,60}\])\s*`)

// replyWord matches the mark of a reply in a subject, after those of lists.
var replyWord = lazy.Regexp(
	`(?i)^\s*(?:\[[^\]\n]{1,60}\]\s*)*(?:re|aw|antw|sv|vs|odp|rif|res)\s*(?:\[\d+\]|\(\d+\)|\*\d+)?\s*[:：]`,
)

// plainSubject removes marks and surplus white space from a subject.
func plainSubject(s string) string {
	s = scalar.OneLine(s)
	for {
		mark := replyMark().FindStringIndex(s)
		if mark == nil || mark[1] == len(s) {
			return s
		}
		s = s[mark[1]:]
	}
}
