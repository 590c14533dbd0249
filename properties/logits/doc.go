// Package logits holds rows of real logits, embedded: what entered the
// softmaxes of a digit classifier with 10 classes, of a text recogniser with
// 6625, and of that recogniser's two attention layers. Generated rows aim at
// hazards; these show what a kernel meets in use.
//
// PROVENANCE.md says where each file comes from, under which licence, and with
// which command it was made. The programs are in the folders train and make.
//
// The package imports dtype and npy only.
package logits
