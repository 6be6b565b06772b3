package main

import (
	"html"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/gainsay/gainsay/internal/browsertest"
)

// TestWords asks the web view and explain which words a mark depends on, and checks
// that the pages name the encoder.
func TestWords(t *testing.T) {
	dir := t.TempDir()
	db, in := filepath.Join(dir, "words.db"), filepath.Join(dir, "t.json")
	const thread = `{"id":"tram","comments":[{"id":"1","author":"Ola","text":"The tram costs 30 million euros a year."},` +
		`{"id":"2","parent":"1","author":"Kari","text":"You are a miserable liar and everybody here knows it."}]}`
	if err := os.WriteFile(in, []byte(thread), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs strings.Builder
	if code := run([]string{"import", "--encoder", "on", "--db", db, in}, strings.NewReader(""), &out, &errs); code != exitOK {
		t.Fatal(errs.String())
	}
	address, _ := started(t, "--db", db, "--addr", "127.0.0.1:0")
	c := http.DefaultClient
	page := address + "/threads/json%3Atram"
	_, _, body := status(t, c, page)
	if !strings.Contains(body, "with the sentence encoder") {
		t.Error("the thread's page does not name the encoder")
	}
	insult := regexp.MustCompile(`href="(\?[^"#]*mark=[^"#]*)`).FindAllStringSubmatch(body, -1)
	words, card := "", ""
	for _, m := range insult {
		at := page + html.UnescapeString(m[1])
		_, _, body := status(t, c, at)
		if w := regexp.MustCompile(`data-words><a href="([^"]+)"`).FindStringSubmatch(body); w != nil {
			words, card = html.UnescapeString(w[1]), at
		}
	}
	if words == "" {
		t.Fatalf("no card of %d offers words", len(insult))
	}
	code, _, body := status(t, c, address+words)
	if code != http.StatusOK || !strings.Contains(body, "without “liar”") {
		t.Errorf("words: %d, %s", code, body)
	}
	if code, _, _ := status(t, c, page+"/marks/none/words"); code != http.StatusNotFound {
		t.Errorf("words of no mark: %d", code)
	}
	if _, _, body := status(t, c, address+"/method"); !strings.Contains(body, "sentence encoder <code>") {
		t.Error("the method page does not name the encoder")
	}
	if !testing.Short() {
		wordsInCard(t, card)
	}
	out.Reset()
	if code := run([]string{"explain", "--db", db, "2"}, strings.NewReader(""), &out, &errs); code != exitOK ||
		!strings.Contains(out.String(), "without “liar”") {
		t.Errorf("explain: %s%s", out.String(), errs.String())
	}
}

// wordsInCard opens "How it was scored" in a browser and waits for the words.
func wordsInCard(t *testing.T, card string) {
	t.Helper()
	err := chromedp.Run(browsertest.Start(t), chromedp.Navigate(card),
		browsertest.Until(`document.querySelector("#pane .scored summary")`),
		chromedp.Click("#pane .scored summary"),
		browsertest.Until(`document.querySelector("#pane .scored #words li")?.textContent.includes("liar")`))
	if err != nil {
		t.Errorf("words in the card: %v", err)
	}
}
