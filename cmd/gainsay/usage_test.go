package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// exitCode runs the command line with files of its own: rows.jsonl has labelled
// rows, talk.txt a thread, talk.db the thread imported.
func exitCode(t *testing.T, line string) (code int, said string) {
	t.Helper()
	var out, errs strings.Builder
	code = run(strings.Fields(line), strings.NewReader(""), &out, &errs)
	return code, errs.String()
}

func usageFiles(t *testing.T) {
	t.Helper()
	talk, err := os.ReadFile("../../testdata/sample/harrow-bridge.txt")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	t.Setenv("GAINSAY_DB", "talk.db")
	for name, text := range map[string]string{
		"talk.txt":   string(talk),
		"rows.jsonl": `{"id":"a","text":"You are an idiot.","label":"insult"}` + "\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if code, said := exitCode(t, "import talk.txt"); code != exitOK {
		t.Fatalf("import: %d, %s", code, said)
	}
}

// TestWrongUsage wants exit code 2 and a message that has the words.
func TestWrongUsage(t *testing.T) {
	usageFiles(t)
	for line, want := range map[string]string{
		"eval --task nosuch rows.jsonl":                `unknown task "nosuch"`,
		"eval --task nosuch nofile":                    `unknown task "nosuch"`,
		"eval --task nosuch --marks nofile":            `unknown task "nosuch"`,
		"eval --task nosuch --suite nofile":            `unknown task "nosuch"`,
		"eval rows.jsonl":                              `unknown task ""`,
		"eval --task insult":                           "FILE missing",
		"eval --task insult --model nosuch nofile":     `no model "nosuch" for task "insult"`,
		"eval --task insult --split nosuch nofile":     `--split "nosuch"`,
		"eval --task reply --split nosuch rows.jsonl":  `--split "nosuch"`,
		"eval --task insult -o xml rows.jsonl":         `unknown output format "xml"`,
		"eval --task insult --weights none rows.jsonl": "no .weights files in none",
		"eval --card --weights none":                   "no .weights files in none",
		"eval --card x":                                `unexpected argument "x"`,
		"eval --fair x":                                `unexpected argument "x"`,
		"eval --compare rows.jsonl":                    "two files",
		"eval --task insult --errors rows.jsonl":       "need --threads",
		"train rows.jsonl":                             `unknown task ""`,
		"train --task nosuch nofile":                   `unknown task "nosuch"`,
		"train --task insult --model spam nofile":      `no model "spam" for task "insult"`,
		"train --task insult --strength -1 nofile":     "--strength -1",
		"train --task insult":                          "FILE missing",
		"authors a b":                                  `unexpected argument "b"`,
		"authors --limit -1":                           `"-1" is not a whole number`,
		"threads --limit -1":                           `"-1" is not a whole number`,
		"threads --limit ten":                          `"ten" is not a whole number`,
		"assertions --limit -1":                        `"-1" is not a whole number`,
		"assertions --status nosuch":                   `--status "nosuch"`,
		"assertions --dispute nosuch":                  `--dispute "nosuch"`,
		"assertions --sort nosuch":                     `--sort "nosuch"`,
		"search --limit -1 a":                          `"-1" is not a whole number`,
		"search":                                       "WORD missing",
		"taggers insult b":                             `unexpected argument "b"`,
		"taggers nosuch":                               `no tagger "nosuch"`,
		"formats json b":                               `unexpected argument "b"`,
		"formats nosuch":                               `unknown format "nosuch"`,
		"formats --check":                              "SOURCE",
		"version x":                                    `unexpected argument "x"`,
		"completion nosuch":                            `unknown command "nosuch"`,
		"completion bash x":                            `unexpected argument "x"`,
		"help nosuch":                                  `unknown command "nosuch"`,
		"help version x":                               `unknown command "x"`,
		"serve x":                                      `unexpected argument "x"`,
		"serve --addr nonsense":                        `--addr "nonsense"`,
		"serve --addr 127.0.0.1:999999":                `--addr "127.0.0.1:999999"`,
		"export x":                                     `unexpected argument "x"`,
		"export -o nosuch":                             `unknown output format "nosuch"`,
		"export --thread nosuch":                       `no thread "nosuch"`,
		"export --pseudonyms short":                    "16 are needed",
		"explain nosuch":                               `"nosuch"`,
		"explain talk.txt c2":                          `unexpected argument "c2"`,
		"explain":                                      "ID or SOURCE missing",
		"explain -f nosuch talk.txt":                   `unknown format "nosuch"`,
		"analyze --map x talk.txt":                     `"x"`,
		"analyze --max-size nosuch talk.txt":           `"nosuch"`,
		"analyze --weights none talk.txt":              "no .weights files in none",
		"import --jobs x talk.txt":                     `"x"`,
	} {
		if code, said := exitCode(t, line); code != exitUsage || !strings.Contains(said, want) {
			t.Errorf("gainsay %s: exit code %d, %q; want %d and %q", line, code, said, exitUsage, want)
		}
	}
	if files, _ := filepath.Glob("weights*"); len(files) > 0 {
		t.Errorf("wrong usage wrote %q", files)
	}
}

// TestEveryCommandChecksItsArguments calls every subcommand with a flag that
// none has and, where no words are taken, with too many arguments.
func TestEveryCommandChecksItsArguments(t *testing.T) {
	usageFiles(t)
	for _, c := range rootCommand().Commands() {
		if code, said := exitCode(t, c.Name()+" --nosuch"); code != exitUsage {
			t.Errorf("gainsay %s --nosuch: exit code %d, %q", c.Name(), code, said)
		}
		if strings.Contains(c.Use, "...") && c.Name() != "formats" {
			continue
		}
		if code, said := exitCode(t, c.Name()+" a b c"); code != exitUsage {
			t.Errorf("gainsay %s a b c: exit code %d, %q", c.Name(), code, said)
		}
	}
}

// TestBadInput wants exit code 1 where the call is right and a file is not.
func TestBadInput(t *testing.T) {
	usageFiles(t)
	for _, line := range []string{
		"eval --task insult nofile", "eval --suite nofile", "eval --task ledger nofile", "train --task insult nofile",
		"analyze nofile", "import nofile", "import --db . talk.txt", "formats --check nofile",
	} {
		if code, said := exitCode(t, line); code != exitInput {
			t.Errorf("gainsay %s: exit code %d, %q; want %d", line, code, said, exitInput)
		}
	}
}
