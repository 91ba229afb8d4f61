// Package recordexport lists the columns with which channel records are exported by package export,
// and read back: everything that a form shows, and no credential. The manifest of the export names
// the columns of credentials as withheld (export.Manifest).
//
//	columns := recordexport.Columns(telegram.Driver(), facebook.Driver(), twitter.Driver())
//	task, err := export.Run(ctx, task, recordexport.Source(d, tenant), export.Config[directory.Record]{
//		Columns: columns, Format: export.CSV{}, Sink: export.Folder{Dir: dir}, Now: time.Now,
//	})
//	…
//	records, wrong, err := read.CSV(file, columns) // or read.JSONLines, or xlsx.Read
//
// Choose the format by who opens the file. People with a spreadsheet get xlsx.Format, or
// export.CSV{Literal: true} if it must be CSV: names such as 0049, long ids and dates stay as they
// are when the spreadsheet saves the file. export.CSV{} and export.JSONLines are for programs. A
// spreadsheet that opens export.CSV{} and saves it changes such texts, and the file does not show
// which.
//
// The records need not have their secrets. Columns depend on the drivers alone and keep their
// order, so that two exports can be compared; a column of a setting that a platform does not have
// is empty.
//
// Lists are one cell with one item a line. A page is its ID, a blank and its name. A keyword is
// followed by "\=" and its mode if it has one of its own, such as "agent\=phrase". An attribute,
// wrap-up code, holiday or translation is one JSON object. In all other items \\ is a backslash, \n
// and \r are line ends, \s is a blank within a page's ID, and \e is an empty item.
//
// A record comes back unchanged, with these exceptions: credentials, and the values of secret
// attributes; settings without a value, and those that no driver has; bytes that are no UTF-8, and
// the zone of a time; invalid hours, such as a line of the week without days, which are refused
// when read; in XLSX also the characters that XML forbids. Empty lists and maps come back nil. With
// the columns of [Basic], the information that Basic leaves out is missing. A cell of a spreadsheet
// holds 32,767 UTF-16 units: a longer value, such as a list of some 800 pages, fails an export in
// XLSX with export.ErrValue, and is whole in CSV and JSON lines. A record that was read has passed
// no Check: give it its secrets (directory.Fill), then use Directory.Check, and Add or Replace,
// which compares the revision.
package recordexport
