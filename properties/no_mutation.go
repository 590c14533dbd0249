package properties

func noMutation() *Property {
	return &Property{
		Name:   "no-mutation",
		Why:    "the input is the caller's: it is the same after the call",
		Source: "pytorch#96602, where the input buffer was written to",
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			b.y = resize(b.y, s.Function.Outputs(len(c.X)))
			if v := s.run(b, b.y, c.X); v != nil {
				return v
			}
			for i, v := range c.X {
				if !same(b.input[i], v) {
					return &Violation{Index: i, Got: b.input[i], Exact: v, Message: "is in the input after the call, which has been written to"}
				}
			}
			return nil
		},
	}
}
