-- Receipts whose fate is unknown, for those who ask about them.
CREATE INDEX conversation_receipt_unsure ON conversation_receipt(at) WHERE status = 1 AND closed = 0;
