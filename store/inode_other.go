//go:build !unix

package store

import "os"

// inodeOf returns 0: only Unix numbers files so.
func inodeOf(os.FileInfo) uint64 { return 0 }
