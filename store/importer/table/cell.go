package table

import (
	"encoding/json"
	"html"
	"strings"

	"github.com/gainsay/gainsay/store/importer/internal/lazy"
)

// tokens are the words that the Wikipedia talk page corpora write for white
// space.
var tokens = strings.NewReplacer("NEWLINE_TOKEN", "\n", "TAB_TOKEN", "\t")

// vkMention matches how VK writes whom a comment addresses: [id7|Ida].
var vkMention = lazy.Regexp(`^\[(?:id|club)\d+\|([^\]\n]+)\]`)

// anyTag matches a tag of XML.
var anyTag = lazy.Regexp(`<[^<>]*>`)

// plainCell returns the text in a cell: data sets write white space as words,
// YouTube's Takeout writes a text as JSON objects one after the other, phpBB and Flarum write
// XML around the tags of BBCode or Markdown.
func plainCell(s string) string {
	switch {
	case strings.HasPrefix(s, "<r>"), strings.HasPrefix(s, "<t>"):
		return html.UnescapeString(anyTag().ReplaceAllString(s, ""))
	case strings.Contains(s, "_TOKEN"):
		return tokens.Replace(s)
	case strings.HasPrefix(s, "[id"), strings.HasPrefix(s, "[club"):
		return vkMention().ReplaceAllString(s, "$1")
	case strings.HasPrefix(s, `{"text":`), strings.HasPrefix(s, `[{"text":`):
		if t, ok := runs(s); ok {
			return t
		}
	}
	return s
}

// listedPerson matches the first name in a list of persons as twint writes it.
var listedPerson = lazy.Regexp(`^\[\{['"]screen_name['"]: ?['"]([^'"\n]{1,50})['"]`)

// firstPerson returns the first name in such a list, other cells unchanged.
func firstPerson(cell string) string {
	if m := listedPerson().FindStringSubmatch(cell); m != nil {
		return m[1]
	}
	return cell
}

// runs returns the text of a list of runs such as {"text":"a"},{"text":"b"}.
func runs(s string) (string, bool) {
	var all []struct {
		Text *string `json:"text"`
	}
	if json.Unmarshal([]byte("["+strings.Trim(s, "[] \n")+"]"), &all) != nil {
		return "", false
	}
	var b strings.Builder
	for _, r := range all {
		if r.Text == nil {
			return "", false
		}
		b.WriteString(*r.Text)
	}
	return b.String(), true
}
