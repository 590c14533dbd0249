// Package plots draws what is in a results document ([gate.Document]) as SVG, and
// writes the figures behind it as CSV.
//
// A [Panel] is small: one entry, drawn on [Axes] that it shares with the other entries
// of its group, so that panels can be compared and the axes are written once. Nothing is
// said by colour alone, and colours are CSS classes, for light and dark pages; [Sheet]
// makes a file of panels that brings its own style. The laboratory's plots are elsewhere
// (reports.PlotSVG): they have curves of every kind, these are always the same few.
package plots
