// Package export writes a long result as files of bounded size: at most 2,000 rows a file and
// 100,000 in all, as CSV, JSON lines or (package export/xlsx) spreadsheets, with a manifest that
// says what they hold.
//
// The host freezes the list of ids when the task begins, so that no edit meanwhile loses or repeats
// a row, and names the columns that may leave: other columns are not exported.
//
//	columns := []export.Column[Channel]{
//		{Name: "name", Value: func(c Channel) export.Value { return export.TextValue(c.Name) }},
//		{Name: "pages", Kind: export.Number, Value: func(c Channel) export.Value { return export.IntValue(c.Pages) }},
//		{Name: "app_secret", Withheld: true}, // named in the manifest, in no file
//	}
//	task := export.Task{ID: "42", Base: "channels", Created: time.Now()} // pending; the host stores it
//	task, err := export.Run(ctx, task, export.Frozen(ids, load), export.Config[Channel]{
//		Columns: columns, Format: export.CSV{}, Sink: export.Folder{Dir: dir}, Now: time.Now,
//	})
//
// A file appears under its name only when it is whole, the manifest last of all: if there is a
// manifest, every file that it names is there. Calling [Run] again after a fault goes on at the
// next file; with nothing changed the files are the same to the byte. [Zip] packs a finished
// export; package export/read reads files back into records.
//
// The law: every row that exists throughout the task appears exactly once, and none that was added
// later appears.
//
// The package starts nothing and reads no clock but the one in [Config]. Values of its types may be
// used concurrently unless they say otherwise; one task is run by one caller at a time.
package export
