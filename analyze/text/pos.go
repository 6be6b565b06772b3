package text

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"math"
	"strings"
	"sync"

	"github.com/jdkato/prose/v2"
)

// perceptron is prose's averaged perceptron (after Honnibal 2013), its
// weights read once through prose's exported Asset and kept as thousandths,
// so that scoring is exact and in the same order on every machine. prose's
// own scoring decodes the model on every call and adds floats in map order.
type perceptron struct {
	classes []string
	known   map[string]string   // words with but one tag
	weights map[string][]weight // by feature
}

type weight struct {
	class uint8
	milli int32
}

// model loads the weights at the first use; about 2 MB of gob.
var model = sync.OnceValue(loadPerceptron)

// loadPerceptron panics if prose was built without its model: that is a
// fault of the build, never of the input.
func loadPerceptron() *perceptron {
	var raw map[string]map[string]float64
	m := &perceptron{}
	readAsset("classes", &m.classes)
	readAsset("tags", &m.known)
	readAsset("weights", &raw)
	index := make(map[string]uint8, len(m.classes))
	for i, c := range m.classes {
		index[c] = uint8(i)
	}
	m.weights = make(map[string][]weight, len(raw))
	for feature, byClass := range raw {
		ws := make([]weight, 0, len(byClass))
		for class, w := range byClass {
			ws = append(ws, weight{index[class], int32(math.Round(w * 1000))})
		}
		m.weights[feature] = ws
	}
	return m
}

func readAsset(name string, v any) {
	b, err := prose.Asset("model/AveragedPerceptron/" + name + ".gob")
	if err == nil {
		err = gob.NewDecoder(bytes.NewReader(b)).Decode(v)
	}
	if err != nil {
		panic(fmt.Sprintf("text: read the part-of-speech model: %v", err))
	}
}

const (
	start1, start2 = "-START-", "-START2-"
	end1, end2     = "-END-", "-END2-"
)

// tagSentence sets POS on the tokens of one sentence.
func (m *perceptron) tagSentence(tokens []Token) {
	words := make([]string, len(tokens))
	context := make([]string, 0, len(tokens)+4)
	context = append(context, start1, start2)
	shout := shouted(tokens)
	for i, t := range tokens {
		words[i] = modelWord(t, shout)
		context = append(context, contextWord(words[i]))
	}
	context = append(context, end1, end2)
	p1, p2 := start1, start2
	var f featurizer
	for i := range tokens {
		t := &tokens[i]
		if t.POS == "" {
			t.POS = m.tag(&f, words[i], context, i, p1, p2)
		}
		p1, p2 = prosePOS(t.POS), p1
	}
}

// prosePOS is the tag prose gives to what is no word, for the context.
func prosePOS(pos string) string {
	switch pos {
	case posURL, posMention:
		return "NN"
	case posEmoji:
		return "SYM"
	}
	return pos
}

func (m *perceptron) tag(f *featurizer, word string, context []string, i int, p1, p2 string) string {
	if word == "-" {
		return "-"
	}
	if tag, ok := m.known[word]; ok {
		return tag
	}
	var scores [64]int32
	f.each(word, context, i+2, p1, p2, func(key []byte) {
		for _, w := range m.weights[string(key)] {
			scores[w.class] += w.milli
		}
	})
	best := 0
	for c := 1; c < len(m.classes); c++ {
		if scores[c] > scores[best] {
			best = c
		}
	}
	return m.classes[best]
}

// featurizer builds feature names in one buffer.
type featurizer struct{ buf []byte }

// each calls add with every feature of the word at context[i], named as
// prose names them.
func (f *featurizer) each(word string, ctx []string, i int, p1, p2 string, add func([]byte)) {
	put := func(parts ...string) {
		f.buf = f.buf[:0]
		for k, p := range parts {
			if k > 0 {
				f.buf = append(f.buf, ' ')
			}
			f.buf = append(f.buf, p...)
		}
		add(f.buf)
	}
	put("bias")
	put("i suffix", suffix(word))
	put("i pref1", first(word))
	put("i-1 tag", p1)
	put("i-2 tag", p2)
	put("i tag+i-2 tag", p1, p2)
	put("i word", ctx[i])
	put("i-1 tag+i word", p1, ctx[i])
	put("i-1 word", ctx[i-1])
	put("i-1 suffix", suffix(ctx[i-1]))
	put("i-2 word", ctx[i-2])
	put("i+1 word", ctx[i+1])
	put("i+1 suffix", suffix(ctx[i+1]))
	put("i+2 word", ctx[i+2])
}

// suffix gives the last three bytes, as prose cuts it.
func suffix(s string) string { return s[len(s)-min(len(s), 3):] }

// first gives prose's prefix feature: the first byte read as a code point.
func first(s string) string {
	if s == "" {
		return ""
	}
	return string(rune(s[0]))
}

// contextWord is prose's normalisation of a word of the context.
func contextWord(w string) string {
	switch {
	case w == "":
		return w
	case w[0] != '-' && strings.Contains(w, "-"):
		return "!HYPHEN"
	case len(w) == 4 && digits(w):
		return "!YEAR"
	case '0' <= w[0] && w[0] <= '9':
		return "!DIGITS"
	}
	return strings.ToLower(w)
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" && s != "" }

// modelWord is the form of a token that the model knows: straight
// apostrophes, "n't" for "nt", and no capitals where the sentence shouts.
func modelWord(t Token, shout bool) string {
	if t.Lower == "n't" || shout && isLetters(t.Lower) {
		return t.Lower
	}
	if strings.ContainsRune(t.Text, '’') || strings.ContainsRune(t.Text, '‘') {
		return apostrophes.Replace(t.Text)
	}
	switch t.Text {
	case "“", "”", "«", "»":
		return `"`
	}
	return t.Text
}

func isLetters(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return s != ""
}

// shouted reports whether most words of a sentence are in capitals.
func shouted(tokens []Token) bool {
	upper, all := 0, 0
	for _, t := range tokens {
		if len(t.Text) < 2 || !isLetters(t.Lower) {
			continue
		}
		all++
		if t.Text == strings.ToUpper(t.Text) {
			upper++
		}
	}
	return all >= 3 && upper*2 > all
}
