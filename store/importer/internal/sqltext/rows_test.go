package sqltext

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// printed writes rows and errors, a line each.
func printed(sql string) []string {
	var out []string
	for row, err := range Rows(strings.NewReader(sql)) {
		if err != nil {
			out = append(out, "! "+err.Error())
			continue
		}
		var cells []string
		for i, c := range row.Cells {
			v := "NULL"
			if c != nil {
				v = "<" + *c + ">"
			}
			cells = append(cells, row.Columns[i]+"="+v)
		}
		out = append(out, row.Table+" "+strings.Join(cells, " "))
	}
	return out
}

func TestRows(t *testing.T) {
	for sql, want := range map[string]string{
		"INSERT INTO `a` (`x`,`y`) VALUES (1,'it\\'s; (a) -- b'),(NULL,\"q\");":                                                                                    "a x=<1> y=<it's; (a) -- b>|a x=NULL y=<q>",
		`INSERT INTO public."a" (x, "y z") VALUES ('C:\n', 'it''s'::text) ON CONFLICT (x) DO NOTHING;`:                                                             `a x=<C:\n> y z=<it's>`,
		"CREATE TABLE IF NOT EXISTS a (x int NOT NULL, `key` text DEFAULT (now()), PRIMARY KEY (x), KEY k (x)) ENGINE=x;\nREPLACE INTO a VALUES (1, _utf8mb4'b');": "a x=<1> key=<b>",
		"COPY s.a (x, y) FROM stdin;\n1\tone\\ttwo\\\\n\n\\N\t\n\\.\nINSERT INTO b (z) VALUES (2);":                                                                "a x=<1> y=<one\ttwo\\n>|a x=NULL y=<>|b z=<2>",
		"INSERT INTO a (x) VALUES (replace('1\\n2','\\n',char(10)));":                                                                                              "a x=<1\n2>",
		"INSERT [dbo].[a] ([x]) VALUES (CAST(N'2021-03-01' AS Date))\nGO\nINSERT [dbo].[a] ([x]) VALUES (E'\\t')":                                                  "a x=<2021-03-01>|a x=<\t>",
		"/*!40000 ALTER TABLE a DISABLE KEYS */;\n-- INSERT INTO a (x) VALUES (1);\nINSERT INTO a (x) SELECT 1;":                                                   "",
		"INSERT INTO a (x) VALUES (" + strings.Repeat("(", 200):                                                                                                    "! line 1: read SQL: brackets are nested more than 100 deep",
	} {
		if diff := cmp.Diff(want, strings.Join(printed(sql), "|")); diff != "" {
			t.Errorf("%.60s: -want +got:\n%s", sql, diff)
		}
	}
}
