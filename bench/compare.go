package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/jdkato/prose/v2"
)

// row is one line of the table.
type row struct {
	name    string
	share   float64 // of the corpus that it runs over
	run     func() (cost, error)
	fastest cost
}

// Places of the rows that all others are compared with.
const (
	command = iota
	inside
)

// proseSample is how many comments prose gets: all would take minutes.
const proseSample = 150

// compare prints the table of ratios.
func (b *bench) compare() error {
	corpus, texts, err := b.prepare()
	if err != nil {
		return err
	}
	rows, err := b.rows(corpus, texts)
	if err != nil {
		return err
	}
	for range b.rounds {
		for i := range rows {
			c, err := rows[i].run()
			if err != nil {
				return err
			}
			if rows[i].fastest.wall == 0 || c.wall < rows[i].fastest.wall {
				rows[i].fastest = c
			}
		}
	}
	return show(rows, texts)
}

// rows lists what is compared; the command and the engine are the measures of
// all.
func (b *bench) rows(corpus string, texts []string) ([]row, error) {
	db := 0
	engine, err := newEngine(corpus)
	if err != nil {
		return nil, err
	}
	rows := []row{
		command: {name: "gainsay analyze, one core", share: 1, run: func() (cost, error) { return b.gainsay(1, nil, "analyze", "--encoder", "off", "-o", "jsonl", corpus) }},
		inside:  {name: "its analysis alone, one core", share: 1, run: engine.run},
		{name: "gainsay analyze, two cores", share: 1, run: func() (cost, error) { return b.gainsay(2, nil, "analyze", "--encoder", "off", "-o", "jsonl", corpus) }},
		{name: "gainsay import with search, one core", share: 1, run: func() (cost, error) {
			db++
			return b.gainsay(1, nil, "import", "--encoder", "off", "--db", filepath.Join(b.dir, fmt.Sprint(db, ".db")), corpus)
		}},
		{name: "gainsay analyze --encoder on, one core", share: 1, run: func() (cost, error) { return b.gainsay(1, nil, "analyze", "--encoder", "on", "-o", "jsonl", corpus) }},
		{name: "gainsay analyze --encoder on, two cores", share: 1, run: func() (cost, error) { return b.gainsay(2, nil, "analyze", "--encoder", "on", "-o", "jsonl", corpus) }},
	}
	peers, err := b.peers(texts)
	if err != nil {
		return nil, err
	}
	sample := texts[:min(len(texts), proseSample)]
	model := prose.ModelFromData("shared")
	return append(append(rows, peers...), row{name: "prose 2, all stages, shared model (sample)", share: float64(size(sample)) / float64(size(texts)), run: func() (cost, error) {
		return runProse(sample, model)
	}}), nil
}

// peers writes the texts for peers.mjs; without Node it says so aloud.
func (b *bench) peers(texts []string) ([]row, error) {
	_, noNode := exec.LookPath("node")
	_, noModules := os.Stat("bench/node_modules")
	if noNode != nil || noModules != nil {
		fmt.Fprintln(os.Stderr, "bench: NO COMPARISON with wink-nlp and compromise: it needs Node and npm ci in bench/")
		return nil, nil
	}
	name := filepath.Join(b.dir, "texts.ndjson")
	f, err := os.Create(name)
	if err != nil {
		return nil, fmt.Errorf("write texts: %w", err)
	}
	defer f.Close()
	enc := json.NewEncoder(f)
	for _, s := range texts {
		if err := enc.Encode(s); err != nil {
			return nil, fmt.Errorf("write texts: %w", err)
		}
	}
	return []row{
		{name: "wink-nlp 2.4: tokens, parts of speech, entities", share: 1, run: func() (cost, error) { return b.peer("wink", name) }},
		{name: "compromise 14: tokens, parts of speech", share: 1, run: func() (cost, error) { return b.peer("compromise", name) }},
	}, nil
}

// runProse runs all stages of prose. A text on which it panics counts as done.
func runProse(texts []string, model *prose.Model) (cost, error) {
	begin, used := time.Now(), ownCPU()
	for _, s := range texts {
		func() {
			defer func() { _ = recover() }()
			_, _ = prose.NewDocument(s, prose.UsingModel(model))
		}()
	}
	return cost{wall: time.Since(begin), cpu: ownCPU() - used}, nil
}

// prepare returns the corpus file and the texts in it.
func (b *bench) prepare() (corpus string, texts []string, err error) {
	corpus = b.corpus
	if corpus == "" {
		corpus = filepath.Join(b.dir, "corpus.ndjson")
		f, err := os.Create(corpus)
		if err != nil {
			return "", nil, fmt.Errorf("write corpus: %w", err)
		}
		if err := newWriter(1).write(f, b.threads, func() int { return 100 }); err != nil {
			return "", nil, err
		}
		if err := f.Close(); err != nil {
			return "", nil, fmt.Errorf("write corpus: %w", err)
		}
	}
	texts, err = readTexts(corpus)
	return corpus, texts, err
}

func readTexts(name string) ([]string, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read corpus: %w", err)
	}
	defer f.Close()
	var texts []string
	for dec := json.NewDecoder(bufio.NewReader(f)); ; {
		var t thread
		if err := dec.Decode(&t); err == io.EOF {
			break
		} else if err != nil {
			return nil, fmt.Errorf("read corpus: %w", err)
		}
		for _, c := range t.Comments {
			texts = append(texts, c.Text)
		}
	}
	if len(texts) == 0 {
		return nil, fmt.Errorf("read corpus: %s has no comments", name)
	}
	return texts, nil
}

func size(texts []string) (n int) {
	for _, s := range texts {
		n += len(s)
	}
	return n
}

// show prints the table.
func show(rows []row, texts []string) error {
	bytes := float64(size(texts))
	fmt.Printf("%d comments, %.2f MB, mean %.0f bytes\n\n", len(texts), bytes/1e6, bytes/float64(len(texts)))
	w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, strings.Join([]string{"", "comments/s", "comments/CPU s", "command is faster by", "by CPU", "analysis by CPU"}, "\t"))
	rate := func(r row, took time.Duration) float64 { return float64(len(texts)) * r.share / took.Seconds() }
	for _, r := range rows {
		wall, cpu := rate(r, r.fastest.wall), rate(r, r.fastest.cpu)
		fmt.Fprintf(w, "%s\t%.0f\t%.0f\t%.2f\t%.2f\t%.2f\n", r.name, wall, cpu,
			rate(rows[command], rows[command].fastest.wall)/wall, rate(rows[command], rows[command].fastest.cpu)/cpu, rate(rows[inside], rows[inside].fastest.cpu)/cpu)
	}
	return w.Flush()
}
