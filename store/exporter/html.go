package exporter

import (
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/gainsay/gainsay"
)

var _ = register(&Format{
	Name: "html",
	Doc: `a report as one HTML file that can be mailed and printed

As markdown, and with the whole thread below, in which assertions are marked and
link to their entries. It loads nothing and has no scripts; it follows the
reader's light or dark setting. Several threads follow each other.`,
	apart: true,
	Ext:   ".html",
	head:  htmlHead,
	tail:  "</body>\n</html>\n",
	write: writeHTML,
})

//go:embed html_head.html
var htmlHead string

//go:embed html_thread.html
var htmlThread string

var htmlTemplate = template.Must(template.New("thread").Funcs(template.FuncMap{
	"join": strings.Join, "share": share, "cite": newHTMLCite,
	"oneline": func(s string) string { return oneLine(safe(s)) },
	"safe":    safe, "web": isWeb, "title": func(t *gainsay.Thread) string { return cmp.Or(t.Title, t.ID) },
	"anchor": anchor,
	"indent": func(n int) int { return n * 18 }, "scope": func() string { return scope },
}).Parse(htmlThread))

// anchor names a place in a report of several threads, whatever their ids are
// made of.
func anchor(t *gainsay.Thread, kind string, id any) string {
	sum := sha256.Sum256([]byte(threadKey(t) + "\x00" + fmt.Sprint(id)))
	return kind + "-" + hex.EncodeToString(sum[:8])
}

func writeHTML(w io.Writer, a *gainsay.Analysis, _ Options) error {
	return htmlTemplate.Execute(w, newReport(a))
}

// htmlCite leads to a comment of the same report.
type htmlCite struct {
	Thread        *gainsay.Thread
	Comment, Line string
}

func newHTMLCite(who, when, comment string, t *gainsay.Thread) htmlCite {
	return htmlCite{t, comment, cited(cite{Who: who, When: when, Comment: comment})}
}
