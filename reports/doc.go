// Package reports renders [Results] for people and for machines: a document
// ([gate.Document]) and, where they were judged, what became of mutants. Every
// renderer is one file or two and reads the results alone, so that whatever a
// report says can be computed again from its JSON. The laboratory's report
// ([signal.Report]) is rendered by files of its own, with plots. Pages for a browser are in html,
// their plots in plots, and what has changed between documents in compare. claims.md is one
// of them as committed, which a test holds to what is measured.
//
// What a gate found ([Gate]) is rendered for terminals, step summaries, annotations and
// JUnit by files of their own, gate_*.go, all of which begin with one verdict.
//
// Names, messages and inputs in a document come from outside (adapters, file
// names). What reaches a terminal or Markdown is cleaned of control characters
// and markup first and cut to a length; no line of it is a command to the system that
// prints it.
package reports
