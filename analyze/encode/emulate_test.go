package encode

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestARM64 runs the tests of bits and kernels as 64-bit ARM does, under QEMU: on a
// processor with all instructions, and on one without SDOT. There the compiler fuses
// the multiplications and additions of Go code wherever it may, so the portable
// kernels are tested under that condition too.
func TestARM64(t *testing.T) {
	if testing.Short() || runtime.GOARCH == "arm64" {
		t.Skip("slow; not needed on ARM")
	}
	qemu := emulator(t)
	binary := filepath.Join(t.TempDir(), "encode.test")
	build := exec.Command("go", "test", "-c", "-o", binary, ".")
	build.Env = append(os.Environ(), "GOARCH=arm64", "GOOS=linux", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, c := range []struct{ processor, tests, kernels string }{
		{"max", "^(TestBits|Test.*Kernels|TestExp)$", "neon-dot"},
		{"cortex-a53", "^Test.*Kernels$", "neon"},
	} {
		t.Run(c.processor, func(t *testing.T) {
			t.Parallel()
			out, err := exec.Command(qemu, "-cpu", c.processor, binary,
				"-test.short", "-test.v", "-test.run", c.tests).CombinedOutput()
			fastest := "TestAttentionKernels/" + c.kernels + " "
			if err != nil || !strings.Contains(string(out), "--- PASS: "+fastest) {
				t.Errorf("%v; want a pass of %s in\n%s", err, fastest, out)
			}
			if strings.Contains(string(out), "neon-dot") != (c.kernels == "neon-dot") {
				t.Errorf("wrong kernels chosen:\n%s", out)
			}
		})
	}
}

func emulator(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"qemu-aarch64-static", "qemu-aarch64"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	const missing = "needs qemu-aarch64 (Debian: qemu-user-static)"
	if os.Getenv("CI") != "" {
		t.Fatal(missing)
	}
	t.Skip(missing)
	return ""
}
