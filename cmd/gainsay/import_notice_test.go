package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web"
	"github.com/gainsay/gainsay/webhook"
)

// addHook adds a webhook for insults that nobody receives.
func addHook(t *testing.T, path string) {
	t.Helper()
	d, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	w := view.Webhook{Name: "mods", URL: "http://127.0.0.1:1/in", Secret: webhook.NewSecret(),
		Filter: view.WebhookFilter{Tags: []gainsay.Tag{gainsay.TagInsult}}}
	if err := d.AddWebhook(t.Context(), w); err != nil {
		t.Fatal(err)
	}
}

// takeNotices lists the comments of all notices that wait, "thread comment", and
// removes the notices.
func takeNotices(t *testing.T, d *store.DB) (comments []string) {
	t.Helper()
	for {
		next, err := d.NextNotices(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(next) == 0 {
			slices.Sort(comments)
			return comments
		}
		for _, n := range next {
			var p struct {
				Type string
				Data struct{ Comments []webhook.Comment }
			}
			if err := json.Unmarshal(n.Body, &p); err != nil || p.Type != "marks.imported" {
				t.Fatalf("%s: %v", n.Body, err)
			}
			for _, c := range p.Data.Comments {
				if len(c.Annotations) == 0 || c.Annotations[0].Tag != gainsay.TagInsult || c.Comment.Text == "" {
					t.Errorf("notice of %+v", c)
				}
				comments = append(comments, c.Thread+" "+c.Comment.ID)
			}
			if err := d.NoticeSent(t.Context(), n.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// insultThread is a thread whose comments with odd numbers insult.
func insultThread(id string, comments int) string {
	var out []string
	for n := range comments {
		text := fmt.Sprintf("The dam of %s was built in %d.", id, 1900+n)
		if n%2 == 1 {
			text = "You are a complete idiot and a pathetic liar."
		}
		out = append(out, fmt.Sprintf(`{"id": "%d", "author": "A%[1]d", "parent_by": "source", "text": %q}`, n, text))
	}
	return fmt.Sprintf(`{"id": %q, "comments": [%s]}`, id, strings.Join(out, ", "))
}

// TestImportNotices: an import leaves notices of its new marks alone, from the
// command line and through the API.
func TestImportNotices(t *testing.T) {
	dir := t.TempDir()
	path, file := filepath.Join(dir, "hooks.db"), filepath.Join(dir, "threads.json")
	write := func(threads ...string) {
		if err := os.WriteFile(file, []byte("["+strings.Join(threads, ",\n")+"]"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	imported := func(want ...string) {
		t.Helper()
		succeed(t, "import", "--db", path, file)
		got := stored(t, path, func(d *store.DB) ([]string, error) { return takeNotices(t, d), nil })
		if !slices.Equal(got, want) {
			t.Errorf("notices of %v, want %v", got, want)
		}
	}
	write(insultThread("before", 2))
	imported() // no webhook yet
	addHook(t, path)
	imported() // nothing is new
	write(insultThread("a", 4), insultThread("b", 3))
	imported("json:a 1", "json:a 3", "json:b 1")
	write(insultThread("a", 6), insultThread("b", 3))
	imported("json:a 5")
	s := startAPI(t, web.Config{})
	hook := view.Webhook{Name: "mods", URL: "http://127.0.0.1:1/in", Secret: webhook.NewSecret(),
		Filter: view.WebhookFilter{Tags: []gainsay.Tag{gainsay.TagInsult}}}
	if err := s.db.AddWebhook(t.Context(), hook); err != nil {
		t.Fatal(err)
	}
	if res, b := s.call(http.MethodPost, "/threads", insultThread("c", 2)); res.StatusCode != http.StatusCreated {
		t.Fatalf("%s: %s", res.Status, b)
	}
	if got := takeNotices(t, s.db); !slices.Equal(got, []string{"json:c 1"}) {
		t.Errorf("notices of %v", got)
	}
}

// TestKilledImportKeepsNotices kills an import and lets it go on: there is one
// notice of each insult.
func TestKilledImportKeepsNotices(t *testing.T) {
	if testing.Short() {
		t.Skip("several imports")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "hooks.db")
	var files, want []string
	for n := range 24 {
		id := fmt.Sprintf("t%02d", n)
		files = append(files, filepath.Join(dir, id+".json"))
		if err := os.WriteFile(files[n], []byte(insultThread(id, 200)), 0o600); err != nil {
			t.Fatal(err)
		}
		for k := 1; k < 200; k += 2 {
			want = append(want, fmt.Sprintf("json:%s %d", id, k))
		}
	}
	if d, err := store.Open(path); err != nil || d.Close() != nil {
		t.Fatal(err)
	}
	addHook(t, path)
	gainsay := program(t)
	cmd := exec.CommandContext(t.Context(), gainsay, append([]string{"import", "--encoder", "off", "--db", path}, files...)...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	saved := func(d *store.DB) (int, error) {
		_, n, err := d.Threads(t.Context(), view.ThreadFilter{})
		return n, err
	}
	for tick := time.Tick(5 * time.Millisecond); stored(t, path, saved) == 0; {
		<-tick
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // killed
	t.Logf("killed after %d threads", stored(t, path, saved))
	succeed(t, append([]string{"import", "--encoder", "off", "--db", path}, files...)...)
	got := stored(t, path, func(d *store.DB) ([]string, error) { return takeNotices(t, d), nil })
	if slices.Sort(want); !slices.Equal(got, want) {
		t.Errorf("notices of %d comments, want %d", len(got), len(want))
	}
}
