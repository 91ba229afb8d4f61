// Package outbox keeps the receipts of a host in SQL: the rows of a dispatch.Outbox, its journal,
// and the limits that several workers share. It runs on SQLite, and its statements are plain enough
// for any other database; what they promise is checked by outboxtest, journaltest and limitertest.
//
// A host stores a receipt in the transaction that decides to send it:
//
//	err = outbox.Put(ctx, tx, receipt)
//	…commit…
//	worker.Wake()
//
// Open the database with immediate transactions (_txlock=immediate), so that a transaction that
// reads a row and then writes it is alone with it. PostgreSQL does the same with SELECT … FOR
// UPDATE.
package outbox
