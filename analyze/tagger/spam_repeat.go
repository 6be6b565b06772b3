package tagger

import (
	"slices"
	"strings"

	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/text/chars"
	"github.com/gainsay/gainsay/analyze/text/hash"
	"github.com/gainsay/gainsay/analyze/text/pos"
)

// What makes the comments of one author a campaign. Own choice, on the labelled
// threads.
const (
	repeatedWords = 0.6 // share of the words of the longer text that two copies have in common
	fewestRepeats = 3   // copies that name one domain, or by authors of one address
	fewestFlood   = 4   // copies of eight words or more with the same words
	shortestCopy  = 8   // words of a copy, other than addresses: "see this" is none
	maxVersions   = 20  // texts of one author that others are compared with
)

// version is a text that an author repeats.
type version struct {
	words    []uint64 // hashes of its words, sorted, each once
	comments []int    // the comments that have it
}

// repeatsOf returns, for each comment, the comments of a campaign of one author or
// one address that it belongs to, itself included, in order; nil for none.
func repeatsOf(p *analyze.Pass) [][]int {
	out := make([][]int, len(p.Docs))
	for _, comments := range byAuthor(p) {
		if len(comments) < fewestRepeats {
			continue
		}
		for _, v := range versionsOf(p, comments) {
			if len(v.comments) < fewestRepeats {
				continue
			}
			for _, i := range v.comments {
				if len(out[i]) < len(v.comments) {
					out[i] = v.comments
				}
			}
		}
	}
	return out
}

// byAuthor groups the live comments that name a domain by author and domain, and
// all by the author's address unless it is on the thread's own site. Chat bots and
// notices of deletion are left out. Groups are in order of their first comment.
func byAuthor(p *analyze.Pass) [][]int {
	var out [][]int
	index := map[string]int{}
	add := func(i int, key string) {
		k, ok := index[key]
		if !ok {
			k = len(out)
			index[key] = k
			out = append(out, nil)
		}
		out[k] = append(out[k], i)
	}
	site := domainIn(p.Thread.URL)
	for i, c := range p.Thread.Comments {
		if len(p.Docs[i].Tokens) == 0 || isBot(c.Author) || isNotice(p.Docs[i]) {
			continue
		}
		if c.Author != "" {
			if domain := domainIn(p.Docs[i].Text); domain != "" {
				add(i, domain+" "+c.Author)
			}
		}
		if host := domainIn(c.AuthorURL); host != "" && host != site {
			add(i, c.AuthorURL)
		}
	}
	return out
}

// isBot reports whether an author's name is that of a program.
func isBot(name string) bool {
	name = strings.ToLower(strings.TrimSpace(name))
	return strings.HasSuffix(name, "bot") || strings.HasPrefix(name, "bot") || strings.Contains(name, "automod") ||
		strings.Contains(name, "-bot") || strings.Contains(name, "_bot") || strings.Contains(name, " bot")
}

// versionsOf groups comments by text.
func versionsOf(p *analyze.Pass, comments []int) []version {
	var out []version
	for _, i := range comments {
		words := wordHashes(p, i)
		if len(words) < shortestCopy {
			continue
		}
		k := slices.IndexFunc(out, func(v version) bool { return overlap(v.words, words) >= repeatedWords })
		switch {
		case k >= 0:
			out[k].comments = append(out[k].comments, i)
		case len(out) < maxVersions:
			out = append(out, version{words, []int{i}})
		}
	}
	return out
}

// wordHashes returns the hashes of the words of comment i other than addresses,
// sorted, each once.
func wordHashes(p *analyze.Pass, i int) []uint64 {
	var out []uint64
	for k := range p.Docs[i].Tokens {
		if t := &p.Docs[i].Tokens[k]; isWord(t) && t.POS != pos.URL {
			out = append(out, hash.String(t.Lower))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// overlap is the share of the larger of two sorted sets that both have, 0 to 1.
func overlap(a, b []uint64) float64 {
	both, larger := 0, max(len(a), len(b))
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			both++
			a, b = a[1:], b[1:]
		}
	}
	return float64(both) / float64(max(larger, 1))
}

// domainIn returns the first domain in a text, in lower case without "www.", also
// one that is no link; "" for none. A full stop without a space behind it makes
// one too, if a small letter follows.
func domainIn(s string) string {
	for at := 0; ; at++ {
		dot := strings.IndexByte(s[at:], '.')
		if dot < 0 {
			return ""
		}
		at += dot
		start, end := at, at+1
		for start > 0 && inHost(s[start-1]) {
			start--
		}
		for end < len(s) && inHost(s[end]) {
			end++
		}
		host := strings.Trim(s[start:end], ".-")
		if last := strings.LastIndexByte(host, '.'); last > 0 && isTopLevel(host[last+1:]) {
			return strings.TrimPrefix(strings.ToLower(host), "www.")
		}
		at = end - 1
	}
}

func inHost(c byte) bool {
	return chars.IsDigit(c) || c == '-' || c == '.' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// isTopLevel reports whether the last part of a host looks like a top-level
// domain: two small letters or more.
func isTopLevel(s string) bool {
	return len(s) >= 2 && strings.IndexFunc(s, func(r rune) bool { return r < 'a' || r > 'z' }) < 0
}
