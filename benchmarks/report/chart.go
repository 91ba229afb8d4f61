package main

import (
	"fmt"
	"html"
	"strings"
)

// Measures of a chart, in pixels.
const (
	chartWidth = 860
	labelWidth = 300
	barWidth   = 440
	rowHeight  = 20
	caseGap    = 26
)

// chart draws a bar for each row; within a case the longest bar fills the width.
func chart(g *group) string {
	var body strings.Builder
	y := 0
	for _, c := range g.cases {
		y += caseGap
		fmt.Fprintf(&body, `<text class="case" x="0" y="%d">%s</text>`+"\n", y-8, html.EscapeString(c.name))
		longest := 0.0
		for _, r := range c.rows {
			longest = max(longest, r.time)
		}
		for _, r := range c.rows {
			class := "peer"
			if r.by == ours {
				class = "ours"
			}
			width := r.time / longest * barWidth
			fmt.Fprintf(&body, `<text x="%d" y="%d" text-anchor="end">%s</text>`, labelWidth-8, y+14, html.EscapeString(r.by))
			fmt.Fprintf(&body, `<rect class="%s" x="%d" y="%d" width="%.1f" height="%d"/>`, class, labelWidth, y+3, width, rowHeight-6)
			fmt.Fprintf(&body, `<text x="%.1f" y="%d">%s</text>`+"\n", labelWidth+width+6, y+14, duration(r.time))
			y += rowHeight
		}
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="%s: time of each row">
<style>text{font:12px sans-serif;fill:#57606a}.case{font-weight:bold}.ours{fill:#1a7f5a}.peer{fill:#9aa4af}
@media (prefers-color-scheme:dark){text{fill:#c9d1d9}.ours{fill:#3fb98a}.peer{fill:#6e7681}}</style>
%s</svg>
`, chartWidth, y+8, html.EscapeString(words(g.name)), body.String())
}
