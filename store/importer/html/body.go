package html

import (
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/markup"
	"golang.org/x/net/html"
)

// bodyNoise selects controls inside a text, restNoise those around it.
const (
	bodyNoise = `script, style, noscript, template, button, form:not(.usertext), [role="button"], [role="tooltip"], [class*="report-link"], [class*="reply-link"], [class*="edit-link"], [class*="permalink"], .comment-awaiting-moderation, .comment-reply-link, .comment-likes, .sharedaddy, .jp-relatedposts, .screen-reader-text, .sr-only, .visually-hidden`
	restNoise = `img, svg, header, footer, input, label, select, textarea, ul.links, nav, .reply, .comment-reply, .reply-comment, .comment-meta, .commentmetadata, .meta, .metadata, .vcard, .avatar, .comment-author, .edit-link, .actions, .comment-actions, .comment-footer, .signature, cite:not(blockquote cite)`
)

// text reads the body of a post: the first element that the dialect names and
// that holds a text without the header, else all of the post but header and
// controls, else all but controls. So no theme with names of its own loses a
// text.
func (d *dialect) text(w *webPost, base string) markup.Text {
	o := markup.Options{Base: base}
	w.Find(bodyNoise).Remove()
	if d.loose {
		w.Find("a").FilterFunction(isControl).Remove()
	}
	if d.drop != "" {
		w.Find(d.drop).Remove()
	}
	bodies := d.body
	if d.loose && d != guessed {
		bodies = slices.Concat(bodies, namedBodies)
	}
	for _, sel := range bodies {
		found := w.Find(sel)
		if d.parts && found.Length() > 1 {
			found = joinNodes(found)
		}
		for i := range min(found.Length(), 4) {
			n := found.Nodes[i]
			if d.header(w, n) {
				continue
			}
			if t := markup.Children(o, n); t.Plain != "" && !isLabel(t.Plain) {
				return t
			}
		}
	}
	return d.rest(w, o)
}

// isControl reports whether a link leads nowhere and has the label of a
// control.
func isControl(_ int, a *goquery.Selection) bool {
	href := a.AttrOr("href", "#")
	text := strings.TrimSpace(a.Text())
	return (strings.HasPrefix(href, "#") || strings.HasPrefix(href, "javascript:")) &&
		isLabel(text) && strings.Trim(text, "0123456789") != ""
}

// namedBodies select the texts of themes that have names of their own.
var namedBodies = []string{`[itemprop="text"]`, `[itemprop="commentText"]`, `[id^="comment-content"]`, `[class*="commentcontent" i]`, `[class*="comment_content" i]`, `[class*="comment__content" i]`, `[class*="comcontent" i]`, `[class*="comment__text" i]`, `[class*="comment-message" i]`}

// joinNodes moves elements that are not in each other into one.
func joinNodes(found *goquery.Selection) *goquery.Selection {
	all := &html.Node{Type: html.ElementNode, Data: "div"}
	for _, n := range found.Nodes {
		if inside(n, all) || n.Parent == nil {
			continue
		}
		n.Parent.RemoveChild(n)
		all.AppendChild(n)
	}
	return goquery.NewDocumentFromNode(all).Selection
}

// header reports whether an element holds the name and the time besides the
// text. Only dialects with general names have such elements.
func (d *dialect) header(w *webPost, n *html.Node) bool {
	return d.loose && (inside(w.date, n) || inside(w.name, n) && leads(w.name, n))
}

// inside reports whether an element is n or in it.
func inside(e, n *html.Node) bool {
	for ; e != nil; e = e.Parent {
		if e == n {
			return true
		}
	}
	return false
}

// leads reports whether the text of n begins with the text of e.
func leads(e, n *html.Node) bool {
	name, all := scalar.OneLine(nodeText(e)), scalar.OneLine(nodeText(n))
	i := strings.Index(all, name)
	return i >= 0 && i < 25
}

func nodeText(n *html.Node) string { return goquery.NewDocumentFromNode(n).Text() }

// rest reads all of a post but its header and controls.
func (d *dialect) rest(w *webPost, o markup.Options) markup.Text {
	cutHeader(w)
	whole := markup.Children(o, w.Nodes[0])
	rest := w.Clone()
	noise := []string{restNoise}
	if d != guessed {
		noise = append(append(noise, d.author...), d.time...)
	}
	for _, s := range noise {
		if !strings.HasPrefix(s, "@") {
			rest.Find(s).Not("p").Remove()
		}
	}
	strict := trimControls(markup.Children(o, rest.Nodes[0]))
	if strict.Plain != "" && !isLabel(strict.Plain) {
		return strict
	}
	whole = trimControls(whole)
	if isLabel(whole.Plain) || isAge(whole.Plain) {
		return markup.Text{}
	}
	return whole
}

// cutHeader removes the elements of name and time from a post, with all around
// them that says nothing else ("NAME says:", "NAME - 1. March 2021 @ 10:00").
func cutHeader(w *webPost) {
	words := ""
	for _, n := range []*html.Node{w.name, w.date} {
		if n != nil {
			words += " " + scalar.OneLine(nodeText(n))
		}
	}
	for _, n := range []*html.Node{w.name, w.date} {
		if n == nil || !inside(n, w.Nodes[0]) || n == w.Nodes[0] {
			continue
		}
		for n.Parent != w.Nodes[0] && n.Parent != nil {
			if text, short := shortText(n.Parent, maxHeader); !short || !headerOnly(text, words) {
				break
			}
			n = n.Parent
		}
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
	}
}

// maxHeader is how many bytes the text around name and time may have.
const maxHeader = 399

// headerOnly reports whether a text has no word besides those of the header.
func headerOnly(text, words string) bool {
	for _, f := range strings.Fields(text) {
		if f = strings.Trim(f, `.,:;!?()[]|·•–—-»«@#>"'`); f == "" || strings.Contains(words, f) {
			continue
		}
		if !headerWord().MatchString(f) {
			return false
		}
	}
	return len(text) <= maxHeader
}

// headerWord matches words around name and time.
var headerWord = lazy.Regexp(`(?i)^(?:\d{1,4}|by|von|par|por|da|di|de|posted|written|wrote|replied|answered|submitted|comment(?:ed|s|aire|o)?|kommentar|says?|said|sagt|sagte|schreibt|schrieb|meint|dit|dice|ha|scritto|escribió|écrit|a|on|at|am|um|uhr|le|el|à|il|the|view|not|verified|guest|gast|author|autor|admin|moderator|op|reply|antworten|répondre|permalink|link|edited|»|h)$`)

// isLabel reports whether a text is the label of a control.
func isLabel(s string) bool {
	return len(s) < 60 && label().MatchString(strings.TrimSpace(s))
}

// label matches the labels of controls beside comments, one or several.
var label = lazy.Regexp(`(?i)^(?:[\s·•|/>›»,#+-]*(?:reply|replies|reply to this|antworten|antwort|kommentieren|répondre|responder|rispondi|odpowiedz|beantwoorden|ответить|svar|svara|vastaa|reageer|válasz|yanıtla|回复|回覆|返信|답글|like|likes?|unlike|love|dislike|gefällt mir|j'aime|me gusta|mi piace|share|teilen|partager|compartir|condividi|report|report (?:abuse|comment|this comment|post)|melden|kommentar melden|signaler(?: un abus| ce commentaire)?|alerter|denunciar|segnala|flag|flag as (?:offensive|inappropriate|spam)|inappropriate|abonné|recommend|recommander|recomendar|quote|zitieren|citer|edit|bearbeiten|delete|löschen|permalink|link|follow|read more|more|weiterlesen|mehr|lire la suite|leer más|upvote|downvote|vote|award|save|embed|loading|expand|collapse|show more|show less|aufklappen|zuklappen|mehr anzeigen|afficher plus|ver más|\d+|\d+ likes?|\d+ repl(?:y|ies)|like\s?liked by \d+ (?:people|person)|liked by \d+ (?:people|person)|sign in to (?:like|reply to) this comment|log in to (?:reply|leave a comment)|anmelden(?:, um zu antworten)?|comment link|댓글주소|댓글쓰기|수정|삭제|신고|답글달기|編集|削除|通報|举报|赞|点赞|收起|展开|пожаловаться|нравится|цитировать|цитата|комментировать|zgłoś|anmäl|rapporter|ilmianna|cevapla|şikayet et)[\s·•|/>›».,:…-]*)+$`)

// isAge reports whether a text is nothing but a date or an age.
func isAge(s string) bool {
	if len(s) > 60 {
		return false
	}
	st := dateIn(s)
	return !st.IsZero() || st.Text == s && s != ""
}

// trimControls removes lines at the beginning and the end of a text that are
// labels of controls, and "says:" left over from a header. The beginning of a
// text with spans is left as it is, so that the spans stay right.
func trimControls(t markup.Text) markup.Text {
	for {
		i := strings.LastIndexByte(t.Plain, '\n')
		if i < 0 || !isLabel(t.Plain[i+1:]) {
			break
		}
		t.Plain = strings.TrimRight(t.Plain[:i], "\n ")
		end := len(t.Plain)
		t.Quotes = slices.DeleteFunc(t.Quotes, func(q gainsay.Span) bool { return q.End > end })
		t.Links = slices.DeleteFunc(t.Links, func(l gainsay.Link) bool { return l.End > end })
		t.Refs = slices.DeleteFunc(t.Refs, func(r markup.Ref) bool { return r.End > end })
	}
	if len(t.Quotes)+len(t.Links)+len(t.Refs) > 0 {
		return t
	}
	t.Plain = strings.TrimLeft(leadWord().ReplaceAllString(t.Plain, ""), "\n ")
	for {
		first, tail, ok := strings.Cut(t.Plain, "\n")
		if !ok || !isLabel(first) && strings.Trim(first, "-–—|·•:, ") != "" {
			return t
		}
		t.Plain = strings.TrimLeft(tail, "\n ")
	}
}

// leadWord matches what is left of "NAME says:" without the name.
var leadWord = lazy.Regexp(`(?i)^(?:says|said|writes|wrote|sagt|sagte|schreibt|schrieb|meint|dit|a écrit|dice|ha scritto|escribió|disse)?\s*:\s*`)
