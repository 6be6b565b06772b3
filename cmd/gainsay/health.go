package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

var _ = register(healthCommand)

// healthWait bounds how long a server may take to say how it is.
const healthWait = 8 * time.Second

func healthCommand() *cobra.Command {
	var addr string
	c := &cobra.Command{
		Use:   "health",
		Short: "Check whether a server on this machine answers",
		Long: `Ask 'gainsay serve' on this machine whether it answers from its database, for containers and scripts.

Exit codes: 0 it does; 1 it does not.`,
		Args: noArgs,
	}
	c.Flags().StringVar(&addr, "addr", defaultAddr, "address on which it listens")
	c.RunE = func(c *cobra.Command, _ []string) error {
		if err := checkAddr(addr); err != nil {
			return err
		}
		host, port, _ := net.SplitHostPort(addr) // checked
		if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
			host = "localhost"
		}
		client := http.Client{Timeout: healthWait, Transport: &http.Transport{}} // no proxy
		res, err := client.Get("http://" + net.JoinHostPort(host, port) + "/healthz")
		if err != nil {
			return fmt.Errorf("ask for health: %w", err)
		}
		defer res.Body.Close()
		says, err := io.ReadAll(io.LimitReader(res.Body, 200))
		if err != nil || res.StatusCode != http.StatusOK {
			return fmt.Errorf("the server answers %s: %s", res.Status, strings.TrimSpace(string(says)))
		}
		fmt.Fprintln(c.OutOrStdout(), strings.TrimSpace(string(says)))
		return nil
	}
	return c
}
