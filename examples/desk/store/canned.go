package store

// A Canned is a text that agents use again.
type Canned struct {
	Seq   int64
	Owner string // a person; empty: everybody's
	Name  string
	Text  string
}

func scanCanned(row func(...any) error) (c Canned, err error) {
	err = row(&c.Seq, &c.Owner, &c.Name, &c.Text)
	return c, err
}

// Canned returns the texts of everybody and those of one person, by name.
func (t *Tx) Canned(person string) ([]Canned, error) {
	return all(t, scanCanned, `SELECT seq, owner, name, text FROM canned WHERE owner IN ('', ?) ORDER BY name, owner LIMIT 1000`, person)
}

// PutCanned stores a text. One with the same owner and name is replaced.
func (t *Tx) PutCanned(c Canned) error {
	_, err := t.exec(`INSERT INTO canned(owner, name, text) VALUES(?, ?, ?) ON CONFLICT(owner, name) DO UPDATE SET text = excluded.text`, c.Owner, c.Name, c.Text)
	return err
}

// DropCanned deletes a text of an owner.
func (t *Tx) DropCanned(seq int64, owner string) error {
	_, err := t.exec(`DELETE FROM canned WHERE seq = ? AND owner = ?`, seq, owner)
	return err
}
