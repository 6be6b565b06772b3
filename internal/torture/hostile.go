//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

var hostile = []scenario{
	{"one huge comment", "a comment costs bounded time and memory, whatever it consists of", hugeComments},
	{"a gigabyte of one letter", "a file that is no thread is refused in bounded memory", oneLetter},
	{"an id of 300 MB", "ids, names and titles are cut", longID},
	{"pages of tags", "a page costs bounded time and memory", tagPages},
	{"millions of tiny records", "a thread costs bounded memory", tinyRecords},
	{"one id for all", "damaged threads cost linear time", sameIDs},
	{"damaged fixtures", "no input crashes the program", damaged},
}

// kinds are what a huge comment is made of.
var kinds = []struct{ name, unit string }{
	{"prose", "The report says that taxes rose by 3 percent in 2019. You are wrong, because no source backs it! "},
	{"words without an end", "people say that the government never told them why "}, {"one letter", "a"},
	{"letters set apart", "a "}, {"insult set apart", "i d i o t "}, {"leetspeak", "1d10t "}, {"punctuation", ".,;!?-"},
	{"quotation marks", "\""}, {"quoted letters", "\"a "}, {"opening quotation marks", "“a "}, {"brackets", "("},
	{"addresses", "http://a.example/b?c=d "}, {"emoji", "😀"}, {"joined emoji", "👨‍👩‍👧"}, {"combining marks", "a\u0301"},
	{"marks on one letter", "\u0301"}, {"quoted lines", "> a\n"}, {"nested quotations", ">"}, {"figures", "1,"},
	{"hyphens", "a-"}, {"asterisks", "*a"}, {"backticks", "`a"}, {"mentions", "@ab "}, {"control characters", "\u0001"},
	{"direction marks", "\u202e"}, {"names", "Barack Obama "}, {"Chinese", "中文字"},
}

// repeat reads head, then a unit over and over up to n bytes, then tail.
func repeat(head, unit string, n int, tail string) io.Reader {
	chunk := strings.Repeat(unit, max(1, 1<<16/len(unit)))
	var parts []io.Reader
	parts = append(parts, strings.NewReader(head))
	for ; n > 0; n -= len(chunk) {
		parts = append(parts, strings.NewReader(chunk[:min(len(chunk), max(n, len(unit))/len(unit)*len(unit))]))
	}
	return io.MultiReader(append(parts, strings.NewReader(tail))...)
}

func quoted(s string) string {
	b, _ := json.Marshal(s) // a string can always be encoded
	return string(b[1 : len(b)-1])
}

func hugeComments(b *bed) (string, error) {
	var w worst
	for _, k := range kinds[:pick(b, len(kinds), 6)] {
		n := pick(b, 60<<20, 2<<20)
		in := repeat(`{"comments":[{"id":"1","author":"ann","text":"Why?"},{"id":"2","parent":"1","author":"bob","text":"`,
			quoted(k.unit), n, `"}]}`)
		o, err := b.bounded(in, "--max-comment", "analyze", "--encoder", "off", "-o", "jsonl", "--max-comment", pick(b, "256K", "32K"), "-")
		if err != nil {
			return "", fmt.Errorf("%s: %w", k.name, err)
		}
		w.add(k.name, o)
	}
	return w.String(), nil
}

func oneLetter(b *bed) (string, error) {
	o, err := b.bounded(repeat("", "a", pick(b, 1<<30, 300<<20), ""), "--max-size", "analyze", "-")
	return fmt.Sprint(o), err
}

func longID(b *bed) (string, error) {
	n := pick(b, 300<<20, 2<<20)
	var w worst
	for _, field := range []string{"id", "author", "parent", "time"} {
		in := repeat(`{"comments":[{"text":"a","`+field+`":"`, "x", n, `"}]}`)
		o, err := b.bounded(in, "", "analyze", "--encoder", "off", "--max-size", "1G", "-o", "jsonl", "-")
		if err != nil {
			return "", fmt.Errorf("%s: %w", field, err)
		}
		w.add(field, o)
	}
	return w.String(), nil
}

func tagPages(b *bed) (string, error) {
	var w worst
	n := pick(b, 3_000_000, 20_000)
	page := "<!doctype html><html><body><h1>A title</h1>"
	for _, unit := range []string{"<b></b>", "<br>", "<div>", "<b>", "<p><b>", "<table>", "<a href=x>", "<li>a", "<div class=comment>",
		"<div class=comment id=c1><span class=author>a</span>b</div>", "<!--", "<p>a</p>", "</div>"} {
		most := 1_400_000 / strings.Count(unit, "<") // just below what is read at all
		for _, n := range slices.Compact([]int{n, min(n, most)}) {
			o, err := b.bounded(repeat(page, unit, min(n*len(unit), 60_000_000), ""), "", "analyze", "--encoder", "off", "-")
			if err != nil {
				return "", fmt.Errorf("%s: %w", unit, err)
			}
			w.add("`"+unit+"`", o)
		}
	}
	return w.String(), nil
}

func tinyRecords(b *bed) (string, error) {
	var w worst
	n := pick(b, 60<<20, 100<<10)
	for _, unit := range []string{`{"text":"a"},`, `{},`, `[],`, `{"id":"1","text":"a"},`, `0,`} {
		for _, frame := range [][2]string{{`{"comments":[`, `{"id":"9","text":"end"}]}`}, {`[`, `{"id":"9","text":"end"}]`}} {
			o, err := b.bounded(repeat(frame[0], unit, n, frame[1]), "", "analyze", "--encoder", "off", "-o", "jsonl", "-")
			if err != nil {
				return "", fmt.Errorf("%s%s: %w", frame[0], unit, err)
			}
			w.add("`"+unit+"`", o)
		}
	}
	return w.String(), nil
}

func sameIDs(b *bed) (string, error) {
	n := pick(b, 100_000, 5_000)
	var in bytes.Buffer
	in.WriteString(`{"comments":[`)
	for i := range n {
		fmt.Fprintf(&in, `{"id":"x","parent":"x","author":"a","text":"No %d."},`, i)
	}
	in.WriteString(`{"id":"y","text":"end"}]}`)
	o, err := b.bounded(&in, "used twice", "analyze", "--encoder", "off", "-o", "jsonl", "-")
	return fmt.Sprintf("%d comments; %v", n, o), err
}

// damaged changes bytes of the fixtures of all formats at random.
func damaged(b *bed) (string, error) {
	all, err := filepath.Glob(filepath.Join(b.root, "testdata/threads/*/*"))
	if err != nil || len(all) == 0 {
		return "", fmt.Errorf("no fixtures: %w", err)
	}
	files := pick(b, 1000, 40)
	dir := b.path("in")
	if err := os.Mkdir(dir, 0o755); err != nil {
		return "", err
	}
	for i := range files {
		src := all[b.rand.IntN(len(all))]
		data, err := os.ReadFile(src)
		if err != nil || len(data) == 0 || strings.HasSuffix(src, ".golden") {
			continue // a folder
		}
		for range 1 + b.rand.IntN(20) {
			at := b.rand.IntN(len(data))
			switch b.rand.IntN(4) {
			case 0:
				data[at] = byte(b.rand.IntN(256))
			case 1:
				data = append(data[:at:at], data[min(len(data), at+b.rand.IntN(40)):]...)
			case 2:
				data = append(data[:at:at], append(bytes.Clone(data[at:min(len(data), at+b.rand.IntN(200))]), data[at:]...)...)
			case 3:
				data[at] ^= 1 << b.rand.IntN(8)
			}
			if len(data) == 0 {
				data = []byte{'x'}
			}
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%04d-%s", i, filepath.Base(src))), data, 0o644); err != nil {
			return "", err
		}
	}
	o, err := b.bounded(nil, "", "analyze", "--encoder", "off", "-o", "jsonl", dir)
	if err == nil && strings.Contains(o.err.String(), "could not be analysed") {
		err = fmt.Errorf("a thread could not be analysed: %s", first(o.err.String()))
	}
	return fmt.Sprintf("%d files; %v", files, o), err
}
