package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/erase"
)

// ThreadsOf returns the threads of which everything is a contact's: conversations, and posts and
// comments with the answers to them.
func (t *Tx) ThreadsOf(p erase.Plan) (list []channel.Thread, err error) {
	like := p.Request.Platform + "/%"
	keys, err := all(t, value[string], `SELECT thread FROM conversation WHERE thread LIKE ?1 UNION SELECT thread FROM conversation_thread WHERE thread LIKE ?1
		UNION SELECT thread FROM conversation_input WHERE thread LIKE ?1 UNION SELECT thread FROM post WHERE thread LIKE ?1`, like)
	if err != nil {
		return nil, err
	}
	var wrote []string
	for _, id := range p.Request.IDs {
		its, err := all(t, value[string], `SELECT DISTINCT thread FROM post WHERE thread LIKE ? AND contact != '' AND contact = ?`, like, id)
		if err != nil {
			return nil, err
		}
		wrote = append(wrote, its...)
	}
	for _, key := range keys {
		thread, err := channel.ParseThread(key)
		if err != nil {
			return nil, err
		}
		own := slices.Contains(wrote, key) && (len(p.Request.Accounts) == 0 || slices.Contains(p.Request.Accounts, thread.Account))
		if own || p.Thread(thread) {
			list = append(list, thread)
		}
	}
	return list, nil
}

// Traces counts what is stored of a contact's threads, by the kinds of a plan. InGroups counts what
// the contact said in threads of others, such as groups. Seen counts ids that are no hashes.
func (t *Tx) Traces(p erase.Plan, threads []channel.Thread) (found map[erase.Data]int, inGroups int, err error) {
	found = make(map[erase.Data]int)
	for _, thread := range threads {
		key := thread.Key()
		for _, q := range []struct {
			what  erase.Data
			query string
		}{
			{erase.Sending, `SELECT count(*) FROM conversation_receipt WHERE thread = ? AND NOT closed`},
			{erase.Sessions, `SELECT (SELECT count(*) FROM conversation WHERE thread = ?1) + (SELECT count(*) FROM conversation_thread WHERE thread = ?1) + (SELECT count(*) FROM conversation_call WHERE thread = ?1)
				+ (SELECT count(*) FROM waiting WHERE thread = ?1) + (SELECT count(*) FROM offer WHERE thread = ?1) + (SELECT count(*) FROM wrap WHERE thread = ?1) + (SELECT count(*) FROM task WHERE thread = ?1)
				+ (SELECT count(*) FROM episode WHERE thread = ?1)`},
			{erase.Events, `SELECT (SELECT count(*) FROM conversation_input WHERE thread = ?1) + (SELECT count(*) FROM message WHERE thread = ?1) + (SELECT count(*) FROM post WHERE thread = ?1)`},
			{erase.Receipts, `SELECT count(*) FROM conversation_receipt WHERE thread = ?`},
			{erase.Media, `SELECT (SELECT count(*) FROM file WHERE message IN (SELECT seq FROM message WHERE thread = ?1)) + (SELECT count(*) FROM picture WHERE thread = ?1)`},
			{erase.Profiles, `SELECT (SELECT count(*) FROM conversation WHERE thread = ?1 AND name != '') + (SELECT count(*) FROM label WHERE thread = ?1)
				+ (SELECT count(*) FROM attribute WHERE thread = ?1) + (SELECT count(*) FROM same WHERE thread = ?1)`},
			{erase.Indexes, `SELECT (SELECT count(*) FROM span WHERE thread = ?1) + (SELECT count(*) FROM name WHERE thread = ?1)`},
			{erase.Seen, `SELECT count(*) FROM conversation_input WHERE thread = ?`},
		} {
			n, err := one(t, value[int], q.query, key)
			if err != nil {
				return nil, 0, err
			}
			found[q.what] += n
		}
	}
	said, err := t.inGroups(p, threads)
	return found, len(said), err
}

// inGroups returns what a contact said in threads of others.
func (t *Tx) inGroups(p erase.Plan, own []channel.Thread) (said []conversation.Input, err error) {
	var data []string
	for _, id := range p.Request.IDs {
		quoted, err := json.Marshal(id)
		if err != nil {
			return nil, err
		}
		its, err := all(t, value[string], `SELECT data FROM conversation_input WHERE thread LIKE ? AND instr(CAST(data AS text), ?) > 0`,
			p.Request.Platform+"/%", string(quoted))
		if err != nil {
			return nil, err
		}
		data = append(data, its...)
	}
	slices.Sort(data) // one may name several of the ids
	for _, d := range slices.Compact(data) {
		var in conversation.Input
		if err := json.Unmarshal([]byte(d), &in); err != nil {
			return nil, err
		}
		if in.Of(p) && !slices.Contains(own, in.Thread) {
			said = append(said, in)
		}
	}
	return said, nil
}

// EraseInGroups deletes the desk's own rows of what a contact said in threads of others. It returns
// these threads, and the ids of the files whose bytes the caller removes. It reads the inputs, so
// call it before those are erased.
func (t *Tx) EraseInGroups(p erase.Plan, own []channel.Thread) (threads []channel.Thread, files []string, err error) {
	said, err := t.inGroups(p, own)
	if err != nil {
		return nil, nil, err
	}
	for _, in := range said {
		if !slices.Contains(threads, in.Thread) {
			threads = append(threads, in.Thread)
		}
		seq, err := one(t, value[int64], `SELECT seq FROM message WHERE key = ?`, in.ID)
		if errors.Is(err, ErrNotFound) {
			continue // nothing that a line shows
		}
		if err != nil {
			return nil, nil, err
		}
		its, err := all(t, value[string], `SELECT id FROM file WHERE message = ?`, seq)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, its...)
		for _, statement := range []string{
			`UPDATE conversation SET summary = '', side = '' WHERE thread = (SELECT thread FROM message WHERE seq = ?1) AND last = (SELECT at FROM message WHERE seq = ?1)`,
			`DELETE FROM file WHERE message = ?1`,
			`DELETE FROM name WHERE message = ?1`,
			`DELETE FROM message WHERE seq = ?1`,
		} {
			if _, err := t.exec(statement, seq); err != nil {
				return nil, nil, err
			}
		}
	}
	return threads, files, nil
}

// MessagesInGroups returns the numbers of what a contact said in threads of others.
func (t *Tx) MessagesInGroups(p erase.Plan, own []channel.Thread) (seqs []int64, err error) {
	said, err := t.inGroups(p, own)
	if err != nil {
		return nil, err
	}
	for _, in := range said {
		its, err := all(t, value[int64], `SELECT seq FROM message WHERE key = ?`, in.ID)
		if err != nil {
			return nil, err
		}
		seqs = append(seqs, its...)
	}
	return seqs, nil
}

// MessagesOf returns the numbers of a thread's messages.
func (t *Tx) MessagesOf(thread channel.Thread) ([]int64, error) {
	return all(t, value[int64], `SELECT seq FROM message WHERE thread = ?`, thread.Key())
}

// EraseThread deletes the desk's own rows of a thread, and returns the ids of the files whose bytes
// the caller removes. The rows of the conversation itself are those of Conversations.Erase.
func (t *Tx) EraseThread(thread channel.Thread) (files []string, err error) {
	key := thread.Key()
	if files, err = t.FilesOfThread(thread); err != nil {
		return nil, err
	}
	for _, statement := range []string{
		`DELETE FROM file WHERE message IN (SELECT seq FROM message WHERE thread = ?)`,
		`DELETE FROM name WHERE thread = ?`,
		`DELETE FROM message WHERE thread = ?`,
		`DELETE FROM waiting WHERE thread = ?`,
		`DELETE FROM offer WHERE thread = ?`,
		`DELETE FROM helper WHERE thread = ?`,
		`DELETE FROM wrap WHERE thread = ?`,
		`DELETE FROM task WHERE thread = ?`,
		`DELETE FROM span WHERE thread = ?`,
		`DELETE FROM post WHERE thread = ?`,
		`DELETE FROM label WHERE thread = ?`,
		`DELETE FROM attribute WHERE thread = ?`,
		`DELETE FROM same WHERE thread = ?`,
		`DELETE FROM picture WHERE thread = ?`,
		`DELETE FROM episode WHERE thread = ?`,
		`DELETE FROM conversation WHERE thread = ?`,
	} {
		if _, err := t.exec(statement, key); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// FilesOfThread returns the ids of the files of a thread, its picture among them.
func (t *Tx) FilesOfThread(thread channel.Thread) ([]string, error) {
	return all(t, value[string], `SELECT id FROM file WHERE message IN (SELECT seq FROM message WHERE thread = ?1) UNION ALL SELECT file FROM picture WHERE thread = ?1 AND file != ''`, thread.Key())
}

// FilesInGroups returns the ids of the files that a contact sent to threads of others.
func (t *Tx) FilesInGroups(p erase.Plan, own []channel.Thread) (files []string, err error) {
	said, err := t.inGroups(p, own)
	for _, in := range said {
		its, failed := all(t, value[string], `SELECT id FROM file WHERE message IN (SELECT seq FROM message WHERE key = ?)`, in.ID)
		files, err = append(files, its...), errors.Join(err, failed)
	}
	return files, err
}

// LineKey is a message's number as a key of an export: keys rise as the numbers do.
func LineKey(seq int64) string { return fmt.Sprintf("%020d", seq) }

// ExportsWith returns the exports that are about one of these messages, given by their numbers.
func (t *Tx) ExportsWith(messages []int64) (list []Export, err error) {
	if len(messages) == 0 {
		return nil, nil
	}
	ids := make(map[string]bool, len(messages))
	for _, seq := range messages {
		ids[LineKey(seq)] = true
	}
	exports, err := t.Exports(1 << 20)
	if err != nil {
		return nil, err
	}
	for _, e := range exports {
		if e.What != ExportMessages {
			continue
		}
		about, err := t.ExportIDs(e.ID)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(about, func(id string) bool { return ids[id] }) {
			list = append(list, e)
		}
	}
	return list, nil
}

// DropExport forgets an export.
func (t *Tx) DropExport(id string) error {
	_, err := t.exec(`DELETE FROM export WHERE id = ?`, id)
	return err
}
