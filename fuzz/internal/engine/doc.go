// Package engine runs go test's fuzzing engine and says how it ended: what it found,
// in which file, after how many executions.
package engine
