package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/part"
	"github.com/gainsay/gainsay/decide"
	"github.com/gainsay/gainsay/store/merge"
)

// toFile is print into the file of --to.
func (a *analyzing) toFile(sources []string) error {
	name, state, err := fingerprint(sources, strings.Join([]string{a.format, a.columns, string(a.encoder), a.weights,
		a.thresholds.least.String(), a.part.String(), a.out.format, a.out.pseudonyms, fmt.Sprint(a.out.noText)}, "\n"))
	if err != nil {
		name, state = strings.Join(sources, "\n"), "" // errors of sources are reported when they are read
	}
	if done, err := a.finished(state); done || err != nil {
		return err
	}
	info := part.Info{Part: a.part, Sources: name, State: state, Format: a.out.format,
		Veiled: a.out.pseudonyms != "" || a.out.noText}
	if info.Format == "" {
		info.Format = "jsonl"
	}
	w, err := part.NewWriter(a.to, info.Format == "jsonl")
	if err != nil {
		return err
	}
	defer w.Discard()
	a.out.format, a.sketch = info.Format, w.Sketches != nil
	a.cmd.SetOut(w.Out)
	err = a.print(sources, func(j *job) error {
		info.Version = j.analysis.Version
		info.Threads++
		info.Comments += len(j.analysis.Thread.Comments)
		if w.Sketches == nil {
			return nil
		}
		return w.Sketches.Thread(packSketches(j.analysis.Thread, j.sketches, j.asked))
	})
	info.BadInput = errors.Is(err, errInput)
	if err != nil && !info.BadInput {
		return err
	}
	return errors.Join(w.Finish(info), err)
}

// packSketches packs the sketches of a thread. asked has the first slots of those of
// which its analysis asked for near-duplicates.
func packSketches(t *gainsay.Thread, sketches map[string][]uint32, asked map[*uint32]bool) merge.Packed {
	var comments []merge.Sketched
	for _, c := range t.Comments {
		sig := sketches[c.ID]
		comments = append(comments, merge.Sketched{ID: c.ID, Sketch: sig, Asked: len(sig) > 0 && asked[&sig[0]]})
	}
	return merge.Pack(decide.Key(t), comments)
}

// finished reports whether an earlier run finished the file from the same
// sources, in the same way. A file that is something else is an error.
func (a *analyzing) finished(state string) (bool, error) {
	if _, err := os.Stat(a.to); errors.Is(err, fs.ErrNotExist) || a.again {
		return false, nil
	}
	info, err := part.Read(a.to)
	switch {
	case err != nil:
		return false, err
	case info == nil || info.State != state || info.Part != a.part:
		return false, usagef("%s exists and was not made by this command from these sources; "+
			"--again writes it anew", a.to)
	}
	fmt.Fprintf(a.cmd.ErrOrStderr(), "gainsay: %s is finished; --again writes it anew\n", a.to)
	if info.BadInput {
		return true, errInput
	}
	return true, nil
}
