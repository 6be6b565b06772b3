package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/usage"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/store/importer"
	"github.com/gainsay/gainsay/store/importer/fetch"
	"github.com/gainsay/gainsay/store/importer/source"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/web"
	"github.com/spf13/cobra"
)

// Bounds of what a browser uploads and of its preview.
const (
	webWhole        = 256 << 20 // bytes of one file, unpacked
	webEntries      = 10_000    // files of an archive
	previewThreads  = 20
	previewComments = 20_000 // read of an upload before the preview is cut
	previewOpening  = 5      // comments shown of a thread
)

// webImporter is the importer of the web view.
type webImporter struct {
	db           *store.DB
	allowPrivate bool
	noticed      func()     // called when notices for webhooks were saved; may be nil
	one          sync.Mutex // an import sets the limits of memory for the whole program
}

var _ web.Importer = (*webImporter)(nil)

func (w *webImporter) Formats() (names []string) {
	for _, f := range importer.Formats() {
		names = append(names, f.Name)
	}
	return names
}

// Fetch implements web.Importer with the limits of package fetch.
func (w *webImporter) Fetch(ctx context.Context, address, dir string) (string, string, []string, error) {
	client := fetch.Client{AllowPrivate: w.allowPrivate}
	doc, err := client.Get(ctx, address)
	if err != nil {
		return "", "", nil, err
	}
	const name = "page"
	return name, doc.URL, doc.Notes, os.WriteFile(filepath.Join(dir, name), doc.Body, 0o600)
}

// limits bounds what reading an upload may take.
func limits() source.Limits {
	return source.Limits{Whole: webWhole, Entry: webWhole, Total: 4 * webWhole, Entries: webEntries, NoParquet: true}
}

// paths are the files of an upload.
func paths(u web.Upload) (out []string) {
	for _, f := range u.Files {
		out = append(out, filepath.Join(u.Dir, f))
	}
	return out
}

// adapt names a result by what the user gave instead of its temporary file.
func adapt(u web.Upload) func(*importer.Result) {
	return func(r *importer.Result) {
		r.Source = plainName(u, r.Source)
		if u.Address != "" && r.Thread.URL == "" {
			r.Thread.URL = u.Address
		}
	}
}

// plainName takes the temporary folder out of a message or a name.
func plainName(u web.Upload, s string) string {
	if u.Address != "" {
		return strings.ReplaceAll(s, filepath.Join(u.Dir, u.Files[0]), u.Address)
	}
	return strings.ReplaceAll(s, u.Dir+string(filepath.Separator), "")
}

// quietCommand is a command that writes its complaints to errs.
func quietCommand(ctx context.Context, errs io.Writer) *cobra.Command {
	c := &cobra.Command{}
	c.SetContext(ctx)
	c.SetIn(strings.NewReader(""))
	c.SetOut(io.Discard)
	c.SetErr(errs)
	return c
}

// complaints are the lines that a command wrote.
func complaints(u web.Upload, errs *bytes.Buffer) (out []string) {
	for line := range strings.Lines(errs.String()) {
		line = strings.TrimSpace(strings.TrimPrefix(line, "gainsay: "))
		if line != "" {
			out = append(out, plainName(u, line))
		}
	}
	return out
}

var errEnough = errors.New("enough for a preview")

// Recognise implements web.Importer.
func (w *webImporter) Recognise(ctx context.Context, u web.Upload) (p web.Preview, err error) {
	var errs bytes.Buffer
	r := &reader{cmd: quietCommand(ctx, &errs), format: u.Format, columns: u.Columns, limits: limits(), adapt: adapt(u)}
	err = r.each(paths(u), func(_ string, res *importer.Result) error {
		p.Total++
		p.Comments += len(res.Thread.Comments)
		if len(p.Threads) < previewThreads {
			t, err := w.preview(ctx, u, res)
			if err != nil {
				return err
			}
			p.Threads = append(p.Threads, t)
			p.Format = cmp.Or(p.Format, res.Thread.Format)
		}
		if p.Comments > previewComments {
			p.Cut = true
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errInput) && !errors.Is(err, errEnough) && !errors.As(err, new(usage.Error)) {
		return p, err
	}
	if errors.As(err, new(usage.Error)) {
		fmt.Fprintln(&errs, err)
	}
	p.Notes = complaints(u, &errs)
	p.Notes = slices.DeleteFunc(p.Notes, func(note string) bool { return inThread(p.Threads, note) })
	head := headOf(paths(u))
	p.Columns, p.Fields = columnsOf(head, p.Format, u)
	sniffed(&p, head, u.Format != "" || u.Columns != "")
	if p.Total == 0 {
		p.Problem = "There is no comment in it."
		if len(p.Notes) > 0 {
			p.Problem = sentence(strings.Join(p.Notes, "; "))
		}
	}
	return p, nil
}

// sentence makes a sentence of a complaint, without the flags of the command line.
func sentence(s string) string {
	for _, flag := range []string{"; name the column with --map", ": choose a format with -f", "; choose a format with -f",
		" ('gainsay formats' lists them)"} {
		if before, _, ok := strings.Cut(s, flag); ok {
			s = before
		}
	}
	return strings.TrimSuffix(s, ".") + "."
}

// inThread reports whether a note is among the warnings of a thread already.
func inThread(ts []web.PreviewThread, note string) bool {
	return slices.ContainsFunc(ts, func(t web.PreviewThread) bool {
		return slices.ContainsFunc(t.Warnings, func(w web.Warning) bool { return strings.HasSuffix(note, w.Text) })
	})
}

// headOf reads the first bytes of the first file, decompressed; nil for an archive.
func headOf(paths []string) []byte {
	if len(paths) == 0 {
		return nil
	}
	s, err := source.Open(paths[0], nil, limits())
	if err != nil {
		return nil
	}
	defer s.Close()
	if s.Stream == nil {
		return nil
	}
	head, _ := io.ReadAll(io.LimitReader(s.Stream, 64<<10))
	return head
}

// sniffed fills in how sure the format is, and the nearest formats.
func sniffed(p *web.Preview, head []byte, chosen bool) {
	type scored struct {
		name string
		n    int
	}
	var all []scored
	for _, f := range importer.Formats() {
		p.Tried++
		if f.Sniff == nil || len(head) == 0 {
			continue
		}
		n := f.Sniff(head)
		if f.Name == p.Format && !chosen {
			p.Sure = n
		}
		all = append(all, scored{f.Name, n})
	}
	slices.SortStableFunc(all, func(a, b scored) int { return b.n - a.n })
	for _, f := range all[:min(len(all), 6)] {
		if f.n > 0 {
			p.Nearest = append(p.Nearest, f.name)
		}
	}
}

// columnsOf lists the columns of a table and which is read for which field.
func columnsOf(head []byte, format string, u web.Upload) ([]string, []web.PreviewField) {
	if format != "table" && format != "" {
		return nil, nil
	}
	columns, guessed := importer.Columns(head)
	if len(columns) == 0 {
		return nil, nil
	}
	if m, err := importer.ParseMapping(u.Columns); err == nil && u.Columns != "" {
		guessed = m
	}
	var fields []web.PreviewField
	for _, f := range importer.MapFields() {
		fields = append(fields, web.PreviewField{Name: f, Column: guessed[f]})
	}
	return columns, fields
}

// preview describes a thread before it is imported.
func (w *webImporter) preview(ctx context.Context, u web.Upload, res *importer.Result) (web.PreviewThread, error) {
	t := res.Thread
	p := web.PreviewThread{Key: store.Key(t.Format, t.ID), Title: t.Title, Format: t.Format, Comments: len(t.Comments),
		Announced: res.Report.Announced, Undated: res.Report.Undated}
	if t.Article != "" {
		p.Paragraphs = len(strings.Split(t.Article, "\n\n"))
	}
	names, byID := map[string]string{}, map[string]string{}
	for _, c := range t.Comments {
		byID[c.ID] = cmp.Or(c.Author, view.UnknownAuthor)
		if c.Author == "" {
			p.Unknown++
		} else {
			names[c.Author] = c.Author
		}
		if c.Parent != "" && c.ParentBy == gainsay.BySource {
			p.Given++
		} else if c.ParentBy == "" {
			p.Open++
		}
		if c.Time.IsZero() {
			continue
		}
		if p.First.IsZero() || c.Time.Before(p.First) {
			p.First = c.Time
		}
		if c.Time.After(p.Last) {
			p.Last = c.Time
		}
	}
	p.People = len(names)
	for _, c := range t.Comments[:min(len(t.Comments), previewOpening)] {
		p.Opening = append(p.Opening, web.PreviewComment{Author: c.Author, Answers: byID[c.Parent],
			Text: view.Clip(c.Text, 300), Time: c.Time, Precision: c.Precision, State: c.State})
	}
	p.LeftOut = leftOut(res.Report)
	p.Warnings = warnings(u, &p, res.Report)
	var err error
	p.Known, err = w.known(ctx, p.Key, byID)
	return p, err
}

// leftOut counts what a reader did not keep.
func leftOut(r gainsay.Report) (out []string) {
	for _, c := range []count{{r.Stubs, "hidden behind “load more”"}, {r.Duplicates, "duplicates"},
		{r.Skipped, "damaged records"}} {
		if c.n > 0 {
			out = append(out, fmt.Sprintf("%d %s", c.n, c.what))
		}
	}
	return out
}

// warnings lists what to know about a thread, each with what to do about it.
func warnings(u web.Upload, p *web.PreviewThread, r gainsay.Report) (out []web.Warning) {
	add := func(text, remedy string) { out = append(out, web.Warning{Text: text, Remedy: remedy}) }
	if r.Announced != nil && *r.Announced > p.Comments {
		add(fmt.Sprintf("The source announces %d comments; %d are here.", *r.Announced, p.Comments),
			"Open all comments on the page, then copy or save it again.")
	} else if r.Stubs > 0 {
		add("Some comments are hidden behind “load more”.", "Open them on the page, then copy or save it again.")
	}
	if r.Undated > 0 {
		add(view.Counted(r.Undated, "comment")+" without a date.", "They keep the order of the source.")
	}
	if p.Unknown > 0 {
		add(view.Counted(p.Unknown, "comment")+" without a name.", "If there are names, choose another format or another column.")
	}
	if p.Open > 1 {
		add("Who answers whom is inferred, where the source does not say it.", "Each inferred link is marked; about 1 of 4 is wrong.")
	}
	for _, pr := range r.Problems[:min(len(r.Problems), 8)] {
		remedy := "It will be in the report of the thread."
		if strings.Contains(pr.Message, "--map") {
			remedy = "Check the columns below."
		}
		text, _, _ := strings.Cut(pr.Message, "; use --map")
		add(plainName(u, text), remedy)
	}
	if n := len(r.Problems) - 8; n > 0 {
		add(fmt.Sprintf("%d further remarks.", n), "They are in the report of the thread.")
	}
	return out
}

// known says what is stored of a thread; nil if it is new.
func (w *webImporter) known(ctx context.Context, key string, ids map[string]string) (*web.Known, error) {
	rows, _, err := w.db.Threads(ctx, view.ThreadFilter{Keys: []string{key}})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	a, err := w.db.Analysis(ctx, key)
	if err != nil {
		return nil, err
	}
	ds, err := w.db.Decisions(ctx, view.DecisionFilter{Threads: []string{key}})
	k := &web.Known{Imported: rows[0].Imported, Comments: rows[0].Comments, Decisions: len(ds), New: len(ids)}
	for _, c := range a.Thread.Comments {
		if _, ok := ids[c.ID]; ok {
			k.New--
		}
	}
	return k, err
}

// Import implements web.Importer.
func (w *webImporter) Import(ctx context.Context, u web.Upload, progress func(web.Imported)) (web.Imported, error) {
	w.one.Lock()
	defer w.one.Unlock()
	var errs bytes.Buffer
	var done web.Imported
	i := &importing{db: w.db, untracked: true, noticed: w.noticed}
	i.wait = true
	i.flags(quietCommand(ctx, &errs))
	i.format, i.columns, i.limits, i.adapt = u.Format, u.Columns, limits(), adapt(u)
	i.encoder = cmp.Or(encoderMode(u.Encoder), i.encoder)
	var mu sync.Mutex
	i.tagged = func(n int) {
		mu.Lock()
		defer mu.Unlock()
		done.Comments += n
		progress(done)
	}
	saved := 0 // comments
	i.report = func(j *job, s store.Saved) {
		mu.Lock()
		defer mu.Unlock()
		t := j.analysis.Thread
		saved += len(t.Comments)
		title := t.Title
		if title == "" && len(t.Comments) > 0 {
			title = view.Clip(t.Comments[0].Text, 60)
		}
		done.Threads = append(done.Threads, web.ImportedThread{Key: s.ID, Title: title, New: s.New, Added: s.Added})
		progress(done)
	}
	err := i.chosen(context.WithoutCancel(ctx)) // an import that is stopped ends well
	errs.Reset()                                // which thresholds and weights there are is on pages of their own
	if err == nil {
		err = i.all(ctx, paths(u))
	}
	done.Comments = saved
	for _, line := range complaints(u, &errs) {
		if !strings.Contains(line, "the same command again") && !strings.Contains(line, "--encoder") {
			done.Problems = append(done.Problems, line)
		}
	}
	if errors.Is(err, errInput) || errors.Is(err, errStopped) {
		err = nil
	}
	return done, err
}
