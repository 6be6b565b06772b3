package page

import (
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
)

const (
	reMonth = `(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?`
	reClock = `(?:,? ?(?:at |@ ?|- |· |• |um )?\d{1,2}[:.]\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?(?: ?(?:utc|gmt|z|[ce][sde]?t|pst|pdt|mst|mdt|cest|bst))?)`
	reDay   = `(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?`
	reAbs   = reDay + `(?:` + reMonth + ` \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}(?:\.|st|nd|rd|th)?[ -]` + reMonth + `[ -,]+\d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4})` + `(?:t?` + reClock + `)?`
	reRel   = `(?:(?:about |over |almost |nearly )?(?:\d+|an?|one|a few) (?:sec(?:ond)?s?|min(?:ute)?s?|hours?|hrs?|days?|weeks?|wks?|months?|mos?|years?|yrs?)(?:,? (?:and )?\d+ \w+)? ago|\d{1,3} ?(?:s|m|min|h|hr|hrs|d|w|wk|mo|y|yr|yrs)(?: ago)?|just now|yesterday` + reClock + `?|today` + reClock + `?|` + reDay + reMonth + ` \d{1,2}` + reClock + `?)`
	reTail  = `(?:[ ·•|,]*(?:\(?edited\)?|reply|permalink|link|#\d+|share|report|quote|in reply to .{1,40}|[·•|]))*`
)

// dated matches a line that is a date, perhaps after an author.
var dated = lazy.Regexp(`(?i)^(?:(?P<name>\S.{0,38}?)(?: ?[•·|»–—>,] ?| - |\s{2,}| on | wrote on | posted on | said on |\s+))?(?:posted |on |· |• |at )*(?P<date>` + reAbs + `|` + reRel + `)` + reTail + `$`)

// classifyDate makes l a date line if it is one.
func classifyDate(l line) line {
	m := dated().FindStringSubmatch(l.text)
	if m == nil {
		return l
	}
	name := strings.Trim(m[1], " •·|»–—>,-:")
	name = strings.TrimPrefix(strings.TrimPrefix(name, "by "), "By ")
	if len(strings.Fields(name)) > 5 || strings.ContainsAny(name, ".!?;") && !initials().MatchString(name) {
		return l
	}
	if low := strings.ToLower(name); low == "posted" || low == "on" || low == "by" {
		name = ""
	}
	l.kind, l.name, l.time = dateLine, name, absolute(m[2])
	return l
}

// initials matches text whose only full stops belong to initials and titles, as
// in "R. Osei" and "J.P. Marten".
var initials = lazy.Regexp(`^(?:[^.!?;]|\b\pL\.|\b(?:Dr|Mr|Mrs|Ms|St|Jr|Sr)\.)*$`)

var (
	ordinal = lazy.Regexp(`(\d)(?:st|nd|rd|th)\b`)
	weekday = lazy.Regexp(`(?i)^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? `)
	spaces  = lazy.Regexp(`\s+`)
)

var dateLayouts = []string{"January 2 2006", "Jan 2 2006", "2 January 2006", "2 Jan 2006", "2006-01-02"}
var clockLayouts = []struct {
	layout    string
	precision gainsay.Precision
}{
	{"", gainsay.ToDay}, {" 15:04", gainsay.ToMinute}, {" 3:04 pm", gainsay.ToMinute},
	{" 15:04:05", gainsay.ToSecond}, {" 3:04:05 pm", gainsay.ToSecond},
}

// absolute reads a date that can be read in only one way. Of ages, dates such
// as 4/5/2018 and dates without a year it returns the words. A time of day
// without a zone is taken as UTC.
func absolute(words string) scalar.Stamp {
	s := weekday().ReplaceAllString(strings.ToLower(words), "")
	s = ordinal().ReplaceAllString(s, "$1")
	s = strings.NewReplacer(",", " ", " at ", " ", "@", " ", " um ", " ", "·", " ", "•", " ", " - ", " ", "a.m.", "am", "p.m.", "pm", " utc", "", " gmt", "", "sept ", "sep ").Replace(s)
	s = strings.TrimSpace(spaces().ReplaceAllString(s, " "))
	s = strings.Replace(s, ". ", " ", 1)
	if strings.HasSuffix(s, "am") || strings.HasSuffix(s, "pm") {
		s = strings.TrimSpace(s[:len(s)-2]) + " " + s[len(s)-2:]
	}
	for _, d := range dateLayouts {
		for _, c := range clockLayouts {
			if t, err := time.Parse(d+c.layout, s); err == nil {
				return scalar.Stamp{Time: t, Precision: c.precision}
			}
		}
	}
	return scalar.ParseTime(strings.TrimSpace(words))
}
