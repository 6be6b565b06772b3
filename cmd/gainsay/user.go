package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/gainsay/gainsay/account"
	"github.com/gainsay/gainsay/store"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

var _ = register(userCommand)

func userCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "user",
		Short: "Manage the users of a shared server",
		Long: `Manage the users of a shared server ('gainsay serve').

A reader reads all pages, a coder also decides marks, an admin also adds, deletes and erases, and
manages users. Decisions are saved under the name of the user.`,
		Example: "  gainsay user add 'Ada Brandt' --role admin\n  gainsay user list\n  gainsay user sign-out 'Ada Brandt'",
		Args:    noCommand,
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(userAddCommand(), userListCommand(), userRoleCommand(), userPasswordCommand(), userRemoveCommand(),
		userSignOutCommand())
	return c
}

// changeNamed makes a subcommand that changes the user or key named by its argument.
func changeNamed(use, short string, do func(c *cobra.Command, d *store.DB, name string) error) *cobra.Command {
	var db string
	c := &cobra.Command{Use: use, Short: short, Args: exactly(1, "NAME")}
	dbFlag(c, &db)
	c.RunE = func(c *cobra.Command, args []string) error {
		name, err := account.CleanName(args[0])
		if err != nil {
			return usagef("name %q: %v", args[0], err)
		}
		d, err := openUsers(db, strings.HasPrefix(use, "add "))
		if err != nil {
			return err
		}
		return errors.Join(do(c, d, name), d.Close())
	}
	return c
}

// userChange is changeNamed for a change that is reported in a sentence.
func userChange(use, short string, do func(ctx context.Context, d *store.DB, name string) (done string, err error)) *cobra.Command {
	return changeNamed(use, short, func(c *cobra.Command, d *store.DB, name string) error {
		done, err := do(c.Context(), d, name)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(c.OutOrStdout(), done)
		return err
	})
}

// openUsers opens the database. A user may be added before the first thread is.
func openUsers(db string, create bool) (*store.DB, error) {
	if create {
		return store.Open(db)
	}
	return openExisting(db)
}

func userAddCommand() *cobra.Command {
	var role string
	var p password
	c := userChange("add NAME", "Add a user; asks for a password twice",
		func(ctx context.Context, d *store.DB, name string) (string, error) {
			r, err := account.ParseRole(role)
			if err != nil {
				return "", usagef("--role: %v", err)
			}
			hash, err := p.hash()
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("%s is added as %s.", name, r),
				d.AddUser(ctx, name, r, hash)
		})
	c.Flags().StringVar(&role, "role", "", "reader, coder or admin")
	p.flags(c)
	return c
}

func userRoleCommand() *cobra.Command {
	var role string
	c := userChange("role NAME", "Change what a user may do",
		func(ctx context.Context, d *store.DB, name string) (string, error) {
			r, err := account.ParseRole(role)
			if err != nil {
				return "", usagef("--role: %v", err)
			}
			return fmt.Sprintf("%s is now %s.", name, r), d.SetRole(ctx, name, r)
		})
	c.Flags().StringVar(&role, "role", "", "reader, coder or admin")
	return c
}

func userPasswordCommand() *cobra.Command {
	var p password
	c := userChange("password NAME", "Set a new password and sign the user out",
		func(ctx context.Context, d *store.DB, name string) (string, error) {
			if _, _, err := d.UserPassword(ctx, name); err != nil {
				return "", err
			}
			hash, err := p.hash()
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("The password of %s is changed; all sessions are ended.", name), d.SetPassword(ctx, name, hash)
		})
	p.flags(c)
	return c
}

func userRemoveCommand() *cobra.Command {
	return userChange("remove NAME", "Remove a user; the decisions stay",
		func(ctx context.Context, d *store.DB, name string) (string, error) {
			return name + " is removed. Decisions made under this name stay.", d.RemoveUser(ctx, name)
		})
}

func userSignOutCommand() *cobra.Command {
	return userChange("sign-out NAME", "End all sessions of a user",
		func(ctx context.Context, d *store.DB, name string) (string, error) {
			return "All sessions of " + name + " are ended.", d.SignOut(ctx, name)
		})
}

func userListCommand() *cobra.Command {
	return onDatabase("list", "List all users", noArgs, func(c *cobra.Command, d *store.DB, _ []string) error {
		users, err := d.Users(c.Context())
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "NAME\tROLE\tSINCE\tBROWSERS")
		for _, u := range users {
			fmt.Fprintf(w, "%s\t%s\t%s\t%d\n", u.Name, u.Role, u.Created.Format("2006-01-02"), u.Sessions)
		}
		return w.Flush()
	})
}

// password asks for a new password.
type password struct {
	cmd   *cobra.Command
	stdin bool
}

func (p *password) flags(c *cobra.Command) {
	p.cmd = c
	c.Flags().BoolVar(&p.stdin, "password-stdin", false, "read the password from the first line of standard input")
}

// hash returns the hash of the password that is typed or read.
func (p *password) hash() (string, error) {
	s, err := p.read()
	if err != nil {
		return "", err
	}
	if err := account.CheckPassword(s); err != nil {
		return "", err
	}
	return account.HashPassword(s), nil
}

func (p *password) read() (string, error) {
	if p.stdin {
		return firstLine(p.cmd.InOrStdin())
	}
	f, ok := p.cmd.InOrStdin().(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return "", usagef("no terminal to ask for the password on; use --password-stdin")
	}
	first, err := p.ask(f, "Password: ")
	if err != nil {
		return "", err
	}
	again, err := p.ask(f, "The same again: ")
	if err == nil && first != again {
		err = errors.New("the two passwords differ")
	}
	return first, err
}

// ask reads a line from a terminal without showing it. Ctrl-C brings the
// terminal back to what it was.
func (p *password) ask(f *os.File, prompt string) (string, error) {
	fd := int(f.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", fmt.Errorf("read password: %w", err)
	}
	fmt.Fprint(p.cmd.ErrOrStderr(), prompt)
	defer fmt.Fprintln(p.cmd.ErrOrStderr())
	type line struct {
		text []byte
		err  error
	}
	typed := make(chan line, 1)
	go func() {
		text, err := term.ReadPassword(fd)
		typed <- line{text, err}
	}()
	select {
	case l := <-typed:
		if l.err != nil {
			return "", fmt.Errorf("read password: %w", l.err)
		}
		return string(l.text), nil
	case <-p.cmd.Context().Done():
		return "", errors.Join(errStopped, term.Restore(fd, before))
	}
}

// firstLine reads a line of at most the length of a password.
func firstLine(r io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(r, account.MaxPassword+3)).ReadBytes('\n')
	if err != nil && err != io.EOF {
		return "", fmt.Errorf("read password: %w", err)
	}
	return string(bytes.TrimRight(line, "\r\n")), nil
}
