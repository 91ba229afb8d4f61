-- Receipts whose fate is unknown, for those who ask about them.
CREATE INDEX contactkit_receipt_unsure ON contactkit_receipt(at) WHERE state = 1 AND NOT closed;
