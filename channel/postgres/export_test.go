package postgres

// HotQueries are the statements that run for each message or each poll, for a test of their plans.
var HotQueries = map[string]string{
	"Due": dueThreads, "Calls": claimCalls, "Claim": claimLines, "Open": deliverable,
	"receipts of a View": unclosed, "inputs of a View": openInput, "row of a View": rowOf, "calls of a View": callsOf, "named of a View": named,
	"Note": lockReceipt, "held inputs": releaseHeld, "Prune of inputs": pruneInputs, "Prune of receipts": pruneReceipts, "Wake": wakeChannel,
	"Release": releaseSkipped, "Erase": inputsOf, "Closing": closing, "Uncertain": unsettled, "LastStored": lastStored,
}
