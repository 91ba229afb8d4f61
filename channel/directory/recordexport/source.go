package recordexport

import (
	"context"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/export"
)

// Source is the records of a directory for export.Run, sorted by ID: those of a tenant, or of all
// tenants if tenant is empty. The list of IDs is frozen now; each record is written as it is when
// the export comes to it, and one that was removed meanwhile is a row that is gone. A task that is
// to be resumed by another process needs the IDs stored with it: see export.Frozen.
func Source(d *directory.Directory, tenant string) export.Source[directory.Record] {
	var ids []string
	for e := range d.All() {
		if tenant == "" || e.Tenant() == tenant {
			ids = append(ids, e.ID())
		}
	}
	return export.Frozen(ids, func(_ context.Context, ids []string) (map[string]directory.Record, error) {
		records := make(map[string]directory.Record, len(ids))
		for _, id := range ids {
			if e, ok := d.Find(id); ok {
				records[id] = e.Record()
			}
		}
		return records, nil
	})
}
