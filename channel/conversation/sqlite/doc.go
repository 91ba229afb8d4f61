// Package sqlite keeps conversations in an SQLite database with database/sql: a conversation.Store
// for one machine, whose only requirement is a file. It imports no driver; tests run with
// modernc.org/sqlite.
//
//	store, err := sqlite.Open(ctx, "sqlite", "host.db", sqlite.Options{Also: hostRows})
//	service, err := conversation.New(conversation.Config{Store: store, …})
//
// A host with tables of its own opens the database itself and calls New.
//
// One transaction writes at a time, as SQLite has it, and those that wait meanwhile share the next
// commit, which waits for the disk. Threads, inputs, calls and receipts are rows with a few columns
// to find them by and the rest as JSON. Read migrations/0001_tables.sql first.
package sqlite
