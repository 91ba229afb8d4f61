package store

import "time"

// A Stage says which agents a queue asks once a customer has waited for some time.
type Stage struct {
	After time.Duration // 0: at once
	Level uint8         // agents of this level at least; 0: all who serve the queue
}

// Stages returns the stages of a queue, that of the shortest wait first. Without any, the queue
// asks all who serve it at once.
func (t *Tx) Stages(queue string) ([]Stage, error) {
	return all(t, func(row func(...any) error) (s Stage, err error) {
		var after int64
		err = row(&after, &s.Level)
		s.After = time.Duration(after) * time.Second
		return s, err
	}, `SELECT after, level FROM stage WHERE queue = ? ORDER BY after`, queue)
}

// SetStages stores the stages of a queue in place of the former ones. Waits count in whole seconds.
func (t *Tx) SetStages(queue string, stages ...Stage) error {
	if _, err := t.exec(`DELETE FROM stage WHERE queue = ?`, queue); err != nil {
		return err
	}
	for _, s := range stages {
		if _, err := t.exec(`INSERT INTO stage(queue, after, level) VALUES(?, ?, ?)`, queue, int64(s.After/time.Second), s.Level); err != nil {
			return err
		}
	}
	return nil
}

// Rooms returns how many conversations of one platform a person takes at one time. A platform that
// is missing is limited by Person.Room alone.
func (t *Tx) Rooms(person string) (map[string]int, error) {
	list, err := all(t, scanTally, `SELECT platform, most FROM room WHERE person = ?`, person)
	rooms := make(map[string]int, len(list))
	for _, r := range list {
		rooms[r.Name] = r.N
	}
	return rooms, err
}

// SetRooms stores them in place of the former ones.
func (t *Tx) SetRooms(person string, rooms map[string]int) error {
	if _, err := t.exec(`DELETE FROM room WHERE person = ?`, person); err != nil {
		return err
	}
	for platform, most := range rooms {
		if _, err := t.exec(`INSERT INTO room(person, platform, most) VALUES(?, ?, ?)`, person, platform, most); err != nil {
			return err
		}
	}
	return nil
}

// Loads is Load by platform.
func (t *Tx) Loads(agent string) (map[string]int, error) {
	list, err := all(t, scanTally, `SELECT substr(thread, 1, instr(thread, '/') - 1) AS platform, count(*) FROM (
			SELECT thread FROM conversation WHERE agent = ?1 AND phase IN ('agent', 'hold') UNION ALL SELECT thread FROM offer WHERE agent = ?1
			UNION ALL SELECT thread FROM helper WHERE agent = ?1 AND place UNION ALL SELECT thread FROM wrap WHERE agent = ?1
		) AS taken GROUP BY platform ORDER BY platform`, agent)
	loads := make(map[string]int, len(list))
	for _, l := range list {
		loads[l.Name] = l.N
	}
	return loads, err
}
