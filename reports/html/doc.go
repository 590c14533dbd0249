// Package html renders results as one page that needs nothing beside it: no network, no
// font and no script but its own few lines, which its content security policy names by their
// hashes. The figures behind its plots lie beside it as CSV.
//
// [Write] writes a page of whatever parts of a [Page] there are, [WriteComparison] one of
// what has changed between results. Everything from outside goes through html/template or
// is escaped where SVG is drawn (package plots), after it has been cut and cleaned as for a
// terminal.
package html
