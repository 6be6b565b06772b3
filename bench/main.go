// Bench compares Gainsay with other text engines on the same comments, and
// shows how its time and memory grow. It runs the built binary as users do.
//
// It is a module of its own, so that its peers are not in Gainsay's go.mod. It
// is run from the root of the checkout:
//
//	make bench                       the table of ratios
//	make bench-growth                time and memory by size
//	CORPUS=FILE.ndjson make bench    on threads of one's own
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime"
)

func main() {
	log.SetFlags(0)
	b := &bench{}
	flag.StringVar(&b.bin, "bin", "bin/gainsay", "the binary to measure")
	flag.StringVar(&b.corpus, "corpus", os.Getenv("CORPUS"), "threads to read, one JSON object a line; invented ones if empty")
	flag.IntVar(&b.threads, "threads", 100, "invented threads of 100 comments")
	flag.IntVar(&b.rounds, "rounds", 3, "runs of each, alternating; the fastest counts")
	growth := flag.Bool("growth", false, "show how time and memory grow instead")
	flag.Parse()
	run := b.compare
	if *growth {
		run = b.growth
	}
	if err := b.in(run); err != nil {
		log.Fatal("bench: ", err)
	}
}

// bench is one run of the program.
type bench struct {
	bin, corpus, dir string
	threads, rounds  int
}

// in runs f with a temporary folder.
func (b *bench) in(f func() error) error {
	bin, err := filepath.Abs(b.bin)
	if err != nil {
		return fmt.Errorf("find binary: %w", err)
	}
	b.bin = bin
	if b.dir, err = os.MkdirTemp("", "gainsay-bench"); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	defer os.RemoveAll(b.dir)
	fmt.Printf("%s, %d cores, %s\n\n", runtime.Version(), runtime.NumCPU(), cpuModel())
	return f()
}
