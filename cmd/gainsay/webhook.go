package main

import (
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/account"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/store/importer/fetch"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/webhook"
	"github.com/spf13/cobra"
)

var _ = register(webhookCommand)

func webhookCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "webhook",
		Short: "Manage the addresses that are notified of new marks",
		Long: `Manage the addresses that are notified of new marks.

When a program adds a comment and the analysis marks it, 'gainsay serve' sends a signed notice to each
webhook whose filter picks the mark (docs/API.md). If delivery fails, the server tries again for three
days, then gives up.`,
		Example: "  gainsay webhook add moderators https://forum.example/gainsay --tag insult --tag threat --score 80\n" +
			"  gainsay webhook dead\n  gainsay webhook resend moderators",
		Args: noCommand,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(webhookAddCommand(), webhookListCommand(), webhookRemoveCommand(), webhookDeadCommand(),
		webhookResendCommand())
	return c
}

func webhookAddCommand() *cobra.Command {
	var tags, threads []string
	var score int
	c := onDatabase("add NAME URL", "Add a webhook and print its secret; it cannot be shown again", exactly(2, "NAME and URL"),
		func(c *cobra.Command, d *store.DB, args []string) error {
			name, err := account.CleanName(args[0])
			if err != nil {
				return usagef("name %q: %v", args[0], err)
			}
			w := view.Webhook{Name: name, URL: args[1], Secret: webhook.NewSecret(),
				Filter: view.WebhookFilter{Score: float64(score) / 100, Threads: threads}}
			for _, t := range tags {
				w.Filter.Tags = append(w.Filter.Tags, gainsay.Tag(t))
			}
			if err := webhook.Check(w); err != nil {
				return usagef("%v", err)
			}
			if err := d.AddWebhook(c.Context(), w); err != nil {
				return err
			}
			_, err = fmt.Fprintln(c.OutOrStdout(), w.Secret)
			return err
		})
	c.Flags().StringSliceVar(&tags, "tag", nil, "only marks with this tag (several: comma or repeat)")
	c.Flags().StringSliceVar(&threads, "thread", nil, "only marks of the thread with this key (several: comma or repeat)")
	c.Flags().IntVar(&score, "score", 0, "only marks with a score of at least N percent")
	return c
}

func webhookListCommand() *cobra.Command {
	return onDatabase("list", "List all webhooks", noArgs, func(c *cobra.Command, d *store.DB, _ []string) error {
		all, err := d.Webhooks(c.Context())
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "NAME\tURL\tFILTER\tWAITING\tGIVEN UP")
		for _, h := range all {
			fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d\n", h.Name, h.URL, filterWords(h.Filter), h.Waiting, h.Dead)
		}
		return w.Flush()
	})
}

// filterWords describes a filter by its flags.
func filterWords(f view.WebhookFilter) string {
	var out []string
	for _, t := range f.Tags {
		out = append(out, "tag="+string(t))
	}
	for _, t := range f.Threads {
		out = append(out, "thread="+t)
	}
	if f.Score > 0 {
		out = append(out, "score="+strconv.Itoa(int(100*f.Score+0.5)))
	}
	if out == nil {
		return "all marks"
	}
	return strings.Join(out, " ")
}

func webhookRemoveCommand() *cobra.Command {
	return onDatabase("remove NAME", "Remove a webhook and the notices that wait for it", exactly(1, "NAME"),
		func(c *cobra.Command, d *store.DB, args []string) error {
			if err := d.RemoveWebhook(c.Context(), args[0]); err != nil {
				return err
			}
			_, err := fmt.Fprintf(c.OutOrStdout(), "%s is removed.\n", args[0])
			return err
		})
}

func webhookDeadCommand() *cobra.Command {
	return onDatabase("dead [NAME]", "List the notices that were given up, of one webhook or of all", atMost(1),
		func(c *cobra.Command, d *store.DB, args []string) error {
			dead, err := d.DeadNotices(c.Context(), strings.Join(args, ""))
			if err != nil {
				return err
			}
			w := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
			fmt.Fprintln(w, "WEBHOOK\tNOTICE\tMADE\tATTEMPTS\tPROBLEM")
			for _, n := range dead {
				fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\n", n.Webhook, n.Message, n.Created.Format("2006-01-02 15:04"), n.Attempts, n.Problem)
			}
			return w.Flush()
		})
}

func webhookResendCommand() *cobra.Command {
	return onDatabase("resend NAME", "Send the notices that were given up again", exactly(1, "NAME"),
		func(c *cobra.Command, d *store.DB, args []string) error {
			n, err := d.ResendNotices(c.Context(), args[0], time.Now())
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "%s will be sent again while 'gainsay serve' runs.\n", view.Counted(n, "notice"))
			return err
		})
}

// webhookClient sends notices. It follows no redirects and uses no proxy, so that
// the addresses it connects to are the ones that are checked.
func webhookClient(allowPrivate bool) *http.Client {
	d := &net.Dialer{Timeout: 10 * time.Second}
	if !allowPrivate {
		d.Control = fetch.PublicOnly
	}
	return &http.Client{
		Transport: &http.Transport{DialContext: d.DialContext, TLSHandshakeTimeout: 10 * time.Second,
			MaxIdleConnsPerHost: 1, IdleConnTimeout: time.Minute},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
