package browsertest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	goruntime "runtime"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Axe is the source of axe-core, which checks pages for accessibility.
type Axe string

// LoadAxe reads axe-core from node_modules, where 'npm ci' in this folder puts it. Without it
// the test is skipped, except in CI, where it fails.
func LoadAxe(t testing.TB) Axe {
	t.Helper()
	_, here, _, _ := goruntime.Caller(0)
	b, err := os.ReadFile(filepath.Join(filepath.Dir(here), "node_modules/axe-core/axe.min.js"))
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("no axe-core: .ci/run must install it: %v", err)
		}
		t.Skip("NO ACCESSIBILITY TEST: no axe-core; 'npm ci' in internal/browsertest installs it")
	}
	return Axe(b)
}

// axeRules are those of WCAG 2.2 AA and what axe-core calls best practice.
const axeRules = `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`

// Violations checks the page and returns a line for every element that violates a rule.
func (a Axe) Violations(ctx context.Context) ([]string, error) {
	var there bool
	if err := chromedp.Run(ctx, chromedp.Evaluate(`Boolean(window.axe)`, &there)); err != nil {
		return nil, err
	}
	if !there {
		if err := chromedp.Run(ctx, chromedp.Evaluate(string(a), nil)); err != nil {
			return nil, err
		}
	}
	var found []struct {
		ID    string `json:"id"`
		Help  string `json:"help"`
		Nodes []struct {
			Target []string `json:"target"`
			HTML   string   `json:"html"`
			Why    string   `json:"why"`
		} `json:"nodes"`
	}
	const run = `axe.run(document, { runOnly: ` + axeRules + `, resultTypes: ["violations"] }).then((r) => r.violations.map((v) =>
		({ id: v.id, help: v.help, nodes: v.nodes.map((n) => ({ target: n.target.map(String), html: n.html.slice(0, 200),
			why: n.failureSummary.split("\n").slice(1).join(";") })) })))`
	await := func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }
	if err := chromedp.Run(ctx, chromedp.Evaluate(run, &found, await)); err != nil {
		return nil, err
	}
	var out []string
	for _, v := range found {
		for _, n := range v.Nodes {
			out = append(out, fmt.Sprintf("%s (%s): %s: %s;%s", v.ID, v.Help, strings.Join(n.Target, " "), n.HTML, n.Why))
		}
	}
	return out, nil
}
