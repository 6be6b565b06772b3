package html

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/gainsay/gainsay/store/importer/internal/lazy"
	"github.com/gainsay/gainsay/store/importer/internal/scalar"
	"github.com/gainsay/gainsay/store/importer/markup"
	"golang.org/x/net/html"
)

// pageAddress returns the address that a page declares for itself.
func pageAddress(doc *goquery.Document) string {
	for _, q := range []struct{ sel, key string }{{`link[rel="canonical"]`, "href"}, {`meta[property="og:url"]`, "content"}, {`base[href]`, "href"}} {
		v := strings.TrimSpace(doc.Find(q.sel).First().AttrOr(q.key, ""))
		if u, err := url.Parse(v); err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
			return u.String()
		}
	}
	return ""
}

// pageTitle returns the title for sharing, the only heading, or the title of
// the window.
func pageTitle(doc *goquery.Document) string {
	for _, v := range []string{
		doc.Find(`meta[property="og:title"]`).First().AttrOr("content", ""),
		doc.Find(`h1[itemprop="headline"], h1.entry-title, h1.post-title, h1.p-title-value, h2.topic-title, .threadtitle`).First().Text(),
		doc.Find("title").First().Text(), doc.Find("h1").First().Text(),
	} {
		if v = scalar.OneLine(v); v != "" {
			return v
		}
	}
	return ""
}

// articleBodies select the body of an article, the most specific first.
var articleBodies = []string{
	`[itemprop="articleBody"]`, ".entry-content", ".post-content", ".article-content", ".article-body", ".article__body", ".story-body", ".post-body", ".field-name-body", ".field--name-body",
	"article", "main", `[role="main"]`,
}

// articleNoise selects what is inside an article's element but not part of the
// article.
const articleNoise = `script, style, noscript, nav, aside, footer, form, button, figure, .sharedaddy, .jp-relatedposts, .related, .share, .social, .author-box, .tags, .navigation, .comments, #comments, #respond, h1, header`

// minArticle is the least length of an article, in bytes.
const minArticle = 200

// pageArticle returns the text above the comments. The posts have been removed
// from the page before.
func pageArticle(doc *goquery.Document, base string) string {
	for _, sel := range articleBodies {
		if text := articleIn(doc.Find(sel), base); len(text) >= minArticle {
			return text
		}
	}
	return articleIn(densest(doc), base)
}

// articleIn reads the element of a selection that has the most paragraphs.
func articleIn(s *goquery.Selection, base string) string {
	best, most := -1, 0
	for i := range min(s.Length(), 20) {
		if n := len(s.Eq(i).Find("p").Text()); n > most {
			best, most = i, n
		}
	}
	if best < 0 {
		return ""
	}
	e := s.Eq(best).Clone()
	e.Find(articleNoise).Remove()
	return markup.Children(markup.Options{Base: base}, e.Nodes[0]).Plain
}

// densest returns the element with the most text in paragraphs of its own.
func densest(doc *goquery.Document) *goquery.Selection {
	var best *goquery.Selection
	most := minArticle
	seen := map[*html.Node]int{}
	doc.Find("p").Each(func(_ int, p *goquery.Selection) {
		parent := p.Parent()
		if parent.Length() == 0 {
			return
		}
		n := parent.Nodes[0]
		seen[n] += len(p.Text())
		if seen[n] > most {
			most, best = seen[n], parent
		}
	})
	if best == nil {
		return &goquery.Selection{}
	}
	return best
}

var (
	countWords  = lazy.Regexp(`(?i)^\W*(?:(?:view|show|read|all|alle)\s+)*\(?(\d[\d.,]*)\)?\s+(?:comments?|kommentare?|commentaires?|comentarios?|commenti|reacties|replies|responses?|antworten|thoughts?|réponses?|gedanken)\b`)
	countBehind = lazy.Regexp(`(?i)^\W*(?:comments?|kommentare?|commentaires?|comentarios?|commenti|reacties|replies|responses?|antworten)\s*[:(]?\s*(\d[\d.,]*)\)?\W*$`)
	userCount   = lazy.Regexp(`^UserComments:(\d+)$`)
)

// countForeign matches such headings in languages that put other words around
// the number or have no ASCII word boundaries.
var countForeign = lazy.Regexp(`(?i)^\W*(\d[\d.,]*)\s*(?:条|則|则|件の|개의|개)?\s*(?:回复|回覆|评论|評論|留言|コメント|댓글|комментари[\pL]*|коментар[\pL]*|ответ(?:а|ов)?(?:$|\s)|kommentarer|kommenttia|komentarz[ye]?|komentářů|komentáře|hozzászólás|yorum|comentários|reações|réactions?|reazioni|σχόλι[\pL]*|תגובות|تعليق)|^\W*(?:回复|评论|評論|留言|コメント|댓글|комментари[\pL]*|kommentarer|komentarze|yorumlar|comentários|réactions|σχόλια)[^\d]{0,6}(\d[\d.,]*)\)?\W*$`)

// countExprs match headings that say how many comments there are.
var countExprs = [...]func() *regexp.Regexp{countWords, countBehind, countForeign}

// maxHeading and maxPager are how many bytes a heading with the number of
// comments and the links to other pages may have.
const (
	maxHeading = 1000
	maxPager   = 1000
)

// announced reads how many comments there are according to the page.
func (p *webPage) announced() {
	count := p.doc.Find(`[data-comments-count]`).First().AttrOr("data-comments-count", "")
	if n := scalar.ParseNumber(count); n.Valid {
		p.b.Announce(n.N)
		return
	}
	meta := p.doc.Find(`[itemprop="commentCount"], [itemprop="interactionCount"]`)
	for i := range meta.Nodes {
		v := meta.Eq(i).AttrOr("content", meta.Eq(i).Text())
		if m := userCount().FindStringSubmatch(v); m != nil {
			v = m[1]
		}
		if n := scalar.ParseNumber(v); n.Valid {
			p.b.Announce(n.N)
			return
		}
	}
	heads := p.doc.Find(
		`.comments-title, #comments-title, .comment-count, .comments-count, h1, h2, h3, h4, h5`,
	)
	for i := range heads.Nodes {
		text, short := shortText(heads.Nodes[i], maxHeading)
		if !short {
			continue
		}
		for _, re := range countExprs {
			if m := re().FindStringSubmatch(text); m != nil {
				if n := scalar.ParseNumber(strings.Join(m[1:], "")); n.Valid {
					p.b.Announce(n.N)
					return
				}
			}
		}
	}
}

var pageOf = lazy.Regexp(`(?i)\b(?:page|seite|página|pagina|стр\.?|страница|strona)\s+(\d{1,6})\s+(?:of|von|sur|de|di|van|из|z)\s+(\d{1,6})\b`)

// pageNumber returns the number of this page and of all pages, 0 if unknown.
func pageNumber(doc *goquery.Document) (n, of int) {
	pagers := doc.Find(`.pageNav, [class*="pagination" i], [class*="pagenav" i], [class*="pager" i], .pages, .pagelinks, .nav-links, .comments-pagination, .comment-navigation, .page-numbers, title`)
	for i := range pagers.Nodes {
		s := pagers.Eq(i)
		text, _ := shortText(s.Nodes[0], maxPager)
		if m := pageOf().FindStringSubmatch(text); m != nil {
			n, _ = strconv.Atoi(m[1])
			of, _ = strconv.Atoi(m[2])
			return n, of
		}
		here := s.Find(`.pageNav-page--current, .active, .current, strong, .selected, .pagination_current, .ipsPagination_active`).First()
		k, err := strconv.Atoi(strings.TrimSpace(here.Text()))
		if err != nil || k <= 0 {
			continue
		}
		n, of = k, k
		s.Find("a, span, li").Each(func(_ int, e *goquery.Selection) {
			if v, err := strconv.Atoi(strings.TrimSpace(e.Text())); err == nil && v > of && v < 1e6 {
				of = v
			}
		})
		return n, of
	}
	return 0, 0
}

// pager reports that this is one page of several.
func (p *webPage) pager() {
	if n, of := pageNumber(p.doc); of > 1 {
		p.b.Remark(0, "this is page %d of %d: the other pages are not in the file", n, of)
	}
}
