// Package yardstick measures what the properties are worth: which mutants they
// kill, after how many cases and how long, what the checks of other suites make of
// the same mutants, and how many correct programs they fail.
//
// [Table] judges mutants, [Correct] judges implementations that are correct, and
// [Text] writes both for people. The program in the folder main does all three; a
// report shows the [Mutants.Matrix].
//
// A kill counts for nobody who fails the correct implementation as well: neither
// for a suite nor for a property.
package yardstick
