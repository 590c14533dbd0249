package main

import (
	"github.com/spf13/cobra"

	"github.com/softulp/softulp/gate/library"
)

// newServeLibrary is what --lib starts: an adapter for a function of a shared library,
// which may end the process as it likes. People have no use for it.
func newServeLibrary() *cobra.Command {
	return &cobra.Command{
		Use:    library.Subcommand + " FILE SYMBOL SIGNATURE",
		Short:  "Answer the requests of the adapter protocol with a function of a shared library",
		Hidden: true,
		Args:   cobra.ExactArgs(3),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := library.Serve(cmd.Context(), cmd.InOrStdin(), cmd.OutOrStdout(), args); err != nil {
				return failure{exitFailed, err}
			}
			return nil
		},
	}
}
