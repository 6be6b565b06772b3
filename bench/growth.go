package main

import (
	"fmt"
	"io"
)

// growth prints time and memory for a thread of one comment, for one thread of
// growing size, and for a million comments in a stream. The largest comes
// last: a process counts the memory of the one that starts it as its own, and
// this one grows as it invents a thread.
func (b *bench) growth() error {
	fmt.Println("                                     seconds   peak MiB  times the one before")
	before := 0.0
	one := func(n int) error {
		c, err := b.stream(1, func() int { return n })
		if err != nil {
			return err
		}
		printGrowth(fmt.Sprintf("one thread of %d", n), c, before)
		before = c.wall.Seconds()
		return nil
	}
	for _, n := range []int{1, 1_000, 10_000} {
		if err := one(n); err != nil {
			return err
		}
	}
	size := newWriter(3)
	c, err := b.stream(400, func() int { return 1 + size.IntN(5_000) })
	if err != nil {
		return err
	}
	printGrowth("a million in threads of up to 5000", c, 0)
	return one(100_000)
}

func printGrowth(name string, c cost, before float64) {
	times := ""
	if before > 0 {
		times = fmt.Sprintf("%10.1f", c.wall.Seconds()/before)
	}
	fmt.Printf("%-34s%10.2f%10d%s\n", name, c.wall.Seconds(), c.rss>>20, times)
}

// stream analyses invented threads as they are written to standard input.
func (b *bench) stream(threads int, n func() int) (cost, error) {
	r, w := io.Pipe()
	go func() { w.CloseWithError(newWriter(2).write(w, threads, n)) }()
	return b.gainsay(2, r, "analyze", "--encoder", "off", "-o", "jsonl", "-")
}
