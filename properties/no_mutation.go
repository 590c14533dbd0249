package properties

func noMutation() *Property {
	return &Property{
		Name:   "no-mutation",
		Why:    "the input is the caller's: it is the same after the call",
		Source: "pytorch#96602, where the input buffer was written to",
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			b.y = resize(b.y, s.Function.Outputs(len(c.X)))
			if v := s.run(b, b.y, c.Input); v != nil {
				return v
			}
			for i, v := range c.X {
				if !same(b.input[0][i], v) {
					return &Violation{Index: i, Got: b.input[0][i], Exact: v, Message: "is in the input after the call, which has been written to"}
				}
			}
			return nil
		},
	}
}
