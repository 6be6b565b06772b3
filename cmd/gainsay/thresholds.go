package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/usage"
	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"
)

var _ = register(thresholdsCommand)

// thresholdsFlag is the flag --thresholds.
type thresholdsFlag struct {
	file  string
	least gainsay.Thresholds // of the file, after read
}

func (t *thresholdsFlag) flag(c *cobra.Command) {
	c.Flags().StringVar(&t.file, "thresholds", "",
		"leave out marks below the least score of their tag in this file (YAML or JSON, tag: score)")
}

// maxThresholds bounds a file of thresholds, in bytes.
const maxThresholds = 1 << 20

// readSmall reads a file that has at most so many bytes.
func readSmall(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(b)) > most {
		err = fmt.Errorf("%s: has more than %d bytes", path, most)
	}
	return b, err
}

// read reads the file, if one is named.
func (t *thresholdsFlag) read() (err error) {
	if t.file == "" {
		return nil
	}
	b, err := readSmall(t.file, maxThresholds)
	if err != nil {
		return usage.Wrap(err)
	}
	t.least, err = parseThresholds(b)
	if err != nil {
		return usagef("%s: %v", t.file, err)
	}
	return nil
}

// parseThresholds reads YAML or JSON that maps tags to least scores.
func parseThresholds(b []byte) (gainsay.Thresholds, error) {
	least := gainsay.Thresholds{}
	dec := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict())
	if err := dec.Decode(&least); err != nil && !errors.Is(err, io.EOF) { // an empty file has none
		return nil, err
	}
	if least == nil { // the file says null
		least = gainsay.Thresholds{}
	}
	return least, least.Check()
}

// storedThresholds takes those that were chosen for the database, unless a file
// is named, and says so.
func (i *importing) storedThresholds(ctx context.Context) error {
	if i.thresholds.file != "" {
		return nil
	}
	least, err := i.db.Thresholds(ctx)
	if err != nil || len(least) == 0 {
		return err
	}
	i.thresholds.least = least
	fmt.Fprintf(i.cmd.ErrOrStderr(), "gainsay: leaving out marks below the thresholds of the database: %s\n", least)
	return nil
}

// chosen takes the thresholds and weights of the database, unless flags name others.
func (i *importing) chosen(ctx context.Context) error {
	if err := i.storedThresholds(ctx); err != nil {
		return err
	}
	return i.storedWeights(ctx)
}

func thresholdsCommand() *cobra.Command {
	var db, out string
	var set []string
	c := &cobra.Command{
		Use:   "thresholds",
		Short: "Print or set the lowest score at which marks of a tag are kept",
		Long: `Print the thresholds that were chosen for a database, as a file for --thresholds: a line "tag: score"
for each tag that has one.

'gainsay import' leaves out marks below them. 'gainsay analyze' and 'gainsay eval' do with
--thresholds FILE. An analysis says in version.thresholds which were used. Of threads already imported,
pages, lists and exports leave out the marks below; the database keeps them.

The page /agreement/thresholds shows what a threshold keeps of the marks that people decided.`,
		Example: "  gainsay thresholds --db study.db -o study.yaml\n  gainsay thresholds --db study.db --set insult=0.8 --set spam=0\n" +
			"  gainsay analyze --thresholds study.yaml page.txt",
		Args: noArgs,
	}
	dbFlag(c, &db)
	c.Flags().StringVarP(&out, "output", "o", "", "write to this file instead of standard output")
	c.Flags().StringArrayVar(&set, "set", nil, "choose `TAG=SCORE` first; a score of 0 removes the threshold")
	c.RunE = func(c *cobra.Command, _ []string) error {
		chosen, err := parseSet(set)
		if err != nil {
			return err
		}
		d, err := openExisting(db)
		if err != nil {
			return err
		}
		defer d.Close()
		for tag, least := range chosen {
			if err := d.SetThreshold(c.Context(), tag, least, ""); err != nil {
				return err
			}
		}
		if len(chosen) > 0 {
			if _, err := d.Restate(c.Context(), math.MaxInt64); err != nil {
				return err
			}
		}
		least, err := d.Thresholds(c.Context())
		if err != nil {
			return err
		}
		text := least.YAML()
		if out != "" {
			return os.WriteFile(out, []byte(text), 0o644)
		}
		_, err = io.WriteString(c.OutOrStdout(), text)
		return err
	}
	return c
}

// parseSet reads the values of --set.
func parseSet(set []string) (gainsay.Thresholds, error) {
	out := gainsay.Thresholds{}
	for _, s := range set {
		tag, value, _ := strings.Cut(s, "=")
		least, err := strconv.ParseFloat(value, 64)
		if err == nil && least != 0 {
			err = gainsay.Thresholds{gainsay.Tag(tag): least}.Check()
		}
		if err == nil && !gainsay.Tag(tag).Valid() {
			err = fmt.Errorf("unknown tag %q", tag)
		}
		if err != nil {
			return nil, usagef("--set %s: %v", s, err)
		}
		out[gainsay.Tag(tag)] = least
	}
	return out, nil
}
