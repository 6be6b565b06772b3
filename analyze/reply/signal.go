package reply

import (
	"fmt"

	"github.com/gainsay/gainsay"
)

// signal numbers the features of a candidate parent.
type signal uint8

// The signals. Most are 0 or 1; for the others signalDocs gives the value. The
// order is that of weight files.
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
	pending
	owed
	owedOpener
	head
	headLong
	headAuthor
	headAsks
	habit
	misplaced
	placed
	previousTalk
	topTalk
	likeArticle
	inArticle
	quoteArticle
	repeats
	previousChain
	previousTurns
	habitPrevious
	topChain
	topTurns
	topLevel
	topLevelTalk
	topLevelChain
	topLevelTurns
	habitTopLevel
	habitLevel
	returns
	returnsNext
	callsBack
	longTop
	topDialogue
	previousDialogue
	topRecord
	topLate
	topLateRecords
	aboutArticle
	numSignals // how many there are
)

// signalDoc documents a signal. In its text, "it" is the parent and "the
// author" the one of the comment.
type signalDoc struct {
	name string               // key in weight files
	text string               // for readers: what the comment does
	by   gainsay.ParentSource // the kind of link it is evidence for
}

var signalDocs = [numSignals]signalDoc{
	article: {"article", "comments on the article or starts a new topic", gainsay.ByOrder},
	fresh:   {"fresh", "addresses no one", gainsay.ByOrder},
	first:   {"first", "is the author's first comment", gainsay.ByOrder},
	asksAll: {"asks-all", "asks everyone a question", gainsay.ByOrder},
	// log2 of minutes since the previous comment
	silence:  {"silence", "comes after a pause", gainsay.ByOrder},
	youAll:   {"you-all", "says “you”, which rarely means the author of an article", gainsay.ByOrder},
	namesAll: {"names-all", "names a participant, who did not write the article", gainsay.ByOrder},
	demandsAll: {"demands-all", "asks for a source, which the author of an article is rarely asked for",
		gainsay.ByOrder},

	previous: {"previous", "immediately follows it", gainsay.ByOrder},
	second:   {"second", "follows one comment later", gainsay.ByOrder},
	// log2 of the distance in comments
	distance: {"distance", "follows at a distance", gainsay.ByOrder},
	near:     {"near", "follows closely", gainsay.ByOrder}, // 1/distance
	// log2 of minutes between
	pause:   {"pause", "comes some time later", gainsay.ByOrder},
	opener:  {"opener", "replies to the opening post", gainsay.ByOrder},
	offPath: {"off-path", "leaves the current branch", gainsay.ByOrder},
	// log2 of levels above the previous comment
	climb: {"climb", "goes back up the branch", gainsay.ByOrder},
	// log2 of its depth
	deep: {"deep", "replies to a deeply nested comment", gainsay.ByOrder},

	own:     {"own", "has the same author", gainsay.ByOrder},
	ownLast: {"own-last", "continues the author's latest comment", gainsay.ByTurn},
	latest:  {"latest", "replies to its author's latest comment", gainsay.ByOrder},
	turn:    {"turn", "replies to a reply to the author", gainsay.ByTurn},
	// log2 of how often
	talked:   {"talked", "the two authors have replied to each other before", gainsay.ByTurn},
	backAt:   {"back-at", "replies to the latest reply to the author", gainsay.ByTurn},
	answered: {"answered", "the author has already replied to it", gainsay.ByOrder},
	busy:     {"busy", "others have replied to it", gainsay.ByOrder}, // log2 of how often
	nameless: {"nameless", "replies to a comment without author, where others have one", gainsay.ByOrder},

	mention: {"mention", "mentions its author with @", gainsay.ByMention},
	call:    {"call", "addresses its author by name", gainsay.ByAddress},
	name:    {"name", "names its author", gainsay.ByAddress},
	inside:  {"inside", "refers to its author", gainsay.ByAddress},
	other:   {"other", "names someone else", gainsay.ByOrder},
	you:     {"you", "says “you”", gainsay.ByAddress},
	opens:   {"opens", "begins like a reply", gainsay.ByAddress},
	answers: {"answers", "follows its question", gainsay.ByTurn},
	affirms: {"affirms", "answers its question with yes or no", gainsay.ByTurn},
	thanks:  {"thanks", "thanks for a reply", gainsay.ByTurn},

	// sum of the rarity of common terms, at most maxShared
	shared: {"shared", "shares words with it", gainsay.BySimilarity},
	cosine: {"cosine", "has similar content", gainsay.BySimilarity}, // 0 to 1
	// rarity of the rarest, 0 to 1
	rare: {"rare", "shares a rare word with it", gainsay.BySimilarity},
	// how many, at most maxCounted
	names: {"names", "mentions the same names", gainsay.BySimilarity},
	// how many, at most maxCounted
	figures:  {"figures", "gives the same figures", gainsay.BySimilarity},
	contrary: {"contrary", "negates what it says", gainsay.BySimilarity},
	alike:    {"alike", "has the most similar content", gainsay.BySimilarity},

	// share of the quoted words found, 0 to 1
	quote:     {"quote", "quotes its words", gainsay.ByQuote},
	quoteMost: {"quote-most", "quotes it most", gainsay.ByQuote},
	// share, 0 to 1
	requote: {"requote", "quotes words that it also quotes", gainsay.ByOrder},
	// share of the first quoted words found, 0 to 1
	quoteFirst:  {"quote-first", "quotes it first", gainsay.ByQuote},
	quoteHolder: {"quote-holder", "quotes first what it was the latest to say", gainsay.ByQuote},
	// share of the quoted words, 0 to 1
	quoteSelf: {"quote-self", "quotes the author's own words", gainsay.ByOrder},
	// share, 0 to 1
	requotePrev: {"requote-before", "quotes words that the previous comment also quotes", gainsay.ByOrder},
	// share of the thread's comments that quote
	plain: {"plain", "quotes nothing, unlike others, and immediately follows it", gainsay.ByOrder},
	// the same, for all but the previous comment
	plainOther: {"plain-other", "quotes nothing, unlike others", gainsay.ByOrder},

	longClimb: {"long-climb", "is long and goes back up the branch", gainsay.ByOrder},
	// log of its length
	longOpener: {"long-opener", "is long and replies to the opening post", gainsay.ByOrder},
	// log of the parent's length
	longBefore: {"long-before", "replies to a long comment", gainsay.ByOrder},
	youClimb:   {"you-climb", "says “you” and goes back up the branch", gainsay.ByOrder},
	opensClimb: {"opens-climb", "begins like a reply and goes back up the branch", gainsay.ByOrder},
	firstOpener: {"first-opener", "is the author's first comment and replies to the opening post",
		gainsay.ByOrder},
	// log2 of minutes
	silentOpener: {"silent-opener", "comes after a pause and replies to the opening post", gainsay.ByOrder},

	level0: {"level-0", "replies to a comment at level 1", gainsay.ByOrder},
	level1: {"level-1", "replies to a comment at level 2", gainsay.ByOrder},
	level2: {"level-2", "replies to a comment at level 3", gainsay.ByOrder},
	level3: {"level-3", "replies to a comment at level 4", gainsay.ByOrder},
	level4: {"level-4", "replies to a comment at level 5 or deeper", gainsay.ByOrder},
	leaf1:  {"leaf-1", "immediately follows a comment at level 2", gainsay.ByOrder},
	leaf2:  {"leaf-2", "immediately follows a comment at level 3", gainsay.ByOrder},
	leaf3:  {"leaf-3", "immediately follows a comment at level 4", gainsay.ByOrder},
	leaf4:  {"leaf-4", "immediately follows a comment at level 5 or deeper", gainsay.ByOrder},

	pending: {"pending", "replies to a reply to the author not yet answered", gainsay.ByTurn},
	owed:    {"owed", "comments on the article while replies to the author are unanswered", gainsay.ByOrder},
	owedOpener: {"owed-opener", "replies to the first comment while replies to the author are unanswered",
		gainsay.ByOrder},
	head: {"head", "replies to the first comment, which may be the opening post", gainsay.ByOrder},
	// logarithm of its length, less the mean
	headLong: {"head-long", "replies to a first comment longer than others", gainsay.ByOrder},
	// log2 of one plus how many further comments its author wrote
	headAuthor: {"head-author", "replies to the first comment, whose author takes part", gainsay.ByOrder},
	headAsks:   {"head-asks", "replies to the first comment, which asks a question", gainsay.ByOrder},
	// log2 of the share of the comments before
	habit:     {"habit", "replies to what many others reply to", gainsay.ByOrder},
	misplaced: {"misplaced", "would not be in order among the replies to it", gainsay.ByOrder},
	// log of the probability by votes alone
	placed: {"placed", "has votes that fit the place", gainsay.ByOrder},
	// share of the comments that are not their authors' first
	previousTalk: {"previous-talk", "immediately follows it, where few authors write", gainsay.ByOrder},
	// the same
	topTalk: {"top-talk", "replies to the article or opening post, where few authors write", gainsay.ByOrder},

	likeArticle: {"like-article", "has content similar to the article", gainsay.BySimilarity}, // 0 to 1
	// share of its content, 0 to 1
	inArticle: {"in-article", "uses words of the article", gainsay.BySimilarity},
	// share of the quoted words, 0 to 1
	quoteArticle: {"quote-article", "quotes the article", gainsay.ByQuote},

	repeats: {"repeats", "repeats a sentence of it word for word", gainsay.ByQuote},

	// the thread's trait of the name, here and below; see traits
	previousChain: {"previous-chain",
		"immediately follows it, where comments resemble the one before", gainsay.ByOrder},
	previousTurns: {"previous-turns",
		"immediately follows it, where two authors often alternate", gainsay.ByOrder},
	// log2 of the share of the comments before
	habitPrevious: {"habit-previous", "immediately follows it, as other replies do", gainsay.ByOrder},
	topChain: {"top-chain", "replies to the article or opening post, where comments resemble the one before",
		gainsay.ByOrder},
	topTurns: {"top-turns", "replies to the article or opening post, where two authors often alternate",
		gainsay.ByOrder},
	topLevel: {"top-level", "replies to a comment on the article or opening post", gainsay.ByOrder},
	topLevelTalk: {"top-level-talk",
		"replies to a comment on the article or opening post, where few authors write", gainsay.ByOrder},
	topLevelChain: {"top-level-chain",
		"replies to a comment on the article or opening post, where comments resemble the one before",
		gainsay.ByOrder},
	topLevelTurns: {"top-level-turns",
		"replies to a comment on the article or opening post, where two authors often alternate", gainsay.ByOrder},
	// log2 of the share of the comments before
	habitTopLevel: {"habit-top-level", "replies to a comment on the article or opening post, as others do",
		gainsay.ByOrder},
	// the same
	habitLevel: {"habit-level", "replies at a level at which others reply", gainsay.ByOrder},

	// 1/distance in comments
	returns:     {"returns", "is soon followed by a comment of its author", gainsay.ByTurn},
	returnsNext: {"returns-next", "is immediately followed by a comment of its author", gainsay.ByTurn},
	callsBack: {"calls-back",
		"is soon followed by a comment of its author that names the author", gainsay.ByTurn},

	// log of its length
	longTop:      {"long-top", "is long and comments on the article or starts a new topic", gainsay.ByOrder},
	aboutArticle: {"about-article", "speaks of the article or its author", gainsay.ByOrder},
	topDialogue: {"top-dialogue", "replies to the article or opening post, where people address each other",
		gainsay.ByOrder},
	previousDialogue: {"previous-dialogue",
		"immediately follows it, where people address each other", gainsay.ByOrder},
	topRecord: {"top-record", "is in order of time among the top-level comments", gainsay.ByOrder},
	topLate: {"top-late",
		"would not be in order of time among the top-level comments", gainsay.ByOrder},
	topLateRecords: {"top-late-records",
		"would not be in order of time, as most comments are", gainsay.ByOrder},
}

// values are the signals of one candidate.
type values [numSignals]float64

// Signal is one reason for or against a recovered link.
type Signal struct {
	Name   string               // key in the weight file
	Words  string               // the words it rests on, "" for none
	Weight float64              // what it adds to the log-odds; positive favours the link
	By     gainsay.ParentSource // the kind of link it is evidence for
	text   string
}

// Sentence describes the signal for readers, with its words if it has any.
func (s Signal) Sentence() string {
	if s.Words == "" {
		return s.text
	}
	return fmt.Sprintf("%s (“%s”)", s.text, s.Words)
}
