// Command check holds a manifest of a Kubernetes Job against the types of which its
// published schema is made: keys that are not there are errors, and so are values of
// another type.
//
//	cd deploy/check && go run . ../kubernetes.yaml
//
// It is a module of its own, as softulp itself needs nothing of Kubernetes.
package main

import (
	"errors"
	"fmt"
	"os"

	batch "k8s.io/api/batch/v1"
	"sigs.k8s.io/yaml"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "check: want the name of a manifest")
		os.Exit(2)
	}
	if err := check(os.Args[1]); err != nil {
		fmt.Fprintf(os.Stderr, "check: %s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
}

// check returns what is wrong with the manifest.
func check(name string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var job batch.Job
	if err := yaml.UnmarshalStrict(data, &job); err != nil {
		return err
	}
	s := &job.Spec
	switch {
	case job.APIVersion != "batch/v1" || job.Kind != "Job":
		return fmt.Errorf("%s %s is no batch/v1 Job", job.APIVersion, job.Kind)
	case s.CompletionMode == nil || *s.CompletionMode != batch.IndexedCompletion:
		return errors.New("its completions have no index")
	case s.Completions == nil || *s.Completions < 1:
		return errors.New("it has no number of completions")
	case len(s.Template.Spec.Containers) == 0:
		return errors.New("it has no container")
	}
	return nil
}
