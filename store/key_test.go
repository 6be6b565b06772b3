package store

import (
	"errors"
	"testing"
	"time"

	"github.com/gainsay/gainsay/account"
)

func TestKeys(t *testing.T) {
	db := openTemp(t)
	ctx := t.Context()
	needs := func(want bool) {
		t.Helper()
		if got, err := db.NeedsKey(ctx); got != want || err != nil {
			t.Errorf("programs need a key: %v, %v, want %v", got, err, want)
		}
	}
	needs(false)
	bot := account.Key{Name: "Bot", Scope: account.Write, Rate: 7}
	if err := db.AddKey(ctx, bot, []byte("h1")); err != nil {
		t.Fatal(err)
	}
	if err := db.AddKey(ctx, account.Key{Name: "blog", Scope: account.Read, Short: true}, []byte("h2")); err != nil {
		t.Fatal(err)
	}
	if err := db.AddKey(ctx, account.Key{Name: "bot", Scope: account.Read}, []byte("h3")); !errors.Is(err, account.ErrExists) {
		t.Errorf("a second bot: %v", err)
	}
	if err := db.AddKey(ctx, account.Key{Name: "x", Scope: "root"}, []byte("h4")); err == nil {
		t.Error("an unknown scope is saved")
	}
	now := time.Now().Truncate(time.Millisecond).UTC()
	k, err := db.UseKey(ctx, []byte("h1"), now)
	if err != nil || k.Name != "Bot" || k.Scope != account.Write || k.Rate != 7 || !k.Used.IsZero() || time.Since(k.Created) > time.Hour {
		t.Errorf("key %+v, %v", k, err)
	}
	if _, err := db.UseKey(ctx, []byte("h1"), now.Add(time.Minute)); err != nil {
		t.Error(err)
	}
	keys, err := db.Keys(ctx)
	if err != nil || len(keys) != 2 || keys[0].Name != "blog" || !keys[0].Short || !keys[1].Used.Equal(now) {
		t.Errorf("keys %+v, %v", keys, err)
	}
	if err := db.RevokeKey(ctx, "BOT"); err != nil {
		t.Error(err)
	}
	if _, err := db.UseKey(ctx, []byte("h1"), now); !errors.Is(err, account.ErrNoKey) {
		t.Errorf("use of a revoked key: %v", err)
	}
	if err := db.RevokeKey(ctx, "Bot"); !errors.Is(err, account.ErrNoKey) {
		t.Errorf("a second revocation: %v", err)
	}
	needs(true)
	if err := db.RevokeKey(ctx, "blog"); err != nil {
		t.Error(err)
	}
	needs(false)
	if err := db.AddUser(ctx, "Ada", account.Admin, "x"); err != nil {
		t.Error(err)
	}
	needs(true)
}
