package store

import (
	"errors"
	"testing"
	"time"

	"github.com/gainsay/gainsay/account"
)

func TestUsers(t *testing.T) {
	db := openTemp(t)
	ctx := t.Context()
	for name, role := range map[string]account.Role{"Ada": account.Admin, "Bo": account.Reader} {
		if err := db.AddUser(ctx, name, role, "hash of "+name); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.AddUser(ctx, "ada", account.Reader, "x"); !errors.Is(err, account.ErrExists) {
		t.Errorf("a second ada: %v", err)
	}
	if err := db.AddUser(ctx, "Cy", "root", "x"); err == nil {
		t.Error("an unknown role is saved")
	}
	if u, hash, err := db.UserPassword(ctx, "ADA"); err != nil || u.Name != "Ada" || u.Role != account.Admin || hash != "hash of Ada" {
		t.Errorf("ADA is %+v, %q, %v", u, hash, err)
	}
	if err := db.SetRole(ctx, "bo", account.Coder); err != nil {
		t.Error(err)
	}
	users, err := db.Users(ctx)
	if err != nil || len(users) != 2 || users[0].Name != "Ada" || users[1].Role != account.Coder ||
		time.Since(users[0].Created) > time.Hour {
		t.Errorf("users %+v, %v", users, err)
	}
	if err := db.RemoveUser(ctx, "Bo"); err != nil {
		t.Error(err)
	}
	for what, err := range map[string]error{
		"role": db.SetRole(ctx, "Bo", account.Reader), "password": db.SetPassword(ctx, "Bo", "x"),
		"remove": db.RemoveUser(ctx, "Bo"), "sign out": db.SignOut(ctx, "Bo"),
		"session": db.AddSession(ctx, "Bo", []byte("t"), time.Now()),
	} {
		if !errors.Is(err, account.ErrNoUser) {
			t.Errorf("%s of a removed user: %v", what, err)
		}
	}
	if _, _, err := db.UserPassword(ctx, "Bo"); !errors.Is(err, account.ErrNoUser) {
		t.Errorf("password of a removed user: %v", err)
	}
}

func TestSessions(t *testing.T) {
	db := openTemp(t)
	ctx := t.Context()
	if err := db.AddUser(ctx, "Ada", account.Coder, "x"); err != nil {
		t.Fatal(err)
	}
	start := time.Now().Add(-account.SessionTime / 2).Truncate(time.Millisecond)
	begin := func(token string, at time.Time) {
		t.Helper()
		if err := db.AddSession(ctx, "ada", []byte(token), at); err != nil {
			t.Fatal(err)
		}
	}
	alive := func(token string, at time.Time) bool {
		t.Helper()
		u, err := db.SessionUser(ctx, []byte(token), at)
		if err != nil && !errors.Is(err, account.ErrNoSession) || err == nil && (u.Name != "Ada" || u.Role != account.Coder) {
			t.Fatalf("%s: %+v, %v", token, u, err)
		}
		return err == nil
	}
	begin("idle", start)
	begin("busy", start)
	if alive("none", start) {
		t.Error("a session from nothing")
	}
	at := start
	for ; at.Before(start.Add(account.SessionTime)); at = at.Add(account.IdleTime - time.Minute) {
		if !alive("busy", at) {
			t.Fatalf("a session in use ended after %v", at.Sub(start))
		}
	}
	if alive("busy", start.Add(account.SessionTime)) {
		t.Error("a session has no absolute end")
	}
	if !alive("idle", start.Add(account.IdleTime-time.Second)) || alive("idle", start.Add(2*account.IdleTime)) {
		t.Error("idle time is not observed")
	}
	now := time.Now()
	begin("new", now) // removes what is over
	if n := dump(t, db.read, `SELECT count(*) FROM session WHERE token = CAST('idle' AS BLOB)`); n != "0\n" {
		t.Errorf("a session that is over is kept: %s", n)
	}
	if users, err := db.Users(ctx); err != nil || len(users) != 1 || users[0].Sessions != 2 { // busy and new
		t.Errorf("users %+v, %v", users, err)
	}
	if err := db.EndSession(ctx, []byte("new")); err != nil || alive("new", now) {
		t.Errorf("an ended session is alive, %v", err)
	}
	for what, end := range map[string]func() error{
		"sign out": func() error { return db.SignOut(ctx, "Ada") },
		"password": func() error { return db.SetPassword(ctx, "Ada", "y") },
	} {
		begin("a", now)
		begin("b", now)
		if err := end(); err != nil || alive("a", now) || alive("b", now) {
			t.Errorf("%s does not end all sessions, %v", what, err)
		}
	}
	begin("a", now)
	if err := db.RemoveUser(ctx, "Ada"); err != nil || alive("a", now) {
		t.Errorf("removing the user does not end the session, %v", err)
	}
	if n := dump(t, db.read, `SELECT count(*) FROM session`); n != "0\n" {
		t.Errorf("sessions of a removed user: %s", n)
	}
}
