-- Until when the platform takes what an agent writes; 0: without end, or the contact was never heard.
ALTER TABLE conversation_thread ADD COLUMN answer INTEGER NOT NULL DEFAULT 0;
UPDATE conversation_thread SET answer = CAST(strftime('%s', json_extract(data, '$.answerUntil')) AS INTEGER) * 1000000
	WHERE json_extract(data, '$.answerUntil') IS NOT NULL;
CREATE INDEX conversation_thread_answer ON conversation_thread(answer) WHERE phase > 0 AND answer > 0;
