package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/analyze/tagger"
	"github.com/gainsay/gainsay/store"
	"github.com/gainsay/gainsay/store/exporter"
	"github.com/gainsay/gainsay/web"
	"github.com/spf13/cobra"
)

var _ = register(serveCommand)

func serveCommand() *cobra.Command {
	var db, addr string
	c := &cobra.Command{Use: "serve", Short: "Serve the web view", Args: noArgs}
	dbFlag(c, &db)
	c.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "address to listen on; port 0 picks a free one")
	c.RunE = func(c *cobra.Command, _ []string) error {
		if err := checkAddr(addr); err != nil {
			return err
		}
		d, err := store.Open(db)
		if err != nil {
			return err
		}
		defer d.Close()
		if _, err := d.Expire(c.Context()); err != nil {
			return err
		}
		h, err := webServer(d)
		if err != nil {
			return err
		}
		defer h.Close()
		l, err := net.Listen("tcp", addr)
		if err != nil {
			return fmt.Errorf("listen: %w", err)
		}
		fmt.Fprintf(c.ErrOrStderr(), "Gainsay serves %s at http://%s (press Ctrl-C to stop)\n", db, l.Addr())
		return serve(c.Context(), l, h)
	}
	return c
}

// checkAddr refuses what is no HOST:PORT as wrong usage.
func checkAddr(addr string) error {
	_, port, err := net.SplitHostPort(addr)
	if err == nil {
		_, err = net.LookupPort("tcp", port)
	}
	if err != nil {
		return usagef("--addr %q: %v", addr, err)
	}
	return nil
}

// serve serves until ctx ends, then waits up to 5 s for open requests.
func serve(ctx context.Context, l net.Listener, h http.Handler) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() {
		<-ctx.Done()
		wait, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		done <- srv.Shutdown(wait)
	}()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-done
}

func webServer(d *store.DB) (*web.Server, error) {
	all, err := tagger.All()
	if err != nil {
		return nil, err
	}
	var docs []web.Tagger
	for _, t := range all {
		w := web.Tagger{Name: t.Name, Doc: t.Doc, Tags: t.Tags}
		for _, r := range t.Rules {
			w.Rules = append(w.Rules, web.Rule(r))
		}
		docs = append(docs, w)
	}
	return web.New(web.Config{
		Store: d, Taggers: docs, Exports: webExports(), Version: buildVersion(), Topic: canonicalTopic,
		Importer: &webImporter{db: d},
	})
}

// webExports are the formats that pages offer.
func webExports() []web.Export {
	var out []web.Export
	for _, f := range exporter.Formats() {
		out = append(out, web.Export{Name: f.Name, Doc: f.Doc, Ext: f.Ext, Rows: f.Name == "csv",
			Write: func(w io.Writer, all iter.Seq2[*gainsay.Analysis, error]) error {
				return f.WriteAll(w, all, exporter.Options{})
			}})
	}
	return out
}
