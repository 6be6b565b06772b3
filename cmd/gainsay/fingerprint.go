package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// fingerprintHead is how many bytes of each file count.
const fingerprintHead = 1 << 16

// fingerprint names the sources of a call and sums up their state: what lies
// there, how large, of what time and how it begins, and what would analyse it.
// The name is "" where one cannot be read twice, such as standard input.
func fingerprint(sources []string, format string) (name, state string, err error) {
	h := sha256.New()
	fmt.Fprintf(h, "%+v %q\n", buildVersion(), format)
	var names []string
	for _, src := range sources {
		path, err := filepath.Abs(src)
		if src == "-" || err != nil {
			return "", "", err
		}
		names = append(names, path)
		err = filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			return fingerprintFile(h, p)
		})
		if err != nil {
			return "", "", err
		}
	}
	if slices.ContainsFunc(names, func(n string) bool { return !lasting(n) }) {
		return "", "", nil
	}
	return strings.Join(names, "\n"), hex.EncodeToString(h.Sum(nil)), nil
}

// lasting reports whether path is a file or a folder, not a pipe.
func lasting(path string) bool {
	info, err := os.Stat(path)
	return err == nil && (info.IsDir() || info.Mode().IsRegular())
}

// fingerprintFile sums up a regular file; others have only their name.
func fingerprintFile(h io.Writer, path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	fmt.Fprintf(h, "%q %d %d %v\n", path, info.Size(), info.ModTime().UnixNano(), info.Mode())
	if !info.Mode().IsRegular() {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.CopyN(h, f, fingerprintHead)
	if err == io.EOF {
		err = nil
	}
	return err
}
