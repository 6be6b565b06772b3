package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/argue"
	"github.com/gainsay/gainsay/analyze/encode"
	"github.com/gainsay/gainsay/analyze/reply"
	"github.com/gainsay/gainsay/analyze/score"
	"github.com/gainsay/gainsay/analyze/tagger"
	"github.com/gainsay/gainsay/store/importer"
	"github.com/spf13/cobra"
)

// buildVersion returns the version, the hash of rules and weights and the digest
// of the sentence encoder, which an analysis may leave out.
func buildVersion() gainsay.Version {
	v := versionWith(score.Load(), nil)
	v.Encoder = encode.Digest()
	return v
}

func versionWith(models *score.Models, e *encode.Encoder) gainsay.Version {
	info, _ := debug.ReadBuildInfo()
	v := gainsay.Version{Gainsay: versionOf(version, info), Rules: rulesHash(models)}
	if e != nil {
		v.Encoder = e.Digest()
	}
	return v
}

// rulesHash hashes rules, lexicons and weights: "sha256:" and 64 hexadecimal
// digits.
func rulesHash(models *score.Models) string {
	h := sha256.New()
	io.WriteString(h, tagger.Hash())
	if err := models.Hash(h); err != nil {
		fmt.Fprintf(h, "%v", err) // files that cannot be read are reported where they are used
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

// analyzer runs every stage of the analysis on a thread. near may be nil.
type analyzer func(t *gainsay.Thread, report gainsay.Report, near analyze.Seen) (*gainsay.Analysis, error)

// weightsFlag adds the flag that names a folder of weights.
func weightsFlag(c *cobra.Command, dir *string) {
	c.Flags().StringVar(dir, "weights", "",
		"folder of weight files (from 'gainsay train') that override those in the binary")
}

// newDriver connects the stages of the analysis, with the sentence encoder or,
// for nil, without, and leaves out marks below thresholds.
func newDriver(models *score.Models, e *encode.Encoder, least gainsay.Thresholds) (*analyze.Driver, error) {
	if e != nil && models.Encoder == nil { // else they are ownModels, which others use too
		models.Encoder = sentenceVectors{e}
	}
	taggers, err := tagger.AllWith(models)
	if err != nil {
		return nil, err
	}
	return &analyze.Driver{
		Taggers: taggers, Recover: reply.Recover, Argue: argue.Build, Version: versionWith(models, e),
		Thresholds: least,
	}, nil
}

// ownDriver returns the driver with the models in the binary and without the
// encoder, made once.
var ownDriver = sync.OnceValues(func() (*analyze.Driver, error) { return newDriver(plainModels(), nil, nil) })

// plainModels are the models in the binary. All parts of a program share them, so
// that they are decoded once; the rules are too (tagger.All).
var plainModels = sync.OnceValue(func() *score.Models { return score.Load() })

// encodedModels are the models in the binary with the sentence encoder.
var encodedModels = sync.OnceValues(func() (*score.Models, error) {
	e, err := encode.Load()
	if err != nil {
		return nil, err
	}
	m := score.Load()
	m.Encoder = sentenceVectors{e}
	return m, nil
})

// ownModels are the models in the binary, with the sentence encoder or without; then
// it is nil.
func ownModels(encoded bool) (*score.Models, *encode.Encoder, error) {
	if !encoded {
		return plainModels(), nil, nil
	}
	m, err := encodedModels()
	if err != nil {
		return nil, nil, err
	}
	return m, m.Encoder.(sentenceVectors).Encoder, nil
}

// analyzerWith returns the analysis with the models in the binary, overridden by
// those of a folder, nil for no folder, with the sentence encoder or without, and
// without marks below thresholds. tagged is the driver's, and may be nil. limit is
// how long the analysis of a thread may take, 0 for as long as it needs.
func analyzerWith(
	weights fs.FS, encoded bool, least gainsay.Thresholds, tagged func(n int), limit time.Duration,
) (analyzer, error) {
	if weights == nil && !encoded && len(least) == 0 && tagged == nil && limit == 0 {
		return analyzeThread, nil
	}
	models, e, err := modelsWith(weights, encoded)
	if err != nil {
		return nil, err
	}
	d, err := newDriver(models, e, least)
	if err != nil {
		return nil, err
	}
	d.Tagged = tagged
	return func(t *gainsay.Thread, report gainsay.Report, near analyze.Seen) (*gainsay.Analysis, error) {
		return d.RunIn(t, report, analyze.Around{Seen: near, Late: lateAfter(limit)}), nil
	}, nil
}

// modelsWith returns the models of a folder over those in the binary, or those in
// the binary alone for nil.
func modelsWith(weights fs.FS, encoded bool) (*score.Models, *encode.Encoder, error) {
	if weights == nil {
		return ownModels(encoded)
	}
	models := score.Load(weights)
	if !encoded {
		return models, nil, nil
	}
	_, e, err := ownModels(true)
	return models, e, err
}

// lateAfter returns a function that reports whether a duration has passed since this
// call, nil for 0.
func lateAfter(limit time.Duration) func() bool {
	if limit == 0 {
		return nil
	}
	end := time.Now().Add(limit)
	return func() bool { return time.Now().After(end) }
}

// openWeights returns the models in the binary, overridden by those of a folder;
// "" for no folder. It fails if the folder has no models or a damaged one.
func openWeights(dir string) (*score.Models, error) {
	weights, err := weightsIn(dir)
	if err != nil || weights == nil {
		return score.Load(), err
	}
	return score.Load(weights), nil
}

// weightsIn returns a folder of weights, nil for "". It fails if the folder has no
// models or a damaged one.
func weightsIn(dir string) (fs.FS, error) {
	if dir == "" {
		return nil, nil
	}
	weights := os.DirFS(dir)
	n, err := readable(weights)
	if err == nil && n == 0 {
		err = usagef("no %s files in %s", score.Extension, dir)
	}
	return weights, err
}

// readable counts the models of a folder. It fails if one is damaged.
func readable(weights fs.FS) (int, error) {
	models := score.Load(weights)
	names, err := models.Over()
	if err != nil {
		return 0, err
	}
	for _, n := range names {
		if _, err := models.Get(n); err != nil {
			return 0, err
		}
	}
	return len(names), nil
}

// analyzeThread is the analyzer with the models in the binary, without the encoder.
func analyzeThread(t *gainsay.Thread, report gainsay.Report, near analyze.Seen) (*gainsay.Analysis, error) {
	d, err := ownDriver()
	if err != nil {
		return nil, err
	}
	return d.Run(t, report, near), nil
}

// faults reports what could not be analysed, as bad input.
func (r *reader) faults(res *importer.Result, a *gainsay.Analysis) {
	for _, p := range a.Report.Problems[len(res.Report.Problems):] {
		r.complain(fmt.Errorf("%s: %s", res.Source, p.Message))
	}
}
