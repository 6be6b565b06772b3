package store

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"
)

// FuzzRestore restores files that are arbitrary bytes, and backups that are cut or of which bytes were
// changed. A backup that is refused leaves the database as it is, with nothing beside it; one that is
// taken is sound.
func FuzzRestore(f *testing.F) {
	backup, err := os.ReadFile(exampleFile(f))
	if err != nil {
		f.Fatal(err)
	}
	kept, err := os.ReadFile(soundBackup(f))
	if err != nil {
		f.Fatal(err)
	}
	// A change of a backup: 3 bytes of the place, 1 that is put there; 0xff before it instead cuts the file.
	f.Add(true, []byte{})
	f.Add(true, []byte{0xff, 0, 16, 0})
	f.Add(true, []byte{0, 0, 16, 255, 0, 0, 18, 9, 0, 0, 96, 1}) // size of a page, format, application
	f.Add(true, []byte{0, 0x10, 0, 3, 0, 0x20, 5, 0xff})
	f.Add(true, []byte{0xff, 0x30, 1, 7})
	f.Add(false, []byte("SQLite format 3\x00"))
	f.Add(false, []byte("no database"))
	f.Add(false, backup[:200])
	f.Fuzz(func(t *testing.T, changed bool, b []byte) {
		dir := t.TempDir()
		path, from := filepath.Join(dir, "study.db"), filepath.Join(t.TempDir(), "backup.db")
		if changed {
			b = changedFile(backup, b)
		}
		for name, content := range map[string][]byte{path: kept, from: b} {
			if err := os.WriteFile(name, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := RestoreBackup(t.Context(), path, from, true); err == nil {
			soundFile(t, path)
			return
		}
		now, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(now, kept) {
			t.Fatalf("the database has changed: %v", err)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
			t.Fatalf("beside the database: %v, %v", left, err)
		}
	})
}

// soundBackup is another database, closed.
func soundBackup(t testing.TB) string {
	path := filepath.Join(t.TempDir(), "kept.db")
	if err := Backup(t.Context(), exampleFile(t), path, false); err != nil {
		t.Fatal(err)
	}
	return path
}

func changedFile(b, changes []byte) []byte {
	b = bytes.Clone(b)
	for ; len(changes) >= 4 && len(b) > 0; changes = changes[4:] {
		at := int(binary.BigEndian.Uint32(append([]byte{0}, changes[:3]...)))
		if changes[0] == 0xff {
			b = b[:(at&0xffff)*int(changes[3])%(len(b)+1)]
			continue
		}
		b[at%len(b)] = changes[3]
	}
	return b
}
