package table

import (
	"slices"
	"strings"
)

// Fields of an answer in the row of the comment that it answers, as shops and
// app stores write the answer to a review.
const (
	answerText = "answer"
	answerTime = "answer time"
)

// answerWords begin or end the names of columns with such an answer, ofAnother
// are words in the names of columns about the comment that is answered.
var (
	answerWords = words("reply response answer developerresponse ownerresponse")
	answerBody  = words("content text body comment message")
	ofAnother   = words(`to in parent quoted replied original count counts num number id ids by user name author url
		total status is has can type types rate score`)
)

// answer reports whether a name is of a column with an answer in the row of a
// comment: replyContent, developer_response, ownerResponse.text.
func (n nameOf) answer() bool {
	if n.hasWord(ofAnother) || !n.hasWord(answerWords) {
		return false
	}
	last := n.words[len(n.words)-1]
	return len(n.words) > 1 && (slices.Contains(answerBody, last) || slices.Contains(answerWords, last))
}

// findAnswer chooses a column with answers, which stand beside the texts that
// they answer, and the one with their times.
func (s *sample) findAnswer(g *guess) {
	text := s.get(g.Mapping["text"])
	for _, c := range s.columns {
		if text.n == 0 || s.embedsParent(g, c) || g.uses(c.path) || !c.answer() || c.n == 0 || c.n >= s.rows && s.rows > 3 || c.average() < 3 || !c.textual() {
			continue
		}
		g.Mapping[answerText] = c.path
		for _, at := range s.columns {
			if at.n > 0 && at.times+at.epochs == at.n && at.n <= c.n && !g.uses(at.path) && at.answerDate(c.nameOf) {
				g.Mapping[answerTime] = at.path
			}
		}
		return
	}
}

// embedsParent reports whether a column is of an object with the id of the parent: the
// comment answered, repeated in its replies.
func (s *sample) embedsParent(g *guess, c *column) bool {
	above := c.path[:strings.LastIndexByte(c.path, '.')+1]
	id := s.get(above + "id")
	return above != "" && id.n > 0 && (g.Mapping["parent"] == id.path || id.in(s.get(g.Mapping["parent"])) > 0)
}

// answerDate reports whether a name is of the time of an answer: repliedAt,
// timestamp_dev_responded, developerResponse.modified.
func (n nameOf) answerDate(answer nameOf) bool {
	above := answer.path[:strings.LastIndexByte(answer.path, '.')+1]
	return above != "" && strings.HasPrefix(n.path, above) ||
		n.hasWord(words("reply replied response responded answer answered"))
}

// withAnswer returns a row and the answer in it, if there is one.
func withAnswer(row tableRow) []tableRow {
	text := row.fields[answerText]
	if strings.TrimSpace(text) == "" || row.fields["id"] == "" {
		return []tableRow{row}
	}
	f := fields{"text": text, "time": row.fields[answerTime], "parent": row.fields["id"], "id": row.fields["id"] + "-answer"}
	for _, k := range words("thread url article wrapped") {
		if v := row.fields[k]; v != "" {
			f[k] = v
		}
	}
	return []tableRow{row, {row.line, f}}
}
