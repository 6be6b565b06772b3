package main

import (
	"cmp"
	"fmt"
	"os"

	"github.com/dustin/go-humanize"
	"github.com/gainsay/gainsay/analyze/encode"
	"github.com/gainsay/gainsay/store/importer"
	"github.com/spf13/cobra"
)

// encoderMode says when the sentence encoder is used.
type encoderMode string

// The modes.
const (
	encoderAuto encoderMode = "auto" // for at most autoComments, where the processor has the instructions
	encoderOn   encoderMode = "on"
	encoderOff  encoderMode = "off"
)

// autoComments is for how many comments of one command the mode auto uses the
// encoder: about ten seconds of one core.
const autoComments = 5000

// encoderFlag adds the flag that chooses the mode.
func encoderFlag(c *cobra.Command, mode *encoderMode) {
	c.Flags().StringVar((*string)(mode), "encoder", string(defaultEncoder()),
		"judge sentences by a sentence encoder too: on, off or auto (on for at most 5,000 comments) (GAINSAY_ENCODER)")
}

// defaultEncoder is the mode where a command or an import chooses none.
func defaultEncoder() encoderMode {
	return encoderMode(cmp.Or(os.Getenv("GAINSAY_ENCODER"), string(encoderAuto)))
}

func (m encoderMode) check() error {
	switch m {
	case encoderAuto, encoderOn, encoderOff:
		return nil
	}
	return usagef("--encoder %s: must be auto, on or off", string(m))
}

// on reports whether the encoder is used for a large batch, or for a small one.
// Without vector instructions it is too slow for auto.
func (m encoderMode) on(large bool) bool {
	if m == encoderAuto {
		return !large && encode.Fastest() != encode.Portable
	}
	return m == encoderOn
}

// whyOff says why the mode auto does not use the encoder, with the fastest
// kernel, where it does not.
func whyOff(kernel string) string {
	if kernel == encode.Portable {
		return "this processor has neither AVX2 nor NEON"
	}
	return fmt.Sprintf("more than %s comments", humanize.Comma(autoComments))
}

// sizing holds back the threads of a batch until it is known whether it is
// large, and passes them on.
type sizing struct {
	push   func(*importer.Result) error
	choose func(large bool) error // called once, before the first push

	comments int
	waiting  []*importer.Result
	chosen   bool
}

// begin chooses at once where the mode does not depend on the size.
func (s *sizing) begin(m encoderMode) error {
	if m.on(false) != m.on(true) {
		return nil
	}
	return s.release(true)
}

// add takes in a thread.
func (s *sizing) add(r *importer.Result) error {
	if s.chosen {
		return s.push(r)
	}
	s.waiting = append(s.waiting, r)
	return s.count(r)
}

// count counts the comments of a thread without taking it in.
func (s *sizing) count(r *importer.Result) error {
	if s.comments += len(r.Thread.Comments); s.chosen || s.comments <= autoComments {
		return nil
	}
	return s.release(true)
}

// end passes on what is still held back: the batch is small.
func (s *sizing) end() error {
	if s.chosen {
		return nil
	}
	return s.release(false)
}

// release chooses and passes on the threads held back.
func (s *sizing) release(large bool) error {
	s.chosen = true
	if err := s.choose(large); err != nil {
		return err
	}
	for _, r := range s.waiting {
		if err := s.push(r); err != nil {
			return err
		}
	}
	s.waiting = nil
	return nil
}

// sentenceVectors adapts the sentence encoder to the models.
type sentenceVectors struct{ *encode.Encoder }

// Encode returns the unit vectors of sentences.
func (v sentenceVectors) Encode(sentences []string) [][]float32 {
	full := make([]encode.Vector, len(sentences))
	v.Encoder.Encode(full, sentences)
	out := make([][]float32, len(sentences))
	for i := range full {
		out[i] = full[i][:]
	}
	return out
}
