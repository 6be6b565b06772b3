package tagger

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
)

// senderRule is a rule about how a comment was sent. Its score adds to those of
// the other rules by noisy or; all are our own choice: no data set says how its
// comments were sent. Only a hidden field that was filled in makes spam alone.
type senderRule struct {
	name, says string
	score      float64
	hit        func(c *gainsay.Comment, s *analyze.Sender) bool
}

var senderRules = []senderRule{
	{"hidden-field", "fills in a field that people cannot see", 0.97, func(_ *gainsay.Comment, s *analyze.Sender) bool {
		return strings.TrimSpace(s.Hidden) != ""
	}},
	{"script", "was sent by a program that is no browser", 0.3, func(_ *gainsay.Comment, s *analyze.Sender) bool {
		return sentByScript(s)
	}},
	{"link-back", "is a notice of a link from another site", 0.2, func(_ *gainsay.Comment, s *analyze.Sender) bool {
		return isLinkBack(s.Kind)
	}},
	{"elsewhere", "was sent from a page of another site", 0.15, func(_ *gainsay.Comment, s *analyze.Sender) bool {
		from, to := hostOf(s.Referrer), hostOf(s.Page)
		return from != "" && to != "" && from != to && !isLinkBack(s.Kind)
	}},
	{"old-page", "answers a page that has not changed for half a year", 0.1, func(_ *gainsay.Comment, s *analyze.Sender) bool {
		return s.Age > oldPage
	}},
	{"trade-mail", "has an e-mail address that sells something", 0.3, func(c *gainsay.Comment, s *analyze.Sender) bool {
		return !sells(c) && mailSells(s.Email)
	}},
}

// oldPage is the age from which a page counts as old.
const oldPage = 183 * 24 * time.Hour

func isLinkBack(kind string) bool { return kind == "trackback" || kind == "pingback" }

// scripts begin the user agents of programs and libraries, in lower case.
var scripts = []string{"curl/", "wget/", "python", "libwww-perl", "java/", "go-http-client", "php/", "ruby", "okhttp",
	"node-fetch", "axios/", "scrapy", "aiohttp", "httpclient", "guzzlehttp"}

// sentByScript reports whether the user agent is that of a program. Notices of
// links are sent by programs, and a user agent that is not known says nothing.
func sentByScript(s *analyze.Sender) bool {
	agent := strings.ToLower(strings.TrimSpace(s.UserAgent))
	return !isLinkBack(s.Kind) && slices.ContainsFunc(scripts, func(p string) bool { return strings.HasPrefix(agent, p) })
}

// mailSells reports whether an e-mail address names goods or services, as in
// "cheap-watches@example.com".
func mailSells(address string) bool {
	name, host, ok := strings.Cut(address, "@")
	return ok && sells(&gainsay.Comment{Author: strings.Map(spaced, name), AuthorURL: "https://" + host})
}

func spaced(r rune) rune {
	if strings.ContainsRune("._-+", r) {
		return ' '
	}
	return r
}

// hostOf returns the host of an address in lower case, without "www.".
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// addSender adds the rules about how comment i was sent to its score.
func (m *suspicion) addSender(p *analyze.Pass, i int) {
	c := p.Thread.Comments[i]
	sender, ok := p.Sender(i)
	if !ok {
		return
	}
	for _, r := range senderRules {
		if !r.hit(c, &sender) {
			continue
		}
		if r.score > m.Score {
			m.By = r.name
		}
		m.By = cmp.Or(m.By, r.name)
		m.Score = 1 - (1-m.Score)*(1-r.score)
		m.Reasons = append(m.Reasons, gainsay.Reason{Rule: "spam/" + r.name, Says: r.says, Weight: r.score})
	}
}

// senderDocs documents the rules.
func senderDocs() (out []analyze.RuleDoc) {
	for _, r := range senderRules {
		out = append(out, analyze.RuleDoc{Name: r.name, Doc: r.says, Source: "own", Score: r.score})
	}
	return out
}
