// Package conversation is the loop that every host of this library needs between webhooks and a
// session: what happened is stored once, a pure function decides, and what is to be done about it is
// stored in the same transaction.
package conversation
