// Package classifier is a softmax regression on the images of digits that is trained
// in an arithmetic: weights, logits, probabilities and gradients are numbers of its
// storage dtype, and every operation is rounded to its accumulation dtype. It counts where
// the signal goes on its way from the loss to the weights.
package classifier
