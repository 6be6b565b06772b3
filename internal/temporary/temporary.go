// Package temporary makes temporary files and folders that are removed on every
// way out of the program that it can notice.
package temporary

import (
	"errors"
	"os"
	"sync"
)

var (
	mu    sync.Mutex
	paths = map[string]bool{}
)

// MkdirTemp makes a folder in the system's folder for temporary files, named as
// by os.MkdirTemp.
func MkdirTemp(pattern string) (string, error) {
	mu.Lock()
	defer mu.Unlock()
	dir, err := os.MkdirTemp("", pattern)
	if err == nil {
		paths[dir] = true
	}
	return dir, err
}

// CreateFile makes a file in the system's folder for temporary files, named as by
// os.CreateTemp.
func CreateFile(pattern string) (*os.File, error) {
	mu.Lock()
	defer mu.Unlock()
	f, err := os.CreateTemp("", pattern)
	if err == nil {
		paths[f.Name()] = true
	}
	return f, err
}

// Remove removes a file or a folder with what is in it.
func Remove(path string) error {
	mu.Lock()
	defer mu.Unlock()
	delete(paths, path)
	return os.RemoveAll(path)
}

// RemoveAll removes all that was made and not yet removed. It is for a program
// that is about to end; nothing can be made afterwards.
func RemoveAll() error {
	mu.Lock() // and keep it: what other goroutines would make now would stay
	var errs []error
	for p := range paths {
		errs = append(errs, os.RemoveAll(p))
	}
	return errors.Join(errs...)
}
