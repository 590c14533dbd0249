package mutants

func shift() []Mutant       { return nil }
func exponential() []Mutant { return nil }
func summation() []Mutant   { return nil }
func layout() []Mutant      { return nil }
func online() []Mutant      { return nil }
func logarithm() []Mutant   { return nil }
func quantised() []Mutant   { return nil }
func sampling() []Mutant    { return nil }
func environment() []Mutant { return nil }
