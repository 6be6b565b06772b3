//go:build !linux

package pgtest

import (
	"os"
	"syscall"
)

var interrupt = os.Interrupt

func attributes() *syscall.SysProcAttr { return nil }

func give(string) error { return nil }
