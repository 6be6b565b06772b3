package exporter

import (
	"encoding/json"
	"io"
	"net/url"
	"unicode/utf8"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

var _ = register(&Format{
	Name: "webannotation",
	Doc: `every mark as a W3C Web Annotation, in one JSON-LD page

Each has the tag and the reasons as bodies, and selects its words twice: as a
quotation with the text around it, and by position in the comment's text, counted
in Unicode code points as the standard asks. The source is the comment, under a
name made of format, thread and comment (urn:gainsay:…), since few sites give
comments an address; partOf is the page. Threads follow each other.`,
	apart: true,
	Ext:   ".jsonld",
	head:  `{"@context": "http://www.w3.org/ns/anno.jsonld", "id": "urn:gainsay:page:1", "type": "AnnotationPage", "items": [`,
	tail:  "\n]}\n",
	begin: func(w io.Writer, _ Options) document { return &webAnnotations{listWriter{w: w}} },
})

type webAnnotation struct {
	ID         string    `json:"id"`
	Type       string    `json:"type"`
	Motivation []string  `json:"motivation"`
	Creator    webAgent  `json:"creator"`
	Body       []webBody `json:"body"`
	Target     webTarget `json:"target"`
}

type webAgent struct {
	Type string `json:"type"`
	Name string `json:"name"`
}

type webBody struct {
	Type     string `json:"type"`
	Purpose  string `json:"purpose"`
	Value    string `json:"value"`
	Format   string `json:"format"`
	Language string `json:"language,omitempty"`
}

type webTarget struct {
	Source   webSource `json:"source"`
	Selector []any     `json:"selector"`
}

type webSource struct {
	ID     string `json:"id"`
	Type   string `json:"type"`
	Format string `json:"format"`
	PartOf string `json:"partOf,omitempty"`
}

type webQuote struct {
	Type   string `json:"type"`
	Exact  string `json:"exact"`
	Prefix string `json:"prefix"`
	Suffix string `json:"suffix"`
}

type webPosition struct {
	Type  string `json:"type"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

type webAnnotations struct{ listWriter }

func (d *webAnnotations) each(a *gainsay.Analysis) error {
	texts := view.NewTexts(a.Thread)
	for i := range a.Annotations {
		c := texts.Comment(a.Annotations[i].Comment)
		if c == nil {
			continue // there is no text to select from
		}
		if err := d.item(webAnnotationOf(a.Thread, c, &a.Annotations[i],
			texts.Why(&a.Annotations[i]))); err != nil {
			return err
		}
	}
	return nil
}

func webAnnotationOf(t *gainsay.Thread, c *gainsay.Comment, n *gainsay.Annotation, why string) webAnnotation {
	value := string(n.Tag)
	if n.Kind != "" {
		value += "/" + n.Kind
	}
	out := webAnnotation{
		ID: urn(t, c.ID) + ":" + url.PathEscape(n.ID), Type: "Annotation", Motivation: []string{"tagging"},
		Creator: webAgent{"Software", "Gainsay " + n.By},
		Body:    []webBody{{"TextualBody", "tagging", value, "text/plain", ""}},
		Target:  webTarget{webSource{urn(t, c.ID), "Text", "text/plain", t.URL}, []any{}},
	}
	if why != "" {
		out.Body = append(out.Body, webBody{"TextualBody", "describing", why, "text/plain", "en"})
	}
	if n.Span.Valid(len(c.Text)) {
		start := utf8.RuneCountInString(c.Text[:n.Start])
		out.Target.Selector = []any{
			webQuote{"TextQuoteSelector", n.In(c.Text), lastRunes(c.Text[:n.Start], contextRunes),
				firstRunes(c.Text[n.End:], contextRunes)},
			webPosition{"TextPositionSelector", start, start + utf8.RuneCountInString(n.In(c.Text))},
		}
	}
	return out
}

// contextRunes is how much of the text before and after a mark is given.
const contextRunes = 32

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func lastRunes(s string, n int) string {
	i := len(s)
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	return s[i:]
}

// urn is a name for a comment that is unique over threads.
func urn(t *gainsay.Thread, comment string) string {
	return "urn:gainsay:" + url.PathEscape(t.Format) + ":" + url.PathEscape(t.ID) + ":" +
		url.PathEscape(comment)
}

// listWriter writes the items of a JSON array over threads.
type listWriter struct {
	w io.Writer
	n int
}

func (l *listWriter) item(v any) error {
	b, err := json.MarshalIndent(v, "  ", "  ")
	if err != nil {
		return err
	}
	sep := "\n  "
	if l.n++; l.n > 1 {
		sep = ",\n  "
	}
	_, err = io.WriteString(l.w, sep+string(b))
	return err
}

// end leaves the end of the array to the format's tail.
func (l *listWriter) end() error { return nil }
