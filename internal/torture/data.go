//go:build unix

package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
)

// words are what invented comments are made of.
var words = []string{"the", "report", "says", "that", "taxes", "school", "percent", "people", "never", "you", "are", "wrong",
	"because", "vaccines", "doctors", "government", "always", "city", "water", "price", "rose", "in", "2019", "source", "why",
	"idiot", "agree", "Russia", "elections", "not", "study", "shows", "million", "climate", "fell", "by", "30", "ban", "should"}

// writeThread writes an invented thread as JSON.
func writeThread(path, id string, comments int, seed uint64) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	r := rand.New(rand.NewPCG(seed, 1))
	w := bufio.NewWriter(f)
	fmt.Fprintf(w, `{"id":%q,"title":"Thread %[1]s about schools","comments":[`, id)
	for i := range comments {
		if i > 0 {
			fmt.Fprint(w, ",")
		}
		parent := ""
		if i > 0 && r.IntN(4) > 0 {
			parent = fmt.Sprint(r.IntN(i))
		}
		fmt.Fprintf(w, `{"id":"%d","parent":%q,"author":"author %d","time":"2024-01-02T03:%02d:%02dZ","text":"`, i, parent,
			r.IntN(1+comments/5), i/60%60, i%60)
		for s := range 1 + r.IntN(3) {
			if s > 0 {
				fmt.Fprint(w, " ")
			}
			for k := range 5 + r.IntN(10) {
				if k > 0 {
					fmt.Fprint(w, " ")
				}
				fmt.Fprint(w, words[r.IntN(len(words))])
			}
			fmt.Fprint(w, ".")
		}
		fmt.Fprint(w, `"}`)
	}
	fmt.Fprint(w, "]}")
	return w.Flush()
}

// writeThreads writes n threads of some comments to a folder.
func (b *bed) writeThreads(name string, n, comments int) error {
	if err := os.MkdirAll(b.path(name), 0o755); err != nil {
		return err
	}
	for i := range n {
		id := fmt.Sprintf("%s-%04d", name, i)
		if err := writeThread(b.path(name+"/"+id+".json"), id, comments, uint64(i+1)); err != nil {
			return err
		}
	}
	return nil
}

// writeAlike writes a thread of comments that are all nearly the same, as spam
// is.
func (b *bed) writeAlike(name string, n int) error {
	f, err := os.Create(b.path(name))
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	fmt.Fprint(w, `{"id":"alike","title":"All alike","comments":[`)
	for i := range n {
		if i > 0 {
			fmt.Fprint(w, ",")
		}
		fmt.Fprintf(w, `{"id":"%d","author":"author %d","text":"Buy cheap watches at http://watches.example now, the best price in the whole `+
			`city and free delivery for all who order today."}`, i, i%50)
	}
	fmt.Fprint(w, "]}")
	return w.Flush()
}
