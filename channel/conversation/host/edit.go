package host

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel/directory"
)

// Edited is what Add and Edit have stored, and what the platform answered.
type Edited struct {
	Record directory.Record // with its new revision and its secrets
	// Subscription has the findings of the platform. It is zero if the platform was not told: there
	// is no Config.BaseURL, the channel is not active, nothing changed that the platform must know,
	// or it cannot be told by a call.
	Subscription directory.Subscription
}

// Edit changes the record of a channel while the host works: a second Page, new credentials, other
// hours, another state. change gets the present record; it may be called again if another edit came
// first. Edit checks the record, stores it (Config.RecordStore), puts it to use and calls Changed.
// Former credentials stay valid for directory.Options.Overlap. If the connection changed and there
// is a Config.BaseURL, Edit also tells the platform.
//
// Errors match directory.ErrNotFound, ErrTaken or ErrStale, or are complaints
// (channel.FieldErrors). In each of these cases nothing is changed, unless Edited.Record.ID is set.
// If that is set in spite of an error, the record is stored, whatever the error matches, and the
// error says what is missing: call Edit again. Or call Load with the record, which makes up for
// what this node lacks, and then directory.Directory.Subscribe, which tells the platform. See
// decision 411.
func (h *Host) Edit(ctx context.Context, id string, change func(r *directory.Record)) (Edited, error) {
	for {
		e, err := h.Directory.Fetch(ctx, id)
		if err != nil {
			return Edited{}, err
		}
		former := e.Record()
		r := former.Clone()
		change(&r)
		r, err = h.save(ctx, r)
		if h.outpaced(err, e) {
			continue
		}
		if err != nil {
			return Edited{Record: r}, err
		}
		return h.use(ctx, r, connectionChanged(former, r))
	}
}

// outpaced reports whether an edit of e failed because another one of this node came first.
func (h *Host) outpaced(err error, e directory.Entry) bool {
	now, ok := h.Directory.Find(e.ID())
	return errors.Is(err, directory.ErrStale) && ok && now.Rev() != e.Rev()
}

// Revoke drops every former credential of a channel at once: for one that was disclosed, after Edit
// has replaced it. It stores the record (Config.RecordStore), puts it to use, and returns it; the
// platform need not be told. Calls that are still signed with a former credential are refused.
//
// Without a RecordStore the caller must store the record: if it does not, a restart brings the
// former credentials back. If the channel has its credentials from a connector, the RecordStore
// revokes them for all channels of the connector; without a RecordStore, see
// directory.Directory.Revoke.
//
// Errors match directory.ErrNotFound or ErrStale, or are complaints (channel.FieldErrors). In each
// of these cases nothing is changed, unless the ID of the record is set: then the record is stored,
// and this node does not have it yet. Call Load with it.
func (h *Host) Revoke(ctx context.Context, id string) (directory.Record, error) {
	if h.cfg.RecordStore == nil {
		return h.Directory.Revoke(ctx, id)
	}
	for {
		e, err := h.Directory.Fetch(ctx, id)
		if err != nil {
			return directory.Record{}, err
		}
		r, err := h.cfg.RecordStore.Revoke(ctx, id, e.Rev())
		if h.outpaced(err, e) {
			continue
		}
		if err != nil {
			return directory.Record{}, err
		}
		return r, h.Directory.Load(ctx, r)
	}
}

// Add adds a new channel while the host works. As Edit does, it checks and stores the record, puts
// it to use, calls Changed and tells the platform. If Edited.Record.ID is not empty in spite of an
// error, the record is stored: do not call Add again, but Edit.
func (h *Host) Add(ctx context.Context, r directory.Record) (Edited, error) {
	r, err := h.add(ctx, r)
	if err != nil {
		return Edited{Record: r}, err
	}
	return h.use(ctx, r, true)
}

// Load takes records that another process has stored, and calls Changed for each. Records that
// cannot be taken are left out, and the error joins the reasons.
func (h *Host) Load(ctx context.Context, records ...directory.Record) error {
	errs := []error{h.Directory.Load(ctx, records...)}
	for _, r := range records {
		if _, ok := h.Directory.Find(r.ID); ok {
			errs = append(errs, h.Changed(ctx, r.ID))
		}
	}
	return errors.Join(errs...)
}

// add stores a new record and puts it into the directory. If only the second fails, it returns the
// record with the error.
func (h *Host) add(ctx context.Context, r directory.Record) (directory.Record, error) {
	if h.cfg.RecordStore == nil {
		if err := h.check(ctx, r); err != nil {
			return directory.Record{}, err
		}
		return h.Directory.Add(ctx, r)
	}
	saved, err := h.cfg.RecordStore.Add(ctx, r)
	if err != nil {
		return directory.Record{}, err
	}
	return saved, h.Directory.Load(ctx, saved)
}

// save stores an edited record and puts it into the directory.
func (h *Host) save(ctx context.Context, r directory.Record) (directory.Record, error) {
	if h.cfg.RecordStore == nil {
		if err := h.check(ctx, r); err != nil {
			return directory.Record{}, err
		}
		return h.Directory.Replace(ctx, r)
	}
	saved, err := h.cfg.RecordStore.Save(ctx, r)
	if err != nil {
		return directory.Record{}, err
	}
	return saved[0], h.Directory.Load(ctx, saved...)
}

// check checks an active record. A draft may be incomplete.
func (h *Host) check(ctx context.Context, r directory.Record) error {
	if r.State != directory.Active {
		return nil
	}
	report, err := h.Directory.Check(ctx, r)
	if err != nil {
		return err
	}
	return report.Err()
}

// use makes conversations follow a record that is in the directory, and tells the platform.
func (h *Host) use(ctx context.Context, r directory.Record, tell bool) (Edited, error) {
	out := Edited{Record: r}
	err := h.Changed(ctx, r.ID)
	if h.cfg.BaseURL == "" || r.State != directory.Active || !tell {
		return out, err
	}
	sub, failed := h.Directory.Subscribe(ctx, r.ID, h.cfg.BaseURL)
	switch {
	case failed == nil:
		out.Subscription = sub
	case !errors.Is(failed, errors.ErrUnsupported):
		err = errors.Join(err, fmt.Errorf("host: the record is in use, and the platform does not know yet: %w", failed))
	}
	return out, err
}

// connectionChanged reports whether two revisions differ in what the platform must know.
func connectionChanged(former, now directory.Record) bool {
	return slices.ContainsFunc(directory.Diff(former, now), func(c directory.Change) bool {
		first, _, _ := strings.Cut(c.Field, ".")
		first, _, _ = strings.Cut(first, "[")
		return slices.Contains([]string{"certificates", "connector", "pages", "path", "secrets", "settings", "state"}, first)
	})
}

// Changed tells the host that a record was added, replaced, moved or loaded while it works, other
// than by Add, Edit or Load. If the channel is active, the events that were kept aside for it are
// applied. Its open conversations follow the new rules at once, and its queues are looked at.
// Without Changed, a conversation follows the new rules only when something happens in it.
func (h *Host) Changed(ctx context.Context, channelID string) error {
	e, err := h.Directory.Fetch(ctx, channelID)
	if err != nil {
		return err
	}
	if e.State() == directory.Active {
		if _, err := h.Service.Release(ctx, channelID); err != nil {
			return err
		}
	}
	if err := h.Service.Wake(ctx, channelID); err != nil {
		return err
	}
	h.Router(e.Tenant()).Resync()
	return nil
}
