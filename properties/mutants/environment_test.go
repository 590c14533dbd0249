package mutants

import "testing"

func TestEnvironment(t *testing.T) { killAll(t, "K", environment()) }
