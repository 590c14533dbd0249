package logits

// source is an embedded set: its .npy file in the folder data and, where the
// classes are known, the file that holds them, one a line.
type source struct {
	name, about   string
	file, targets string
}

// catalogue lists the sets, the smaller K first.
func catalogue() []source {
	return []source{
		{
			name:    "digits",
			about:   "softmax regression on the UCI handwritten digits: every digit of the test set",
			file:    "digits.npy",
			targets: "digits-targets.txt",
		},
		{
			name:  "attention-short",
			about: "PaddleOCR's text recogniser, both attention layers: every query of eight heads on a line of 40 steps",
			file:  "attention-short.npy",
		},
		{
			name:  "attention-long",
			about: "PaddleOCR's text recogniser, both attention layers: every seventh query of eight heads on a line of 163 steps",
			file:  "attention-long.npy",
		},
		{
			name:  "ocr",
			about: "PaddleOCR's text recogniser, 6625 characters: every fifth time step of five lines",
			file:  "ocr.npy",
		},
	}
}
