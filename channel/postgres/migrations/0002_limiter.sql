-- contactkit_acquire takes the permits of all limits or of none. It returns a grant, or how many µs to wait for which
-- bucket. The limits come from wide to narrow, and their rows are locked in that order.
CREATE FUNCTION contactkit_acquire(buckets text[], ns int[], pers bigint[], costs int[], gaps bigint[], bursts int[], hold bigint,
	OUT grant_id bigint, OUT wait bigint, OUT bucket text) LANGUAGE plpgsql AS $$
DECLARE
	now_   timestamptz;
	nexts  timestamptz[];
	next_  timestamptz;
	gate   contactkit_bucket%ROWTYPE;
	taken  RECORD;
	lack   bigint;
	free   timestamptz; -- when the limit at hand takes the call
	worst  timestamptz;
BEGIN
	SET LOCAL synchronous_commit = off; -- limits that a crash forgets are only limits
	FOR i IN 1 .. cardinality(buckets) LOOP
		next_ := '-infinity';
		IF ns[i] > 0 THEN
			SELECT l.next INTO next_ FROM contactkit_limit l WHERE l.bucket = buckets[i] AND l.per = pers[i] FOR UPDATE;
			IF NOT FOUND THEN
				INSERT INTO contactkit_limit(bucket, per) VALUES (buckets[i], pers[i]) ON CONFLICT DO NOTHING;
				SELECT l.next INTO next_ FROM contactkit_limit l WHERE l.bucket = buckets[i] AND l.per = pers[i] FOR UPDATE;
			END IF;
		END IF;
		nexts[i] := next_;
	END LOOP;
	now_ := contactkit_clock();
	worst := now_;
	FOR i IN 1 .. cardinality(buckets) LOOP
		free := now_;
		SELECT * INTO gate FROM contactkit_bucket b WHERE b.bucket = buckets[i];
		IF FOUND THEN
			free := greatest(free, gate.paused);
			IF gate.remaining < 1 THEN
				free := greatest(free, gate.until);
			END IF;
		END IF;
		IF ns[i] > 0 THEN
			free := greatest(free, nexts[i]);
			SELECT coalesce(sum(p.cost), 0) + costs[i] - ns[i] INTO lack FROM contactkit_permit p
				WHERE p.bucket = buckets[i] AND p.per = pers[i] AND p.back > now_;
			IF lack > 0 THEN
				FOR taken IN SELECT p.cost, p.back, p.held FROM contactkit_permit p
					WHERE p.bucket = buckets[i] AND p.per = pers[i] AND p.back > now_ ORDER BY p.back
				LOOP
					EXIT WHEN lack <= 0;
					-- A permit in use may be returned at any moment: ask again soon.
					IF taken.held THEN
						free := greatest(free, least(taken.back, now_ + contactkit_us(pers[i] / 4)));
					ELSE
						free := greatest(free, taken.back);
					END IF;
					lack := lack - taken.cost;
				END LOOP;
			END IF;
		END IF;
		IF free > worst THEN
			worst := free;
			bucket := buckets[i];
		END IF;
	END LOOP;
	grant_id := 0;
	wait := ceil(extract(epoch FROM worst - now_) * 1000000);
	IF worst > now_ THEN
		RETURN;
	END IF;
	bucket := '';
	grant_id := nextval('contactkit_grant');
	FOR i IN 1 .. cardinality(buckets) LOOP
		IF i = 1 OR buckets[i - 1] <> buckets[i] THEN
			UPDATE contactkit_bucket b SET remaining = b.remaining - 1 WHERE b.bucket = buckets[i] AND b.until > now_;
		END IF;
		IF ns[i] > 0 THEN
			DELETE FROM contactkit_permit p WHERE p.bucket = buckets[i] AND p.per = pers[i] AND p.back <= now_;
			IF bursts[i] > 0 THEN
				UPDATE contactkit_limit l
					SET next = greatest(nexts[i], now_ - contactkit_us((bursts[i] - 1) * gaps[i])) + contactkit_us(gaps[i])
					WHERE l.bucket = buckets[i] AND l.per = pers[i];
			END IF;
		END IF;
		-- A row of per 0 counts the calls under way in a bucket without a limit.
		INSERT INTO contactkit_permit(grant_id, bucket, per, cost, back, held)
			VALUES (contactkit_acquire.grant_id, buckets[i], pers[i], costs[i], now_ + contactkit_us(hold + pers[i]), true);
	END LOOP;
END $$;

-- contactkit_return gives a grant back: its permits of a limit come back after that limit's time. It also notes what the
-- platform said is left. A grant that is unknown or has ended changes nothing.
CREATE FUNCTION contactkit_return(g bigint, pers bigint[], afters bigint[], buckets text[], remains int[], resets bigint[])
	RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	now_  timestamptz := contactkit_clock();
	known int := 0;
	n     int;
	under int; -- calls under way that the platform's word may not count yet
BEGIN
	SET LOCAL synchronous_commit = off;
	FOR i IN 1 .. cardinality(pers) LOOP
		IF pers[i] = 0 OR afters[i] <= 0 THEN
			DELETE FROM contactkit_permit p WHERE p.grant_id = g AND p.held AND p.per = pers[i] AND p.back > now_;
		ELSE
			UPDATE contactkit_permit p SET held = false, back = now_ + contactkit_us(afters[i])
				WHERE p.grant_id = g AND p.held AND p.per = pers[i] AND p.back > now_;
		END IF;
		GET DIAGNOSTICS n = ROW_COUNT;
		known := known + n;
	END LOOP;
	IF known = 0 THEN
		RETURN;
	END IF;
	FOR i IN 1 .. cardinality(buckets) LOOP
		SELECT count(DISTINCT p.grant_id) INTO under FROM contactkit_permit p
			WHERE p.bucket = buckets[i] AND p.held AND p.back > now_ AND p.grant_id <> g;
		INSERT INTO contactkit_bucket AS b (bucket, remaining, until)
			VALUES (buckets[i], remains[i] - under, now_ + contactkit_us(resets[i]))
			ON CONFLICT (bucket) DO UPDATE SET remaining = excluded.remaining, until = excluded.until
				WHERE b.until <= now_ OR excluded.remaining < b.remaining;
	END LOOP;
END $$;
