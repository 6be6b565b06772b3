// Command screenshots makes the pictures of README.md and docs/guide: it imports
// the sample threads into a new database, serves it and photographs pages in
// headless Chromium, wide and narrow, light and dark. 'make screenshots' runs it.
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"log"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// picture is a page to photograph. ready is an element that is there when the
// page can be used; before, what is done with it then.
type picture struct {
	name, path, ready string
	before            []chromedp.Action
}

var pictures = []picture{
	{name: "threads", path: "/threads", ready: "table"},
	{name: "add", path: "/add", ready: "main form"},
	{name: "thread", path: "/threads/page:page-83cc61b846", ready: "mark",
		before: []chromedp.Action{chromedp.Click(`mark.unsupported a, a:has(mark.unsupported), mark.unsupported`, chromedp.ByQuery),
			chromedp.Poll(`!document.body.innerText.includes("Choose a mark in the text")`, nil),
			chromedp.WaitVisible(".card", chromedp.ByQuery)}},
	{name: "review", path: "/review", ready: "main h1, main h2"},
	{name: "assertions", path: "/assertions", ready: "main h1"},
	{name: "overview", path: "/overview", ready: "main svg"},
}

// look is how a page is shown: its size in pixels and the colours that the
// reader prefers.
type look struct {
	name          string
	width, height int64
	scheme        string
}

var looks = []look{
	{"light", 1280, 800, "light"},
	{"dark", 1280, 800, "dark"},
	{"phone-light", 390, 800, "light"},
	{"phone-dark", 390, 800, "dark"},
}

// patience bounds the whole, on a busy machine too.
const patience = 10 * time.Minute

func main() {
	log.SetFlags(0)
	program := flag.String("bin", "bin/gainsay", "`FILE` of the program")
	sample := flag.String("sample", "testdata/sample", "`FOLDER` of threads to show")
	out := flag.String("out", "docs/pictures", "`FOLDER` for the pictures")
	flag.Parse()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	err := run(ctx, *program, *sample, *out)
	cancel()
	if err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, program, sample, out string) (err error) {
	browser, err := find("chromium", "chromium-browser", "google-chrome")
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "screenshots-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	db := filepath.Join(dir, "sample.db")
	if said, err := exec.CommandContext(ctx, program, "import", "--db", db, sample).CombinedOutput(); err != nil {
		return fmt.Errorf("import %s: %w\n%s", sample, err, said)
	}
	address, stop, err := serve(ctx, program, db)
	if err != nil {
		return err
	}
	defer stop()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(browser), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.WSURLReadTimeout(time.Minute))
	ctx, cancel := chromedp.NewExecAllocator(ctx, opts...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()
	if err := os.MkdirAll(out, 0o777); err != nil {
		return err
	}
	for _, p := range pictures {
		for _, l := range looks {
			if err := p.take(ctx, address, l, filepath.Join(out, p.name+"-"+l.name+".png")); err != nil {
				return fmt.Errorf("picture of %s, %s: %w", p.path, l.name, err)
			}
		}
	}
	return nil
}

func find(names ...string) (string, error) {
	for _, n := range names {
		if path, err := exec.LookPath(n); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("none of %s is installed", strings.Join(names, ", "))
}

var served = regexp.MustCompile(`at (http://\S+)`)

// serve starts a server on a free port.
func serve(ctx context.Context, program, db string) (address string, stop func(), err error) {
	c := exec.CommandContext(ctx, program, "serve", "--db", db, "--addr", "127.0.0.1:0")
	said, err := c.StderrPipe()
	if err != nil {
		return "", nil, err
	}
	if err := c.Start(); err != nil {
		return "", nil, err
	}
	stop = func() { _, _ = c.Process.Signal(os.Interrupt), c.Wait() }
	for lines := bufio.NewScanner(said); lines.Scan(); {
		if m := served.FindStringSubmatch(lines.Text()); m != nil {
			go func() { _, _ = io.Copy(io.Discard, said) }()
			return m[1], stop, nil
		}
	}
	return "", nil, fmt.Errorf("the server did not start: %w", c.Wait())
}

// take photographs what fits into the window.
func (p picture) take(ctx context.Context, address string, l look, file string) error {
	var shot []byte
	narrow := l.width < 600
	actions := []chromedp.Action{
		emulation.SetDeviceMetricsOverride(l.width, l.height, 1, narrow),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: l.scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}),
		network.SetCookie("gainsay-coder", "Ada").WithURL(address),
		chromedp.Navigate(address + p.path),
		chromedp.WaitReady(p.ready, chromedp.ByQuery),
	}
	actions = append(actions, p.before...)
	if !narrow {
		actions = append(actions, chromedp.Evaluate(`scrollTo(0, 0)`, nil))
	}
	actions = append(actions, chromedp.CaptureScreenshot(&shot))
	if err := chromedp.Run(ctx, actions...); err != nil {
		return err
	}
	return write(file, shot)
}

// write writes a PNG of at most 256 colours, which is a third of what the browser gives.
func write(file string, shot []byte) error {
	img, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	best := png.Encoder{CompressionLevel: png.BestCompression}
	if err := best.Encode(&b, reduced(img)); err != nil {
		return err
	}
	return os.WriteFile(file, b.Bytes(), 0o666)
}

// reduced gives every pixel the nearest of the most frequent colours.
func reduced(img image.Image) *image.Paletted {
	count := map[color.RGBA]int{}
	at := func(x, y int) color.RGBA { return color.RGBAModel.Convert(img.At(x, y)).(color.RGBA) }
	size := img.Bounds()
	for y := range size.Dy() {
		for x := range size.Dx() {
			count[at(x, y)]++
		}
	}
	byCount := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int {
		return cmp.Or(count[b]-count[a], cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
	})
	var palette color.Palette
	for _, c := range byCount[:min(len(byCount), 256)] {
		palette = append(palette, c)
	}
	out, index := image.NewPaletted(size, palette), map[color.RGBA]uint8{}
	for _, c := range byCount {
		index[c] = uint8(palette.Index(c))
	}
	for y := range size.Dy() {
		for x := range size.Dx() {
			out.SetColorIndex(x, y, index[at(x, y)])
		}
	}
	return out
}
