package reply

import (
	"fmt"

	"github.com/gainsay/gainsay"
)

// signal numbers one measure of how well a comment fits as a parent.
type signal int

// The signals. Each is 0 where it says nothing; most are 0 or 1, the others
// say in their doc what they grow with.
const (
	article signal = iota
	fresh
	first
	asksAll
	silence
	youAll
	namesAll
	demandsAll
	previous
	second
	distance
	near
	pause
	opener
	offPath
	climb
	deep
	own
	ownLast
	latest
	turn
	talked
	backAt
	answered
	busy
	nameless
	mention
	call
	name
	inside
	other
	you
	opens
	answers
	affirms
	thanks
	shared
	cosine
	rare
	names
	figures
	contrary
	quote
	quoteMost
	requote
	quoteFirst
	quoteHolder
	quoteSelf
	requotePrev
	plain
	plainOther
	longClimb
	longOpener
	longBefore
	youClimb
	opensClimb
	alike
	firstOpener
	silentOpener
	level0
	level1
	level2
	level3
	level4
	leaf1
	leaf2
	leaf3
	leaf4
	signals // how many there are
)

// about documents a signal: its name in weight files, what it means in words
// for a reader, and what kind of link it speaks for.
type about struct {
	name, words string
	by          gainsay.ParentSource
}

var table = [signals]about{
	article:      {"article", "comments on the article or opens afresh", gainsay.ByOrder},
	fresh:        {"fresh", "turns to nobody", gainsay.ByOrder},
	first:        {"first", "is its author's first", gainsay.ByOrder},
	asksAll:      {"asks-all", "asks a question of everybody", gainsay.ByOrder},
	silence:      {"silence", "comes after a silence", gainsay.ByOrder}, // log2 of minutes since the comment before
	youAll:       {"you-all", "says “you”, which the author of an article is seldom called", gainsay.ByOrder},
	namesAll:     {"names-all", "names a participant, who did not write the article", gainsay.ByOrder},
	demandsAll:   {"demands-all", "asks for a source, which the author of an article is seldom asked", gainsay.ByOrder},
	previous:     {"previous", "stands right behind it", gainsay.ByOrder},
	second:       {"second", "stands one further on", gainsay.ByOrder},
	distance:     {"distance", "stands further on", gainsay.ByOrder},  // log2 of the comments between, plus one
	near:         {"near", "stands close by", gainsay.ByOrder},        // one over the distance
	pause:        {"pause", "comes some time later", gainsay.ByOrder}, // log2 of minutes between
	opener:       {"opener", "answers the opening post", gainsay.ByOrder},
	offPath:      {"off-path", "lies off the branch", gainsay.ByOrder},
	climb:        {"climb", "goes back up the branch", gainsay.ByOrder}, // log2 of levels above the comment before
	deep:         {"deep", "lies deep in the tree", gainsay.ByOrder},    // log2 of its depth
	own:          {"own", "is by the same author", gainsay.ByOrder},
	ownLast:      {"own-last", "is the same author's last", gainsay.ByTurn},
	latest:       {"latest", "is its author's latest", gainsay.ByOrder},
	turn:         {"turn", "its author is taking turns with this one", gainsay.ByTurn},
	talked:       {"talked", "the two have answered each other before", gainsay.ByTurn}, // log2 of how often
	backAt:       {"back-at", "is the latest answer to this author", gainsay.ByTurn},
	answered:     {"answered", "was answered by this author already", gainsay.ByOrder},
	busy:         {"busy", "was answered by others", gainsay.ByOrder}, // log2 of how often
	nameless:     {"nameless", "has no author where others do", gainsay.ByOrder},
	mention:      {"mention", "names its author with @", gainsay.ByMention},
	call:         {"call", "addresses its author by name", gainsay.ByAddress},
	name:         {"name", "names its author", gainsay.ByAddress},
	inside:       {"inside", "speaks of its author", gainsay.ByAddress},
	other:        {"other", "names somebody else", gainsay.ByOrder},
	you:          {"you", "says “you”", gainsay.ByAddress},
	opens:        {"opens", "opens as an answer does", gainsay.ByAddress},
	answers:      {"answers", "follows its question", gainsay.ByTurn},
	affirms:      {"affirms", "answers yes or no to its question", gainsay.ByTurn},
	thanks:       {"thanks", "thanks where it answered this author", gainsay.ByTurn},
	shared:       {"shared", "shares words with it", gainsay.BySimilarity},     // sum of the rarity of common terms, at most maxShared
	cosine:       {"cosine", "speaks of the same", gainsay.BySimilarity},       // 0 to 1
	rare:         {"rare", "shares a rare word with it", gainsay.BySimilarity}, // rarity of the rarest, 0 to 1
	names:        {"names", "speaks of the same names", gainsay.BySimilarity},  // how many, at most 3
	figures:      {"figures", "gives the same figures", gainsay.BySimilarity},  // how many, at most 3
	contrary:     {"contrary", "negates what it says", gainsay.BySimilarity},
	quote:        {"quote", "quotes its words", gainsay.ByQuote}, // share of the quoted words found, 0 to 1
	quoteMost:    {"quote-most", "quotes it most", gainsay.ByQuote},
	requote:      {"requote", "quotes words that it quotes too", gainsay.ByOrder}, // share, 0 to 1
	quoteFirst:   {"quote-first", "quotes it first", gainsay.ByQuote},             // share of the first quoted words found, 0 to 1
	quoteHolder:  {"quote-holder", "is the latest to say what is quoted first", gainsay.ByQuote},
	quoteSelf:    {"quote-self", "quotes its own author there", gainsay.ByOrder},                          // share of the quoted words, 0 to 1
	requotePrev:  {"requote-before", "quotes words that it quotes too, right behind it", gainsay.ByOrder}, // share, 0 to 1
	plain:        {"plain", "quotes nothing where others do, right behind it", gainsay.ByOrder},           // share of the thread's comments that quote
	plainOther:   {"plain-other", "quotes nothing where others do", gainsay.ByOrder},                      // the same, for all but the one before
	longClimb:    {"long-climb", "is long and goes back up the branch", gainsay.ByOrder},
	longOpener:   {"long-opener", "is long and answers the opening post", gainsay.ByOrder}, // log of its length
	longBefore:   {"long-before", "stands behind something long", gainsay.ByOrder},         // log of the length answered
	youClimb:     {"you-climb", "says “you” far up the branch", gainsay.ByOrder},
	opensClimb:   {"opens-climb", "opens as an answer does far up the branch", gainsay.ByOrder},
	alike:        {"alike", "is the most alike", gainsay.BySimilarity},
	firstOpener:  {"first-opener", "is its author's first and answers the opening post", gainsay.ByOrder},
	silentOpener: {"silent-opener", "comes after a silence and answers the opening post", gainsay.ByOrder}, // log2 of minutes
	level0:       {"level-0", "answers a comment of the first level", gainsay.ByOrder},
	level1:       {"level-1", "answers a comment of the second level", gainsay.ByOrder},
	level2:       {"level-2", "answers a comment of the third level", gainsay.ByOrder},
	level3:       {"level-3", "answers a comment of the fourth level", gainsay.ByOrder},
	level4:       {"level-4", "answers a comment of the fifth level or deeper", gainsay.ByOrder},
	leaf1:        {"leaf-1", "stands right behind one of the second level", gainsay.ByOrder},
	leaf2:        {"leaf-2", "stands right behind one of the third level", gainsay.ByOrder},
	leaf3:        {"leaf-3", "stands right behind one of the fourth level", gainsay.ByOrder},
	leaf4:        {"leaf-4", "stands right behind one of the fifth level or deeper", gainsay.ByOrder},
}

// values are the signals of one candidate.
type values [signals]float64

// Signal is one reason for or against a link, with its share of the sum.
type Signal struct {
	Name   string               // as in the weight file
	Words  string               // what it rests on, "" where the name says all
	Weight float64              // log odds against the other candidates
	By     gainsay.ParentSource // what kind of link it speaks for
	words  string
}

// Sentence says what a signal means, in words for a reader.
func (s Signal) Sentence() string {
	if s.Words == "" {
		return s.words
	}
	return fmt.Sprintf("%s (“%s”)", s.words, s.Words)
}
