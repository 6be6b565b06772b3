package main

import (
	"cmp"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

var _ = register(versionCommand)

// version is what git describe says of the commit; make build sets it.
var version string

// revisionLen is how much of a commit's hash a version shows, as git does.
const revisionLen = 7

// versionOf returns the version of a build: the one that was linked in, else
// the module's version where it was installed as a module, else the commit that
// it was built from, with "-dirty" where files differ from it. A build without
// any of these, such as one outside of a git checkout, is of version "unknown".
func versionOf(linked string, info *debug.BuildInfo) string {
	if linked != "" || info == nil {
		return cmp.Or(linked, "unknown")
	}
	var revision, dirty string
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value[:min(revisionLen, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "-dirty"
		}
	}
	if revision != "" {
		return revision + dirty
	}
	if strings.HasPrefix(info.Main.Version, "v") {
		return info.Main.Version
	}
	return "unknown"
}

func versionCommand() *cobra.Command {
	c := &cobra.Command{Use: "version", Short: "Print the version and the hashes of rules and encoder", Args: noArgs}
	c.RunE = func(c *cobra.Command, _ []string) error {
		v := buildVersion()
		_, err := fmt.Fprintf(c.OutOrStdout(), "gainsay %s\nrules %s\nencoder %s\n", v.Gainsay, v.Rules, v.Encoder)
		return err
	}
	return c
}
