package exporter

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/gainsay/gainsay"
)

var _ = register(&Format{
	Name: "markdown",
	Doc: `a report in Markdown: each assertion, its evidence, who asked, who contradicted

The unsupported and most notable assertions come first. It cites the
comments in question; html has the whole thread. Several threads follow each other.`,
	Ext:     ".md",
	between: "\n---\n\n",
	write:   writeMarkdown,
})

func writeMarkdown(w io.Writer, a *gainsay.Analysis, _ Options) error {
	m := &markdownReport{}
	r := newReport(a)
	m.line("# %s\n", md(cmp.Or(r.Thread.Title, r.Thread.ID)))
	if isWeb(r.Thread.URL) {
		m.line("<%s>\n", strings.NewReplacer("<", "%3C", ">", "%3E", " ", "%20", "\n",
			"").Replace(r.Thread.URL))
	}
	for _, f := range r.Facts {
		m.line("- %s", md(f))
	}
	m.line("\n> %s\n", scope)
	if len(r.Entries) > 0 {
		m.line("## Assertions\n")
	}
	for _, e := range r.Entries {
		m.entry(e)
	}
	m.authors(r.Authors)
	m.line("## Import\n")
	for _, l := range r.Import {
		m.line("- %s", md(l))
	}
	m.line("\nMade by Gainsay %s with rules %s.", md(r.Version.Gainsay), md(r.Version.Rules))
	_, err := io.WriteString(w, m.String())
	return err
}

type markdownReport struct{ strings.Builder }

func (m *markdownReport) line(format string, args ...any) {
	fmt.Fprintf(m, format+"\n", args...)
}

func (m *markdownReport) entry(e entry) {
	title := "“" + md(oneLine(e.Text)) + "”"
	if e.Text == "" {
		title = "(words left out)"
	}
	m.line("### %d. %s\n", e.N, title)
	m.line("**%s** · notable %s · acceptability %s · %s\n", md(strings.Join(e.State, ", ")), share(e.Notable),
		share(e.Acceptability),
		md(cited(cite{Who: e.Who, When: e.When, Comment: e.Comment})))
	for i, c := range e.Chain {
		m.line("%d. %s%s", i+1, md(c.What), m.words(c))
	}
	if len(e.Chain) > 0 {
		m.line("")
	}
	for _, c := range e.Evidence {
		m.line("- evidence, %s: %s%s", md(c.What), md(cited(c)), m.words(c))
	}
	for _, t := range e.Taken {
		for _, c := range t.By {
			m.line("- %s %s%s", t.Verb, md(cited(c)), m.words(c))
		}
	}
	if len(e.Topics) > 0 {
		m.line("- topics: %s", md(strings.Join(e.Topics, ", ")))
	}
	m.line("")
}

// cited names a comment by author, day and id.
func cited(c cite) string {
	var parts []string
	for _, s := range []string{c.Who, c.When, "#" + c.Comment} {
		if s != "" && s != "#" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

func (m *markdownReport) words(c cite) string {
	if c.Words == "" {
		return ""
	}
	return ": “" + md(c.Words) + "”"
}

func (m *markdownReport) authors(rows []authorRow) {
	if len(rows) == 0 {
		return
	}
	m.line("## Authors\n\n| author | assertions | sourced | asked for evidence | answered | contested | conceded |\n|---|--:|--:|--:|--:|--:|--:|")
	for _, r := range rows {
		m.line("| %s | %d | %d | %d | %d | %d | %d |", md(r.Author), r.Assertions, r.Sourced, r.Asked,
			r.Answered, r.Contested, r.Conceded)
	}
	m.line("")
}

var mdSpecial = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<",
	`\<`, ">", `\>`, "#", `\#`, "|", `\|`, "~", `\~`, "&", `\&`, "!", `\!`)

// md escapes a text for Markdown and makes it one line.
func md(s string) string {
	s = mdSpecial.Replace(oneLine(safe(s)))
	if strings.HasPrefix(s, "-") || strings.HasPrefix(s, "+") {
		return `\` + s
	}
	return s
}

func isWeb(url string) bool {
	return strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://")
}
