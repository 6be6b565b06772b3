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

// fingerprintHead is how many bytes of each file are hashed.
const fingerprintHead = 1 << 16

// fingerprint returns the absolute paths of sources, one a line, and a hash of
// their state: names, sizes, times and first bytes of all files, the version of
// the program and the format. The name is "" if a source cannot be read twice,
// such as standard input.
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

// lasting reports whether path is a regular file or a folder, not a pipe.
func lasting(path string) bool {
	info, err := os.Stat(path)
	return err == nil && (info.IsDir() || info.Mode().IsRegular())
}

// fingerprintFile hashes the state of a file. Only regular files are read.
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
