// Package compare says what has changed between results documents: what got better,
// what got worse, which entries appeared and which disappeared; and over many
// documents how each figure went.
//
// A figure is worse if it is worse by any amount, as runs of one seed repeat to the last
// bit. Documents of other seeds or other numbers of rows are compared too, with a warning:
// a slack then keeps chance from being taken for a change.
package compare
