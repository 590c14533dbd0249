package properties

func noMutation() *Property {
	return &Property{
		Name:    "no-mutation",
		Why:     "the input is the caller's: it is the same after the call, logits, cotangent and weights, unless the program says that it works in place",
		Source:  "pytorch#96602, where the input buffer was written to; Liger-Kernel#272, a gradient in place of the logits",
		Applies: func(_ *Bench, s *Subject, _ *Case) bool { return !s.InPlace },
		Check: func(b *Bench, s *Subject, c *Case) *Violation {
			b.y = resize(b.y, s.Function.Outputs(len(c.X)))
			if v := s.run(b, b.y, c.Input); v != nil {
				return v
			}
			for n, vector := range [3][]float64{c.X, c.Cotangent, c.Weights} {
				for i, v := range vector {
					if got := b.input[n][i]; !same(got, v) {
						return &Violation{Index: i, Got: got, Exact: v, Message: "is in the input after the call, which has been written to"}
					}
				}
			}
			return nil
		},
	}
}
