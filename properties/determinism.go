package properties

func determinism() *Property {
	return &Property{
		Name:   "determinism",
		Why:    "the same row has the same answer every time, to the last bit",
		Source: "thinking-machines batch_invariant_ops; LeetCUDA#409, which reads memory that nothing wrote",
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			return twice(b, s, c, nil, "differs from one run to the next")
		},
	}
}

// twice runs a case twice, with something in between, and compares the bits.
func twice(b *Bench, s *Subject, c *Case, between func(), message string) *Violation {
	n := s.Function.Outputs(len(c.X))
	b.y, b.z = resize(b.y, n), resize(b.z, n)
	if v := s.run(b, b.z, c.Input); v != nil {
		return v
	}
	if between != nil {
		between()
	}
	if v := s.run(b, b.y, c.Input); v != nil {
		return v
	}
	for i, got := range b.y {
		if !same(got, b.z[i]) {
			return &Violation{Index: i, Got: got, Exact: b.z[i], Message: message}
		}
	}
	return nil
}
