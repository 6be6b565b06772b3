// Command gainsay analyses discussion threads offline: who asserts what, what
// in the thread backs or disputes it, and why each mark is there.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/gainsay/gainsay/cmd/gainsay/internal/terminal"
	"github.com/gainsay/gainsay/cmd/gainsay/internal/usage"
	"github.com/gainsay/gainsay/internal/temporary"
	"github.com/spf13/cobra"
)

// Exit codes.
const (
	exitOK    = 0
	exitInput = 1 // done, but some input was bad
	exitUsage = 2

	exitStopped = 130 // by Ctrl-C or SIGTERM
)

// errInput says that some input was bad; what was is already printed.
var errInput = errors.New("some input was bad")

// usagef returns an error of wrong usage.
func usagef(format string, args ...any) error { return usage.Errorf(format, args...) }

func main() {
	code := run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	_ = temporary.RemoveAll() // of sources that were still being read when the command was stopped
	os.Exit(code)
}

// run is main without the process: it returns the exit code. A first Ctrl-C
// lets the command end cleanly, a second removes the temporary files and ends
// the program at once.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // nohup ignores it
		signal.Notify(signals, syscall.SIGHUP)
	}
	defer signal.Stop(signals)
	go func() {
		for range 2 {
			select {
			case <-signals:
				cancel()
			case <-ctx.Done():
				<-signals // the second, or none until the command has ended
				_ = temporary.RemoveAll()
				os.Exit(exitStopped)
			}
		}
	}()
	return runContext(ctx, args, stdin, stdout, stderr)
}

func runContext(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := rootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	out := terminal.NewScreen(stdout)
	root.SetOut(out)
	stderr = terminal.NewScreen(stderr)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil && out.Err() != nil { // a command that prints lines does not look at each
		err = fmt.Errorf("write output: %w", out.Err())
	}
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errStopped):
		return exitStopped
	case errors.Is(err, errInput):
		return exitInput
	case errors.As(err, new(usage.Error)):
		fmt.Fprintf(stderr, "gainsay: %v\nTry 'gainsay help'.\n", err)
		return exitUsage
	}
	fmt.Fprintf(stderr, "gainsay: %v\n", err)
	return exitInput
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "gainsay",
		Short: "Shows where a discussion asserts facts without support, and why",
		Long: `Gainsay reads comment threads, tags claims, counterclaims, insults and spam, recovers who
answers whom, and shows which factual assertions nothing in the thread backs. It never says
that a statement is false.

Exit codes: 0 done; 1 done, but some input was bad; 2 wrong usage; 130 stopped
by Ctrl-C.`,
		SilenceUsage:  true,
		SilenceErrors: true,

		SuggestionsMinimumDistance: 2,
		Args:                       noCommand,
		RunE:                       func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	info, _ := debug.ReadBuildInfo()
	root.Version = versionOf(version, info)
	root.SetVersionTemplate("gainsay {{.Version}}\n") // of 'gainsay version' the first line
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage.Wrap(err) })
	for _, add := range commands {
		root.AddCommand(add())
	}
	checkCompletion(root)
	help := &cobra.Command{Use: "help [COMMAND]", Short: "Help about any command"}
	help.RunE = func(c *cobra.Command, args []string) error {
		sub, rest, err := root.Find(args)
		if err != nil {
			return usage.Wrap(err)
		}
		if err := noCommand(sub, rest); err != nil {
			return err
		}
		return sub.Help()
	}
	root.SetHelpCommand(help)
	return root
}

// commands are the subcommands; each file adds its own.
var commands []func() *cobra.Command

func register(f func() *cobra.Command) bool {
	commands = append(commands, f)
	return true
}

// needArgs refuses a call with fewer than n arguments as wrong usage.
func needArgs(n int, what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) < n {
			return usagef("%s missing", what)
		}
		return nil
	}
}

// atMost refuses a call with more than n arguments as wrong usage.
func atMost(n int) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) > n {
			return usagef("unexpected argument %q", args[n])
		}
		return nil
	}
}

var noArgs = atMost(0)

// exactly refuses a call with another number of arguments than n.
func exactly(n int, what string) cobra.PositionalArgs {
	return cobra.MatchAll(needArgs(n, what), atMost(n))
}

// noCommand refuses what is no subcommand of c.
func noCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if like := c.SuggestionsFor(args[0]); len(like) > 0 {
		return usagef("unknown command %q; did you mean %s?", args[0], strings.Join(like, " or "))
	}
	return usagef("unknown command %q", args[0])
}

// checkCompletion makes wrong arguments of cobra's own completion command
// wrong usage.
func checkCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		if c.Name() != "completion" {
			continue
		}
		c.Args, c.RunE = noCommand, func(c *cobra.Command, _ []string) error { return c.Help() }
		for _, shell := range c.Commands() {
			shell.Args = noArgs
		}
	}
}
