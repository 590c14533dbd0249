// Package reports renders a results document ([gate.Document]) for people and
// for machines. Every renderer is one file and reads the document alone, so
// that whatever a report says can be computed again from its JSON.
//
// Names, messages and inputs in a document come from outside (adapters, file
// names). What reaches a terminal or Markdown is cleaned of control characters
// and markup first and cut to a length.
package reports
