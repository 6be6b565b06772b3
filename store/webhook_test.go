package store

import (
	"errors"
	"testing"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
)

func TestWebhooks(t *testing.T) {
	db := openTemp(t)
	ctx := t.Context()
	hook := view.Webhook{Name: "Mods", URL: "https://forum.example/", Secret: "s",
		Filter: view.WebhookFilter{Tags: []gainsay.Tag{"insult"}, Score: .8}}
	if err := db.AddWebhook(ctx, hook); err != nil {
		t.Fatal(err)
	}
	if err := db.AddWebhook(ctx, view.Webhook{Name: "mods"}); !errors.Is(err, view.ErrWebhookExists) {
		t.Errorf("a second one: %v", err)
	}
	now := time.Now().Truncate(time.Millisecond).UTC()
	a, _ := plain("t", 2)
	_, err := db.SaveAll(ctx, []Item{{Source: "x", Analysis: a, Notices: []view.Notice{
		{Webhook: "Mods", Message: "m1", Body: []byte("{}"), Created: now, Due: now},
		{Webhook: "Mods", Message: "m2", Body: []byte("{}"), Created: now, Due: now.Add(time.Second)},
		{Webhook: "gone", Message: "m3", Body: []byte("{}"), Created: now, Due: now}}}})
	if err != nil {
		t.Fatal(err)
	}
	next, err := db.NextNotices(ctx)
	if err != nil || len(next) != 1 || next[0].Message != "m1" || next[0].Secret != "s" || !next[0].Due.Equal(now) {
		t.Fatalf("next %+v, %v", next, err)
	}
	if err := db.NoticeFailed(ctx, next[0].ID, "no answer", time.Time{}); err != nil {
		t.Error(err)
	}
	all, err := db.Webhooks(ctx)
	if err != nil || len(all) != 1 || all[0].Waiting != 1 || all[0].Dead != 1 || all[0].Filter.Score != .8 || all[0].Filter.Tags[0] != "insult" {
		t.Errorf("webhooks %+v, %v", all, err)
	}
	dead, err := db.DeadNotices(ctx, "")
	if err != nil || len(dead) != 1 || dead[0].Problem != "no answer" || dead[0].Attempts != 1 || !dead[0].Due.IsZero() {
		t.Errorf("dead %+v, %v", dead, err)
	}
	if n, err := db.ResendNotices(ctx, "mods", now); n != 1 || err != nil {
		t.Errorf("resent %d, %v", n, err)
	}
	if next, err = db.NextNotices(ctx); err != nil || len(next) != 1 || next[0].Message != "m1" || next[0].Attempts != 0 {
		t.Errorf("next %+v, %v", next, err)
	}
	if err := db.NoticeSent(ctx, next[0].ID); err != nil {
		t.Error(err)
	}
	if err := db.RemoveWebhook(ctx, "MODS"); err != nil {
		t.Error(err)
	}
	if next, err := db.NextNotices(ctx); len(next) != 0 || err != nil {
		t.Errorf("after the removal: %+v, %v", next, err)
	}
	if _, err := db.ResendNotices(ctx, "mods", now); !errors.Is(err, view.ErrNoWebhook) {
		t.Errorf("resend: %v", err)
	}
	if err := db.RemoveWebhook(ctx, "mods"); !errors.Is(err, view.ErrNoWebhook) {
		t.Errorf("a second removal: %v", err)
	}
}
