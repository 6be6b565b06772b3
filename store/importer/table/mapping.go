package table

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Mapping names the column of each field; see MapFields for the fields. A
// column may be a path of keys such as meta.score.
type Mapping map[string]string

// tableFields are the fields that a column may be mapped to, with the usual
// names of such columns, the most reliable first. Only letters and digits of a
// name count.
var tableFields = []struct {
	name  string
	names []string
}{
	{"text", words("commentbody commenttext commentcontent text body fulltext textoriginal textdisplay messagetext posttext comment content message selftext post tweet utterance commentsingleline reviewtext")},
	{"id", words("id commentid postid messageid tweetid utteranceid cid itemid idstr uuid num")},
	{"parent", words("parentid parent parentcommentid replyto replytoid inreplyto inreplytoid inreplytostatusid inreplytotweetid replytocommentid replytocid parentpostid parentmessageid respondsto replytomessageid")},
	{"thread", words("threadid thread linkid articleid conversationid conversation topicid topic storyid discussionid submissionid videoid")},
	{"author", words("author username authorname userdisplayname commentauthor displayname authordisplayname screenname nickname user speaker sender poster from name authorid userid")},
	{"time", words("createdutc createdat createdate timestamp unixtimestamp datetime time date posttime created publishedat published postedat commentdate commenttime posted timestamputc")},
	{"score", words("score points ups likes likecount likescount votes upvotes totalvotes votecount recommendations karma favoritecount favouritescount numlikes")},
	{"title", words("threadtitle articletitle topictitle submissiontitle title subject headline")},
	{"url", words("articleurl threadurl url permalink weburl link")},
	{"state", words("state commentstatus isdeleted deleted isremoved removed isspam spam status")},
}

func words(s string) []string { return strings.Fields(s) }

// MapFields returns the fields that a mapping may name.
func MapFields() []string {
	var out []string
	for _, f := range tableFields {
		out = append(out, f.name)
	}
	return out
}

// ParseMapping reads a mapping such as text=body,parent=parent_id. A column
// whose name contains a comma cannot be mapped.
func ParseMapping(s string) (Mapping, error) {
	m := Mapping{}
	for part := range strings.SplitSeq(s, ",") {
		field, column, ok := strings.Cut(part, "=")
		field, column = strings.TrimSpace(field), strings.TrimSpace(column)
		switch {
		case !ok || column == "":
			return nil, fmt.Errorf("read mapping: %q is not FIELD=COLUMN", part)
		case !slices.Contains(MapFields(), field):
			return nil, fmt.Errorf(
				"read mapping: unknown field %q: one of %s",
				field,
				strings.Join(MapFields(), ", "),
			)
		case m[field] != "":
			return nil, fmt.Errorf("read mapping: field %s is mapped twice", field)
		}
		m[field] = column
	}
	if m["text"] == "" {
		return nil, fmt.Errorf("read mapping: no column for text")
	}
	return m, nil
}

// String writes the mapping as ParseMapping reads it.
func (m Mapping) String() string {
	var parts []string
	for _, f := range MapFields() {
		if m[f] != "" {
			parts = append(parts, f+"="+m[f])
		}
	}
	return strings.Join(parts, ",")
}

// guessMapping finds the columns by their names. Of a path of keys the last key
// counts; less nested keys are preferred.
func guessMapping(columns []string) Mapping {
	m := Mapping{}
	taken := map[string]bool{}
	for _, f := range tableFields {
		if c := bestColumn(columns, f.names, taken); c != "" {
			m[f.name] = c
			taken[c] = true
		}
	}
	return m
}

func bestColumn(columns, names []string, taken map[string]bool) string {
	best, rank := "", len(names)*100
	for _, c := range columns {
		last := c[strings.LastIndexByte(c, '.')+1:]
		i := slices.Index(names, columnKey(last))
		if i < 0 || taken[c] {
			continue
		}
		if r := i + 100*strings.Count(c, "."); r < rank {
			best, rank = c, r
		}
	}
	return best
}

// columnKey returns the letters and digits of a column's name in lower case.
func columnKey(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// enough reports whether a guess is usable: there is a text and an author, a
// time, a parent or the like.
func (m Mapping) enough() bool {
	n := 0
	for _, f := range []string{"id", "parent", "thread", "author", "time"} {
		if m[f] != "" {
			n++
		}
	}
	return m["text"] != "" && n >= 2
}

// missing returns the columns of the mapping that the table does not have.
func (m Mapping) missing(columns []string) []string {
	var out []string
	for _, f := range MapFields() {
		if c := m[f]; c != "" && !slices.Contains(columns, c) {
			out = append(out, c)
		}
	}
	return out
}
