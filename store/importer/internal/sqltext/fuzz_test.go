package sqltext

import (
	"strings"
	"testing"
)

// FuzzRows reads arbitrary dumps: no panic, and each row has a cell for each of its columns.
func FuzzRows(f *testing.F) {
	f.Add("CREATE TABLE a (x int, `key` text);\nINSERT INTO `a` VALUES (1,'it\\'s; (a) -- b'),(NULL,\"q\");")
	f.Add(`INSERT INTO public."a" (x, "y z") VALUES ('C:\n', 'it''s'::text) ON CONFLICT (x) DO NOTHING;`)
	f.Add("COPY s.a (x, y) FROM stdin;\n1\tone\\ttwo\n\\N\t\n\\.\n")
	f.Add("INSERT [dbo].[a] ([x]) VALUES (CAST(N'2021-03-01' AS Date))\nGO\nINSERT [dbo].[a] ([x]) VALUES (E'\\t', 0x41, $$a$$)")
	f.Fuzz(func(t *testing.T, sql string) {
		for row, err := range Rows(strings.NewReader(sql)) {
			if err == nil && len(row.Cells) != len(row.Columns) {
				t.Errorf("%d cells in %d columns", len(row.Cells), len(row.Columns))
			}
		}
	})
}
