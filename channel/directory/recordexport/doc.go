// Package recordexport lists the columns with which channel records are exported by package export: everything that a form
// shows, and no credential. Those are named in the manifest as withheld.
//
//	columns := recordexport.Columns(telegram.Driver(), facebook.Driver(), twitter.Driver())
//	task, err := export.Run(ctx, task, export.Frozen(ids, load), export.Config[directory.Record]{
//		Columns: columns, Format: export.CSV{}, Sink: export.Folder{Dir: dir}, Now: time.Now,
//	})
//
// The records need not have their secrets. Columns depend on the drivers alone and keep their order, so that two exports can be
// compared; a column of a setting that a platform does not have is empty.
package recordexport
