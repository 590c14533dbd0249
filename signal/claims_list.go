package signal

// Claims returns the statements, in the order in which they are shown. Adding one takes
// a few lines here, and the findings that settle it.
func Claims() []Claim {
	return []Claim{
		{
			Statement: "The softmax of [1, 2, 3] is [0.0277, 0.0817, 0.8866].",
			Source:    "published in a tutorial",
			Against:   []string{"assertions/tutorial-is-wrong"},
		},
		{
			Statement: "Subtracting the maximum avoids overflow and underflow.",
			For:       []string{"thresholds/shifted-softmax-never-overflows"},
			Against:   []string{"thresholds/softmax-underflows"},
			When:      "overflow is all that is meant: probabilities that are too small for the format are 0 all the same.",
		},
		{
			Statement: "Log-softmax avoids overflow and underflow.",
			For:       []string{"thresholds/shifted-log-softmax-never-overflows"},
			Against:   []string{"thresholds/direct-log-softmax-overflows", "thresholds/log-of-softmax-underflows", "thresholds/log-softmax-absorbs"},
			When:      "it subtracts the maximum, is not taken of a softmax, and leaves what is added to 1 to log1p.",
		},
		{
			Statement: "Normalising the inputs avoids overflow.",
			For:       []string{"assertions/normalised-does-not-overflow"},
			Against:   []string{"assertions/normalised-overflows", "assertions/normalising-changes"},
			When:      "the row is so short that √(K - 1) is below the logarithm of the largest number, and another function will do.",
		},
		{
			Statement: "Shifting by the maximum loses accuracy.",
			For:       []string{"assertions/shift-costs-accuracy"},
			Against:   []string{"assertions/shift-costs-nothing", "thresholds/naive-overflows", "thresholds/naive-underflows"},
			When:      "the differences to the maximum are rounded; and without the shift there is no answer at all to larger logits.",
		},
		{
			Statement: "Adding a constant to all logits does not change their softmax.",
			For:       []string{"assertions/translation-exact"},
			Against:   []string{"assertions/translation-rounds"},
			When:      "the sums are numbers of the format.",
		},
		{
			Statement: "The outputs sum to one, so it is right.",
			Against:   []string{"assertions/sums-to-one-but-wrong"},
		},
		{
			Statement: "bfloat16 has the range of float32, so it is as safe.",
			Against:   []string{"assertions/sums-stand-still", "margin/narrow-gradients"},
		},
		{
			Statement: "A temperature of 0.01 is safe in float16.",
			For:       []string{"assertions/temperature-in-float32"},
			Against:   []string{"assertions/temperature-in-float16"},
			When:      "float16 is no more than the storage, float32 computes, and the loss is within the range of float16.",
		},
		{
			Statement: "Float32 is enough for the loss.",
			For:       []string{"margin/log1p-suffices"},
			Against:   []string{"margin/float32-loss", "thresholds/loss-is-zero"},
			When:      "the loss is computed with log1p.",
		},
		{
			Statement: "In float64 none of this matters.",
			Against:   []string{"margin/float64-only-later", "depth/sharp-cancels"},
		},
		{
			Statement: "The gradient of cross-entropy is p - 1 at the target, so compute that.",
			For:       []string{"margin/near"},
			Against:   []string{"margin/float32-p-minus-one", "thresholds/gradient-is-zero"},
			When:      "the margin is small; minus the sum of the others is the same number, and keeps its digits.",
		},
		{
			Statement: "The order of the classes does not matter.",
			Against:   []string{"margin/order-of-the-sum"},
		},
		{
			Statement: "Clipping probabilities to [1e-7, 1 - 1e-7] makes cross-entropy safe.",
			Against:   []string{"margin/clipped-loss"},
		},
		{
			Statement: "Softmax, logarithm and the choice of a class, each with its own gradient, do the same as cross-entropy of the logits.",
			Against:   []string{"thresholds/chained-loss-infinite", "thresholds/jacobian-overflows"},
		},
		{
			Statement: "Cross-entropy is expensive to compute.",
			Against:   []string{"assertions/cross-entropy-is-cheap"},
		},
		{
			Statement: "Softmax saturates, so its gradient is zero.",
			Against:   []string{"depth/sharp-vanishes", "margin/float32-p-minus-one"},
		},
		{
			Statement: "Gradients vanish because the format has too few bits.",
			For:       []string{"depth/flat-range"},
			Against:   []string{"depth/flat-vanishes", "depth/sharp-vanishes"},
			When:      "what is meant is that they become exactly 0; that they shrink is mathematics.",
		},
		{
			Statement: "Loss scaling avoids vanishing gradients.",
			Against:   []string{"depth/loss-scaling", "depth/flat-vanishes"},
		},
		{
			Statement: "The Jacobian of softmax is small, so gradients cannot explode.",
			Against:   []string{"depth/middling-explodes", "depth/middling-is-chaotic"},
		},
		{
			Statement: "Residual connections avoid vanishing gradients.",
			For:       []string{"depth/residual-keeps"},
			Against:   []string{"depth/residual-vanishes", "depth/rounding-does-not-vanish"},
			When:      "the layers do not undo what they are given.",
		},
		{
			Statement: "Residual connections avoid exploding gradients.",
			Against:   []string{"depth/residual-explodes"},
		},
		{
			Statement: "Adam avoids vanishing gradients.",
			For:       []string{"remedies/adam-outlives"},
			Against:   []string{"remedies/nothing-revives", "remedies/zero-stays", "remedies/adam-epsilon"},
			When:      "the gradient is small, but still a number, and above Adam's epsilon.",
		},
		{
			Statement: "Clipping avoids exploding gradients.",
			For:       []string{"remedies/clip-guarded-bound", "remedies/clip-direction"},
			Against:   []string{"remedies/clip-plain", "remedies/clip-exceeds", "remedies/clip-infinite"},
			When:      "the gradient is still finite, and its norm is computed with a scale and a margin.",
		},
		{
			Statement: "Sending only the largest components of a gradient loses the rest.",
			For:       []string{"remedies/topk-trains"},
			Against:   []string{"remedies/topk-exact", "remedies/topk-drift"},
			When:      "the rest is forgotten; kept and added to the next gradient, nothing is lost but roundings.",
		},
		{
			Statement: "Sampled softmax is unbiased.",
			For:       []string{"cheap/sampled-sum"},
			Against:   []string{"cheap/sampled-bias", "cheap/sampled-proposal"},
			When:      "the sum is meant; of the probabilities and the loss it is not.",
		},
		{
			Statement: "A hierarchical softmax is a softmax, only faster.",
			For:       []string{"cheap/hierarchical-exact"},
			Against:   []string{"cheap/hierarchical-linear"},
			When:      "its groups are scored by all of their logits, and then it is not faster.",
		},
		{
			Statement: "Only the largest logits matter.",
			For:       []string{"cheap/sharp-rows"},
			Against:   []string{"cheap/topk-is-what-is-left-out", "cheap/sparse-is-not-softmax"},
			When:      "the rows are sharp.",
		},
	}
}
