// Package read reads files of package export, and files like them, back into records: [CSV] and
// [JSONLines] here, spreadsheets in export/xlsx.
//
//	channels, wrong, err := read.CSV(file, columns) // the columns that wrote it, each with Set
//
// A row that cannot be read is left out and reported by line and column; the others come back.
package read
