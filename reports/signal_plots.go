package reports

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"image/color"
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/softulp/softulp/signal"
)

// Size of a plot, and of what is written in it.
const (
	plotWidth  = 22 * vg.Centimeter
	plotHeight = 12 * vg.Centimeter
	plotMargin = 3 * vg.Millimeter
	titleSize  = 13
	labelSize  = 11
	tickSize   = 10
)

// PlotCSV returns the data of a figure, a point a line: series, x, y.
func PlotCSV(f signal.Figure) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Write([]string{"series", f.XLabel, f.YLabel}) // its errors are those that Error tells
	for _, s := range f.Series {
		for i := range s.X {
			x := strconv.FormatFloat(s.X[i], 'g', -1, 64)
			if n := int(s.X[i]); len(f.Categories) > 0 && n >= 0 && n < len(f.Categories) {
				x = f.Categories[n]
			}
			w.Write([]string{s.Name, x, strconv.FormatFloat(s.Y[i], 'g', -1, 64)})
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// PlotSVG draws a figure, on white: the title and what the ordinates are at the top, the
// legend beside the curves.
func PlotSVG(f signal.Figure) ([]byte, error) {
	p := plot.New()
	p.BackgroundColor = color.White
	p.X.Label.Text = clean(f.XLabel, maxText)
	p.X.Label.TextStyle.Font = sans(labelSize)
	p.X.Tick.Label.Font, p.Y.Tick.Label.Font = sans(tickSize), sans(tickSize)
	p.X.Label.Padding = 2 * vg.Millimeter
	legend := plot.NewLegend()
	legend.TextStyle.Font = sans(tickSize)
	legend.Top, legend.Left = true, true
	legend.Padding, legend.ThumbnailWidth = 1.5*vg.Millimeter, 7*vg.Millimeter
	legend.YPosition = -0.5

	grid := plotter.NewGrid()
	grid.Vertical.Color, grid.Horizontal.Color = color.Gray{0xdc}, color.Gray{0xdc}
	p.Add(grid)
	d := &drawing{plot: p, legend: &legend, categories: len(f.Categories) > 0}
	for _, s := range f.Series {
		if !s.Predicted {
			d.curves++
		}
		d.last = max(d.last, slices.Max(s.X))
	}
	for _, s := range f.Series {
		if err := d.add(s); err != nil {
			return nil, fmt.Errorf("figure %s, series %q: %w", f.Name, s.Name, err)
		}
	}
	if d.predicted != nil {
		legend.Add(d.predictedName, d.predicted)
	}
	p.X.Tick.Marker, p.Y.Tick.Marker = linearTicks{}, linearTicks{}
	if f.LogX {
		p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, logTicks{}
	}
	if f.LogY {
		p.Y.Scale, p.Y.Tick.Marker = plot.LogScale{}, logTicks{}
	}
	if d.categories {
		var ticks plot.ConstantTicks
		for i, c := range f.Categories {
			ticks = append(ticks, plot.Tick{Value: float64(i), Label: stacked(c)})
		}
		p.X.Tick.Marker = ticks
		p.X.Min, p.X.Max = -0.5, float64(len(f.Categories))-0.5
	}

	canvas := vgsvg.New(plotWidth, plotHeight)
	c := draw.New(canvas)
	c.SetColor(color.White)
	c.Fill(c.Rectangle.Path())
	c = draw.Crop(c, plotMargin, -plotMargin, plotMargin, -plotMargin)
	// The ordinates' label lies flat: upright it is hard to read.
	for _, t := range []struct {
		text string
		size font.Length
	}{{f.Title, titleSize}, {f.YLabel, labelSize}} {
		style := text.Style{Color: color.Black, Font: sans(t.size), YAlign: text.YTop, Handler: p.Title.TextStyle.Handler}
		c.FillText(style, vg.Point{X: c.Min.X, Y: c.Max.Y}, clean(t.text, maxText))
		c = draw.Crop(c, 0, 0, 0, -1.6*t.size)
	}
	width := legend.Rectangle(c).Size().X
	p.Draw(draw.Crop(c, 0, -width-4*vg.Millimeter, 0, 0))
	legend.Draw(draw.Crop(c, c.Size().X-width, 0, 0, 0))
	var b bytes.Buffer
	if _, err := canvas.WriteTo(&b); err != nil {
		return nil, err
	}
	return described(b.Bytes(), f), nil
}

// sans returns the font of plots.
func sans(size font.Length) font.Font {
	return font.Font{Typeface: "Liberation", Variant: "Sans", Size: size}
}

// described gives an SVG a title and a description, for those who do not see it.
func described(svg []byte, f signal.Figure) []byte {
	head := bytes.Index(svg, []byte("<svg"))
	end := head + bytes.IndexByte(svg[head:], '>') + 1
	var b bytes.Buffer
	b.Write(svg[:end])
	for _, t := range [][2]string{{"title", f.Title}, {"desc", f.Alt}} {
		fmt.Fprintf(&b, "\n<%s>", t[0])
		xml.EscapeText(&b, []byte(clean(t[1], maxText))) // a bytes.Buffer has no errors
		fmt.Fprintf(&b, "</%s>", t[0])
	}
	b.Write(svg[end:])
	return b.Bytes()
}

// drawing is a plot with what has been drawn in it.
type drawing struct {
	plot       *plot.Plot
	legend     *plot.Legend
	categories bool
	curves     int     // that are no predictions
	drawn      int     // of those
	last       float64 // x of the point that is farthest to the right

	// Of predictions the first stands for all in the legend, after the curves.
	predicted     plot.Thumbnailer
	predictedName string
}

// add draws a curve and puts it into the legend. A prediction is black and dashed, or
// a ring around the points of the series before it. A curve that ends before others do, as
// where something is 0 from there on, ends in a dot.
func (d *drawing) add(s signal.Series) error {
	points := make(plotter.XYs, len(s.X))
	for i := range points {
		points[i].X, points[i].Y = s.X[i], s.Y[i]
	}
	at := d.drawn
	if s.Predicted {
		at = max(at-1, 0)
	}
	var thumb plot.Thumbnailer
	if s.Points {
		if d.categories { // side by side
			for i := range points {
				points[i].X += (float64(at) - float64(d.curves-1)/2) * 0.7 / float64(d.curves)
			}
		}
		marks, err := plotter.NewScatter(points)
		if err != nil {
			return err
		}
		marks.GlyphStyle = draw.GlyphStyle{Color: colour(at), Radius: 1 * vg.Millimeter, Shape: draw.CircleGlyph{}}
		if s.Predicted {
			marks.GlyphStyle = draw.GlyphStyle{Color: color.Black, Radius: 1.7 * vg.Millimeter, Shape: draw.RingGlyph{}}
		}
		d.plot.Add(marks)
		thumb = marks
	} else {
		line, err := plotter.NewLine(points)
		if err != nil {
			return err
		}
		line.LineStyle = draw.LineStyle{Color: colour(at), Width: 0.6 * vg.Millimeter, Dashes: dashes(at)}
		if s.Predicted {
			line.LineStyle = draw.LineStyle{Color: color.Black, Width: 0.4 * vg.Millimeter, Dashes: []vg.Length{1.2 * vg.Millimeter, 0.8 * vg.Millimeter}}
		}
		d.plot.Add(line)
		thumb = line
		if end := points[len(points)-1]; end.X < d.last && !s.Predicted {
			dot, err := plotter.NewScatter(plotter.XYs{end})
			if err != nil {
				return err
			}
			dot.GlyphStyle = draw.GlyphStyle{Color: colour(at), Radius: 1.1 * vg.Millimeter, Shape: draw.CircleGlyph{}}
			d.plot.Add(dot)
		}
	}
	if !s.Predicted {
		d.drawn++
		d.legend.Add(clean(s.Name, maxName), thumb)
	} else if d.predicted == nil {
		d.predicted, d.predictedName = thumb, clean(s.Name, maxName)
	}
	return nil
}

// colour returns the n-th of a palette whose colours differ for colour-blind readers too
// (Okabe and Ito, 2008), without its yellow, which is pale on white, and its black.
func colour(n int) color.Color {
	palette := []color.RGBA{
		{0x00, 0x72, 0xb2, 0xff}, {0xd5, 0x5e, 0x00, 0xff}, {0x00, 0x9e, 0x73, 0xff}, {0xcc, 0x79, 0xa7, 0xff},
		{0xe6, 0x9f, 0x00, 0xff}, {0x56, 0xb4, 0xe9, 0xff}, {0x8c, 0x56, 0x4b, 0xff}, {0x70, 0x70, 0x70, 0xff},
	}
	return palette[n%len(palette)]
}

// dashes tell neighbouring curves apart that lie on each other.
func dashes(n int) []vg.Length {
	return [][]vg.Length{nil, {3 * vg.Millimeter, 1.2 * vg.Millimeter}}[n%2]
}

// linearTicks marks round numbers, about six of them.
type linearTicks struct{}

func (linearTicks) Ticks(min, max float64) []plot.Tick {
	var ticks []plot.Tick
	step := 1.0
	for (max-min)/step > 8 {
		step *= 10
	}
	for (max-min)/step < 0.8 {
		step /= 10
	}
	switch n := (max - min) / step; {
	case n < 2:
		step /= 5
	case n < 4:
		step /= 2
	}
	for n := math.Ceil(min / step); n*step <= max; n++ {
		ticks = append(ticks, plot.Tick{Value: n * step, Label: strconv.FormatFloat(n*step, 'g', 5, 64)})
	}
	return ticks
}

// logTicks marks powers of ten, no more than eight of them, and over few decades what lies
// between too.
type logTicks struct{}

func (logTicks) Ticks(min, max float64) []plot.Tick {
	low, high := decade(min), decade(max)
	within := func(ticks []plot.Tick, m int, e int) []plot.Tick {
		label := fmt.Sprintf("%de%d", m, e)
		v, err := strconv.ParseFloat(label, 64)
		if err != nil || v < min || v > max {
			return ticks
		}
		if e >= -3 && e < 5 {
			label = strconv.FormatFloat(v, 'g', -1, 64)
		}
		return append(ticks, plot.Tick{Value: v, Label: label})
	}
	var ticks []plot.Tick
	if high-low < 4 {
		for e := low; e <= high; e++ {
			for _, m := range []int{1, 2, 5} {
				ticks = within(ticks, m, e)
			}
		}
		return ticks
	}
	step := 1
	for _, s := range []int{1, 2, 5, 10, 20, 50, 100} {
		if step = s; (high-low)/s < 8 {
			break
		}
	}
	for e := low; e <= high; e++ {
		if e%step == 0 {
			ticks = within(ticks, 1, e)
		}
	}
	return ticks
}

// decade returns the exponent of x > 0 in decimal.
func decade(x float64) int {
	_, e, _ := strings.Cut(strconv.FormatFloat(x, 'e', -1, 64), "e")
	n, _ := strconv.Atoi(e) // strconv wrote it
	return n
}
