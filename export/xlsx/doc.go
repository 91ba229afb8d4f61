// Package xlsx writes exports as spreadsheets (Office Open XML) and reads them back. It is a module
// of its own: go get github.com/contactkit/contactkit/export/xlsx
//
//	task, err := export.Run(ctx, task, source, export.Config[Channel]{
//		Columns: columns, Format: xlsx.Format{}, Sink: export.Folder{Dir: dir}, Now: time.Now,
//	})
//	…
//	channels, wrong, err := xlsx.Read(file, size, columns)
//
// Texts are always texts: no cell is ever a formula, so nothing needs a guard, and 0049 keeps its
// zeros. A number that a spreadsheet cannot hold exactly is written as text rather than changed:
// integers of more than 15 digits, and instants that are no whole milliseconds or lie before March
// 1900. Characters that XML forbids are escaped as the format says (_x0000_). Cells of text are
// formatted as text, so that a spreadsheet keeps what is typed into them.
//
// LibreOffice turns CR LF inside a text into LF when it saves a workbook.
//
// Rows are written as they come; memory does not grow with them. The same rows give the same bytes.
package xlsx
