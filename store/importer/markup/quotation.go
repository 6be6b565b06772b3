package markup

import (
	"regexp"
	"slices"
	"strings"
)

func (h *htmlReader) endQuote(f frame) {
	refers := slices.ContainsFunc(h.w.text.Refs, func(r Ref) bool { return r.Start >= f.start })
	if f.post == "" && f.author == "" && !refers && h.w.quoted == 1 {
		first, _, _ := strings.Cut(string(h.w.b[f.start:]), "\n")
		f.author = quotedName(first)
	}
	if span := h.w.since(f.start); span.Len() > 0 && (f.post != "" || f.author != "") {
		h.w.text.Refs = append(h.w.text.Refs, Ref{span, f.post, f.author})
	}
	h.w.unquote()
}

// postAnchor is a fragment or query that names a post.
var postAnchor = regexp.MustCompile(`(?:#|[?&])(?:post|p|pid|comment|msg|c|t)[-_=]?(\d+)$`)

// quotedName returns the name in a line above a quotation, such as "NAME wrote:",
// "On 3 May 2019 at 10:13 PM, NAME said:" and "Originally posted by NAME"; "" if
// there is none.
func quotedName(line string) string {
	line = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), "> "))
	if m := quoteLine.FindStringSubmatch(line); m != nil && len(line) < 200 {
		name := m[1] + m[2]
		return strings.TrimSpace(name[strings.LastIndex(name, ", ")+1:])
	}
	return ""
}

// quoteLine matches the lines that forums write above quotations.
var quoteLine = regexp.MustCompile(`(?i)^(?:quote\s*)?(?:originally posted by:? (\S.{0,59}?)(?: view post)?:?|(?:\([^)]*\)\s*)?(\S.{0,99}?) ` +
	`(?:wrote|said|schrieb|sagte|hat geschrieben|a écrit|a dit|escribió|dijo|ha scritto|ha detto|escreveu|disse|schreef|skrev|napisał(?:\(a\))?|написал(?:\(а\)|а)?|пишет|сказал(?:\(а\)|а)?)\s?:.*)$`)

// jumpLink matches the address of a post in a link within a quotation, before
// other parameters.
var jumpLink = regexp.MustCompile(`[?&](?:pid|post|postid|post_id|p)=(\d+)(?:&|$)`)

// quotedPost returns the number of the post that a link in a quotation leads to.
func quotedPost(href string) string {
	if m := postAnchor.FindStringSubmatch(href); m != nil {
		return m[1]
	}
	if m := jumpLink.FindStringSubmatch(href); m != nil {
		return m[1]
	}
	return ""
}

// namePost records the post that the innermost open quotation is from.
func (h *htmlReader) namePost(id string) {
	for i := len(h.open) - 1; i >= 0; i-- {
		if f := &h.open[i]; f.quote {
			if f.post == "" {
				f.post = id
			}
			return
		}
	}
}

// source returns the post and the author that the element of a quotation names:
// XenForo (data-source="post: 12", data-quote), Discourse (data-post,
// data-username), Invision (data-ipsquote-contentcommentid).
func source(a attributes) (post, author string) {
	author = a["data-username"]
	if author == "" {
		author = a["data-quote"]
	}
	if author == "" {
		author = a["data-ipsquote-username"]
	}
	post = a["data-post"]
	if post == "" {
		post = a["data-ipsquote-contentcommentid"]
	}
	if s, ok := strings.CutPrefix(a["data-source"], "post:"); ok {
		post = strings.TrimSpace(s)
	}
	return post, author
}
