package exporter

import (
	"io"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/view"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

// The Parquet formats have a table each. Their structs are the schema: an
// optional column is null where csv has an empty cell.

var _ = register(&Format{
	Name: "parquet",
	Doc: `the assertions as a Parquet table, one a row

For DuckDB, pandas and Spark; the columns have types: lists, numbers, times in
UTC. start and end are byte offsets in the comment's text, disputes every dispute
that holds, chain how the assertion came to its state. format and thread_id
together name the thread, in all Parquet tables. Compressed with Zstandard; at
most 50,000 rows are kept in memory.`,
	Ext:    ".parquet",
	Binary: true,
	begin:  newParquet(assertionRows),
})

var _ = register(&Format{
	Name: "parquet-comments",
	Doc: `the comments as a Parquet table, one a row

As parquet, but with every comment, whatever its state, whom it answers and how
that is known. score is the source's votes, null where there are none. Can be
imported again.`,
	Ext:    ".parquet",
	Binary: true,
	begin:  newParquet(commentRows),
})

var _ = register(&Format{
	Name: "parquet-annotations",
	Doc: `the annotations as a Parquet table, one a row

As parquet, but with every mark, its words, the deciding rule (by) and the reasons
as a sentence (why).`,
	Ext:    ".parquet",
	Binary: true,
	begin:  newParquet(annotationRows),
})

var _ = register(&Format{
	Name: "parquet-relations",
	Doc: `the relations as a Parquet table, one a row

As parquet, but with what supports, rebuts, questions … what: the two annotations,
their comments and words, the deciding rule (by) and the reasons as a sentence
(why).`,
	Ext:    ".parquet",
	Binary: true,
	begin:  newParquet(relationRows),
})

// The limits of a row group, which is kept in memory until it is written.
const (
	groupRows  = 50_000
	groupBytes = 64 << 20 // of texts
	batchRows  = 512      // rows that are passed on together
)

// parquetDocument is a table of rows of type R.
type parquetDocument[R any] struct {
	w     *parquet.GenericWriter[R]
	rows  func(a *gainsay.Analysis, put func(row R, size int) error) error
	batch []R
	group int // rows of the row group
	size  int // bytes of texts of the row group
}

func newParquet[R any](
	rows func(*gainsay.Analysis, func(R, int) error) error,
) func(io.Writer, Options) document {
	return func(w io.Writer, _ Options) document {
		return &parquetDocument[R]{rows: rows, w: parquet.NewGenericWriter[R](w,
			parquet.CreatedBy("gainsay", "1", ""), // the same bytes from every build
			parquet.Compression(&zstd.Codec{Level: zstd.SpeedFastest}))}
	}
}

func (d *parquetDocument[R]) each(a *gainsay.Analysis) error { return d.rows(a, d.put) }

// put adds a row with texts of size bytes.
func (d *parquetDocument[R]) put(row R, size int) error {
	d.batch = append(d.batch, row)
	d.size += size
	d.group++
	full := d.group >= groupRows || d.size >= groupBytes
	if !full && len(d.batch) < batchRows {
		return nil
	}
	if err := d.write(); err != nil || !full {
		return err
	}
	d.group, d.size = 0, 0
	return d.w.Flush()
}

func (d *parquetDocument[R]) write() error {
	_, err := d.w.Write(d.batch)
	clear(d.batch) // texts that are written need not stay in memory
	d.batch = d.batch[:0]
	return err
}

func (d *parquetDocument[R]) end() error {
	if err := d.write(); err != nil {
		return err
	}
	return d.w.Close()
}

// optional returns nil for the zero value. Optional columns have pointers: without, the
// library writes some runs of zero values as values (parquet-go 0.32).
func optional[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

type commentRow struct {
	Format      string     `parquet:"format,dict"`
	Thread      string     `parquet:"thread_id,dict"`
	ID          string     `parquet:"comment_id"`
	Parent      *string    `parquet:"parent_id,optional"`
	ParentBy    *string    `parquet:"parent_by,optional,dict"`
	ParentScore float64    `parquet:"parent_score"`
	Author      *string    `parquet:"author,optional,dict"`
	Time        *time.Time `parquet:"time,optional,timestamp(microsecond)"`
	State       string     `parquet:"state,dict"`
	Score       *int64     `parquet:"score,optional"`
	Text        string     `parquet:"text"`
}

func commentRows(a *gainsay.Analysis, put func(commentRow, int) error) error {
	for _, c := range a.Thread.Comments {
		row := commentRow{a.Thread.Format, a.Thread.ID, c.ID, optional(c.Parent), optional(string(c.ParentBy)),
			c.ParentScore, optional(c.Author), optional(c.Time), string(c.State), nil, c.Text}
		if c.Score != nil {
			n := int64(*c.Score)
			row.Score = &n
		}
		if err := put(row, len(row.Text)); err != nil {
			return err
		}
	}
	return nil
}

type annotationRow struct {
	Format  string  `parquet:"format,dict"`
	Thread  string  `parquet:"thread_id,dict"`
	Comment string  `parquet:"comment_id"`
	Author  *string `parquet:"author,optional,dict"`
	ID      string  `parquet:"annotation_id"`
	Start   int64   `parquet:"start"`
	End     int64   `parquet:"end"`
	Tag     string  `parquet:"tag,dict"`
	Kind    *string `parquet:"kind,optional,dict"`
	Score   float64 `parquet:"score"`
	By      string  `parquet:"by,dict"`
	Text    string  `parquet:"text"`
	Why     string  `parquet:"why"`
	Target  *string `parquet:"target,optional"`
}

func annotationRows(a *gainsay.Analysis, put func(annotationRow, int) error) error {
	texts := view.NewTexts(a.Thread)
	for _, n := range a.Annotations {
		row := annotationRow{a.Thread.Format, a.Thread.ID, n.Comment, optional(author(texts.Comment(n.Comment))), n.ID,
			int64(n.Start), int64(n.End), string(n.Tag), optional(n.Kind), n.Score, n.By, texts.Words(n.Comment, n.Span),
			texts.Why(&n), optional(n.Target)}
		if err := put(row, len(row.Text)+len(row.Why)); err != nil {
			return err
		}
	}
	return nil
}

type assertionRow struct {
	Format        string     `parquet:"format,dict"`
	Thread        string     `parquet:"thread_id,dict"`
	Comment       string     `parquet:"comment_id"`
	Parent        *string    `parquet:"parent_id,optional"`
	Author        *string    `parquet:"author,optional,dict"`
	Time          *time.Time `parquet:"time,optional,timestamp(microsecond)"`
	ID            string     `parquet:"assertion_id"`
	Start         int64      `parquet:"start"`
	End           int64      `parquet:"end"`
	Kind          string     `parquet:"kind,dict"`
	Status        string     `parquet:"status,dict"`
	Disputes      []string   `parquet:"disputes,list"`
	Notable       float64    `parquet:"notable"`
	Acceptability float64    `parquet:"acceptability"`
	Text          string     `parquet:"text"`
	Evidence      []string   `parquet:"evidence,list"`
	AskedBy       []string   `parquet:"asked_by,list"`
	SuppliedBy    []string   `parquet:"supplied_by,list"`
	CounteredBy   []string   `parquet:"countered_by,list"`
	ConcededBy    []string   `parquet:"conceded_by,list"`
	RepeatedBy    []string   `parquet:"repeated_by,list"`
	Topics        []string   `parquet:"topics,list"`
	Cluster       *string    `parquet:"cluster,optional"`
	Chain         string     `parquet:"chain"`
	Title         *string    `parquet:"title,optional,dict"`
	URL           *string    `parquet:"url,optional,dict"`
}

func assertionRows(a *gainsay.Analysis, put func(assertionRow, int) error) error {
	texts := view.NewTexts(a.Thread)
	for _, s := range a.Assertions {
		row := assertionRow{Format: a.Thread.Format, Thread: a.Thread.ID, Comment: s.Comment, Author: optional(s.Author),
			ID: s.ID, Start: int64(s.Start), End: int64(s.End), Kind: string(s.Kind), Status: string(s.Status),
			Disputes: listOf(s.Disputes()), Notable: s.Notable, Acceptability: s.Acceptability, Text: s.Text,
			Evidence: listOf(evidenceKinds(s)), AskedBy: s.AskedBy, SuppliedBy: s.SuppliedBy,
			CounteredBy: s.CounteredBy, ConcededBy: s.ConcededBy, RepeatedBy: s.RepeatedBy, Topics: s.Topics,
			Cluster: optional(s.Cluster), Chain: chainText(texts, &s), Title: optional(a.Thread.Title), URL: optional(a.Thread.URL)}
		if c := texts.Comment(s.Comment); c != nil {
			row.Parent, row.Time = optional(c.Parent), optional(c.Time)
		}
		if err := put(row, len(row.Text)+len(row.Chain)); err != nil {
			return err
		}
	}
	return nil
}

// listOf returns the values of a list as strings.
func listOf[S ~string](values []S) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

type relationRow struct {
	Format      string  `parquet:"format,dict"`
	Thread      string  `parquet:"thread_id,dict"`
	From        string  `parquet:"from_id"`
	FromComment string  `parquet:"from_comment_id"`
	FromAuthor  *string `parquet:"from_author,optional,dict"`
	Kind        string  `parquet:"kind,dict"`
	To          string  `parquet:"to_id"`
	ToComment   string  `parquet:"to_comment_id"`
	ToAuthor    *string `parquet:"to_author,optional,dict"`
	Score       float64 `parquet:"score"`
	By          string  `parquet:"by,dict"`
	Why         string  `parquet:"why"`
	FromText    string  `parquet:"from_text"`
	ToText      string  `parquet:"to_text"`
}

func relationRows(a *gainsay.Analysis, put func(relationRow, int) error) error {
	return eachRelation(a, func(r *gainsay.Relation, from, to *relationEnd, why string) error {
		return put(relationRow{a.Thread.Format, a.Thread.ID, r.From, from.mark.Comment, optional(from.author),
			string(r.Kind), r.To, to.mark.Comment, optional(to.author), r.Score, r.By, why, from.text, to.text},
			len(why)+len(from.text)+len(to.text))
	})
}
