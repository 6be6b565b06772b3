package main

import (
	"fmt"
	"runtime/debug"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze"
	"github.com/gainsay/gainsay/analyze/argue"
	"github.com/gainsay/gainsay/analyze/reply"
	"github.com/gainsay/gainsay/analyze/tagger"
	"github.com/gainsay/gainsay/analyze/text"
	"github.com/gainsay/gainsay/store/importer"
)

// version is set by the linker; a plain build tells its module version.
var version = ""

func buildVersion() gainsay.Version {
	v := version
	if info, ok := debug.ReadBuildInfo(); ok && v == "" {
		v = info.Main.Version
	}
	if v == "" {
		v = "devel"
	}
	return gainsay.Version{Gainsay: v, Rules: tagger.Hash()}
}

// driver wires the stages, once.
var driver = sync.OnceValues(func() (*analyze.Driver, error) {
	taggers, err := tagger.All()
	if err != nil {
		return nil, err
	}
	ordered, err := analyze.Order(taggers)
	if err != nil {
		return nil, err
	}
	return &analyze.Driver{Taggers: ordered, Recover: reply.Recover, Argue: argue.Build, Version: buildVersion()}, nil
})

// analyzeThread runs every stage on a thread. near may be nil.
func analyzeThread(t *gainsay.Thread, report gainsay.Report, near analyze.Seen) (*gainsay.Analysis, error) {
	d, err := driver()
	if err != nil {
		return nil, err
	}
	return d.Run(t, report, near), nil
}

// faults names what could not be analysed like bad input.
func (r *reader) faults(res *importer.Result, a *gainsay.Analysis) {
	for _, p := range a.Report.Problems[len(res.Report.Problems):] {
		r.complain(fmt.Errorf("%s: %s", res.Source, p.Message))
	}
}

// sketches gives the near-duplicate sketch of every comment long enough.
func sketches(t *gainsay.Thread) map[string][]uint32 {
	out := map[string][]uint32{}
	for _, c := range t.Comments {
		if sig := text.SignText(c.Text); sig != nil {
			out[c.ID] = sig
		}
	}
	return out
}
