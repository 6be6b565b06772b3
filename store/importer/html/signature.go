package html

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
)

// Times in signatures on talk pages, as MediaWiki writes them in the languages
// of its wikis, always with the zone in parentheses. The orders of the groups
// are in signTimes.
const (
	clockPart = `(\d{1,2})(?:[:.]|h)(\d{2})(?:min)?(?::\d{2})?`
	zonePart  = `\s*\(([^()\d]{1,14}(?:[+-]\d{1,2}(?::?\d{2})?)?)\)`
	monthPart = `([\pL\pM]{3,14}|\d{1,2})`
)

// signTimes are the layouts of these times, each with the positions of year,
// month, day, hour, minute and zone among its groups.
var signTimes = []struct {
	expr  string
	parts [6]int
}{
	// 10:00, 4 January 2021 (UTC); 10:00, 4. Jan. 2021 (CET); 10h00min de 4 de janeiro de 2021 (UTC)
	{clockPart + `(?: de)?[,،]?\s+(?:ngày )?(\d{1,2})\.?º?\s+(?:de |d'|tháng )?` + monthPart + `\.?,?\s+(?:de |del |năm )?(\d{4})\.?` + zonePart, [6]int{5, 4, 3, 1, 2, 6}},
	// 10:00, January 4, 2021 (UTC)
	{clockPart + `,?\s+` + monthPart + `\.? (\d{1,2}),? (\d{4})` + zonePart, [6]int{5, 3, 4, 1, 2, 6}},
	// 4 janvier 2021 à 10:00 (CET); 4 jan 2021 10:00 (CET); 4. tammikuuta 2021 kello 10.00 (EET); 4. 1. 2021, 10:00 (CET)
	{`(\d{1,2})\.?\s+(?:de |d')?` + monthPart + `\.?\s+(?:de |del )?(\d{4})\.?,?(?:\s+(?:à|a les|a las|kl\.?|kello|klo|om|um|at|в|о|o|ás))?\s+` + clockPart + zonePart, [6]int{3, 2, 1, 4, 5, 6}},
	// 2021年1月4日 (月) 10:00 (UTC); 2021년 1월 4일 (월) 10:00 (KST)
	{`(\d{4})[年년]\s?(\d{1,2})[月월]\s?(\d{1,2})[日일]\s?(?:\([^()]{1,4}\))?\s?` + clockPart + zonePart, [6]int{1, 2, 3, 4, 5, 6}},
	// 2021. január 4., 10:00 (CET); 2021-01-04T10:00:00 (UTC); 2021 m. sausio 4 d. 10:00
	{`(\d{4})(?:\.\s|-)` + monthPart + `(?:\s|-)(\d{1,2})(?:\.?,?\s|T)` + clockPart + zonePart, [6]int{1, 2, 3, 4, 5, 6}},
	// January 4, 2021 10:00 (UTC)
	{monthPart + `\.? (\d{1,2}), (\d{4}),? ` + clockPart + zonePart, [6]int{3, 1, 2, 4, 5, 6}},
}

// signExpr match the layouts of signTimes.
var signExpr = func() (out []func() *regexp.Regexp) {
	for _, t := range signTimes {
		out = append(out, lazy.Regexp(`(?i)`+t.expr))
	}
	return out
}()

var anySignTime = lazy.Regexp(`\d{1,2}(?:[:.]|h)\d{2}[^()]{0,40}\([^()]{1,20}\)`)

// signedTime finds the last time of a signature in a text. It returns the
// offsets of the time in bytes.
func signedTime(s string) (st scalar.Stamp, start, end int, ok bool) {
	if !anySignTime().MatchString(s) {
		return st, 0, 0, false
	}
	for i := range signTimes {
		all := signExpr[i]().FindAllStringSubmatchIndex(s, -1)
		if all == nil {
			continue
		}
		m := all[len(all)-1]
		if t, valid := signTime(s, m, signTimes[i].parts); valid && m[1] > end {
			st, start, end, ok = t, m[0], m[1], true
		}
	}
	return st, start, end, ok
}

// signTime puts the parts of a time together.
func signTime(s string, m []int, parts [6]int) (scalar.Stamp, bool) {
	var v [6]string
	for i, g := range parts {
		v[i] = s[m[2*g]:m[2*g+1]]
	}
	month, err := strconv.Atoi(v[1])
	if err != nil {
		month = int(scalar.MonthOf(strings.TrimPrefix(v[1], "ב")))
	}
	if month < 1 || month > 12 {
		return scalar.Stamp{}, false
	}
	var n [5]int
	for i := range n {
		n[i], _ = strconv.Atoi(v[i])
	}
	words := fmt.Sprintf("%04d-%02d-%02d %02d:%02d:00", n[0], month, n[2], n[3], n[4])
	st := scalar.ParseTime(words + " " + v[5])
	if st.IsZero() {
		st = scalar.ParseTime(words) // a zone that is not known counts as UTC
	}
	if st.IsZero() || st.Year() < 2001 {
		return scalar.Stamp{}, false
	}
	st.Time = st.Time.Truncate(time.Minute)
	st.Precision = gainsay.ToMinute
	return st, true
}

// userSpace matches the namespaces of users and of their talk pages.
var userSpace = lazy.Regexp(`(?i)^(?:user|user[ _]talk|benutzer(?:in)?|benutzer(?:in)?[ _]diskussion|utente|discussioni[ _]utente|utilisat(?:eur|rice)|discussion[ _]utilisat(?:eur|rice)|usuari[oa]|usuari[oa][ _]discusión|usuário(?:\(a\))?|usuário\(a\)[ _]discussão|utilizador|usuário[ _]discussão|gebruiker|overleg[ _]gebruiker|wikipedyst(?:a|ka)|dyskusja[ _]wikipedyst(?:y|ki)|участни(?:к|ца)|обсуждение[ _]участни(?:ка|цы)|利用者|利用者‐会話|利用者・トーク|用户|用戶|使用者|用户讨论|用戶討論|使用者討論|사용자|사용자토론|användare|användardiskussion|bruger|brugerdiskussion|bruker|brukerdiskusjon|käyttäjä|keskustelu[ _]käyttäjästä|kullanıcı|kullanıcı[ _]mesaj|uživatel(?:ka)?|diskuse[ _]s[ _]uživatelem|szerkesztő|szerkesztővita|користувач(?:ка)?|обговорення[ _]користувача|משתמש(?:ת)?|שיחת[ _]משתמש(?:ת)?|مستخدم|نقاش[ _]المستخدم|کاربر|بحث[ _]کاربر|usuari|usuari[ _]discussió|χρήστης|συζήτηση[ _]χρήστη|utilizator|discuție[ _]utilizator|thành[ _]viên|thảo[ _]luận[ _]thành[ _]viên|корисник|разговор[ _]са[ _]корисником|wikipediano|lapsus)$`)

// contributions matches the special pages that list the edits of a user.
var contributions = lazy.Regexp(`(?i)^(?:special|spezial|spécial|speciale|especial|speciaal|specjalna|служебная|спеціальна|spesial|speciel|toiminnot|özel|speciální|speciális|特別|特殊|특수|מיוחד|خاص)[^:/]*:[^/]*/`)

// number matches the numbers of books and versions, which such pages take, too.
var number = lazy.Regexp(`^[\d -]+[xX]?$`)

// wikiUser returns the user that a link of a wiki leads to, "" for none. own
// reports that the link leads to the list of the user's edits.
func wikiUser(href string) (name string, own bool) {
	u, err := url.Parse(href)
	if err != nil {
		return "", false
	}
	title := u.Query().Get("title")
	if title == "" {
		title = strings.TrimPrefix(u.Path, "./")
		if i := strings.Index(title, "/wiki/"); i >= 0 {
			title = title[i+len("/wiki/"):]
		}
	}
	return wikiTitleUser(title)
}

// otherWiki matches the prefix of another wiki before a namespace.
var otherWiki = lazy.Regexp(`^(?:[a-z]{2,3}(?:-[a-z]{2,8})?|w|m|meta|commons|wikt|wikipedia|simple):([^:]+:)`)

// wikiTitleUser returns the user that the title of a page names.
func wikiTitleUser(title string) (name string, own bool) {
	title = strings.ReplaceAll(strings.TrimLeft(title, " :"), "_", " ")
	title = otherWiki().ReplaceAllString(title, "$1")
	if loc := contributions().FindStringIndex(title); loc != nil {
		name = strings.TrimSpace(title[loc[1]:])
		if number().MatchString(name) {
			return "", false
		}
		return name, true
	}
	space, name, ok := strings.Cut(title, ":")
	if !ok || !userSpace().MatchString(strings.TrimSpace(space)) {
		return "", false
	}
	name, _, _ = strings.Cut(name, "#")
	name, _, _ = strings.Cut(name, "/")
	return strings.TrimSpace(name), false
}
