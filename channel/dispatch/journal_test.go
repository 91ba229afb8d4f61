package dispatch_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// journal keeps entries as a host's database would.
type journal struct {
	mu      sync.Mutex
	entries []dispatch.Entry
	fail    func(e dispatch.Entry) error // nil: never
	told    func(e dispatch.Entry)       // before an entry is stored
}

func newJournal() *journal { return &journal{} }

func (j *journal) Note(_ context.Context, e dispatch.Entry) error {
	if j.told != nil {
		j.told(e)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.fail != nil {
		if err := j.fail(e); err != nil {
			return err
		}
	}
	j.entries = append(j.entries, e)
	return nil
}

func (j *journal) all() []dispatch.Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.entries)
}

// receipt is what the journal knows of a receipt.
func (j *journal) receipt(r dispatch.Receipt) dispatch.Receipt {
	for _, e := range j.all() {
		r = r.Apply(e)
	}
	return r
}

// A node that read a receipt while its part was begun finds it begun later, although the call has
// ended meanwhile: a part that surely did not arrive stays unsent.
func TestFoundBegunTooLate(t *testing.T) {
	begun := dispatch.Entry{Key: "k", Try: 1, Status: dispatch.Begun, Token: "a", At: noon}
	unsent, found := begun, begun
	unsent.Status, found.Status = dispatch.Unsent, dispatch.Uncertain
	r := receipt(dispatch.Unsent).Apply(begun).Apply(unsent).Apply(found)
	if got := r.Parts[0]; got.Status != dispatch.Unsent || got.Try != 1 {
		t.Errorf("after the call: %+v", got)
	}
	if got := receipt(dispatch.Unsent).Apply(begun).Apply(found).Parts[0]; got.Status != dispatch.Uncertain {
		t.Errorf("without the call's end: %+v", got)
	}
}

// An entry counts by what is known of the part already.
func TestApply(t *testing.T) {
	for _, test := range []struct {
		name  string
		old   dispatch.Part
		entry dispatch.Entry
		want  dispatch.Status
	}{
		{"a call that is cancelled under way, and did not arrive", dispatch.Part{Status: dispatch.Begun, Try: 1, Reason: dispatch.ReasonCancelled}, dispatch.Entry{Try: 1, Status: dispatch.Unsent}, dispatch.Cancelled},
		{"a call that is cancelled under way, and arrived", dispatch.Part{Status: dispatch.Begun, Try: 1, Reason: dispatch.ReasonCancelled}, dispatch.Entry{Try: 1, Status: dispatch.Sent}, dispatch.Sent},
		{"a call that did not arrive, which is tried again", dispatch.Part{Status: dispatch.Begun, Try: 1}, dispatch.Entry{Try: 1, Status: dispatch.Unsent}, dispatch.Unsent},
		{"an older call", dispatch.Part{Status: dispatch.Begun, Try: 2}, dispatch.Entry{Try: 1, Status: dispatch.Unsent}, dispatch.Begun},
		{"a part that was cancelled, and began elsewhere", dispatch.Part{Status: dispatch.Cancelled}, dispatch.Entry{Try: 1, Status: dispatch.Begun}, dispatch.Cancelled},
		{"a part that was cancelled, and arrived", dispatch.Part{Status: dispatch.Cancelled, Try: 1}, dispatch.Entry{Try: 1, Status: dispatch.Sent}, dispatch.Sent},
		{"a part that was dropped, and is unsent", dispatch.Part{Status: dispatch.Dropped, Try: 1}, dispatch.Entry{Try: 1, Status: dispatch.Unsent}, dispatch.Dropped},
		{"a part that was dropped, and arrived", dispatch.Part{Status: dispatch.Dropped, Try: 1}, dispatch.Entry{Try: 1, Status: dispatch.Sent}, dispatch.Sent},
		{"another node's call of the same try did not arrive", dispatch.Part{Status: dispatch.Begun, Try: 1, Token: "a"}, dispatch.Entry{Try: 1, Status: dispatch.Unsent, Token: "b"}, dispatch.Begun},
		{"another node's call of the same try arrived", dispatch.Part{Status: dispatch.Begun, Try: 1, Token: "a"}, dispatch.Entry{Try: 1, Status: dispatch.Sent, Token: "b"}, dispatch.Sent},
		{"a later try", dispatch.Part{Status: dispatch.Unsent, Try: 1, Token: "a"}, dispatch.Entry{Try: 2, Status: dispatch.Begun, Token: "b"}, dispatch.Begun},
	} {
		r := dispatch.Receipt{Key: "k", Parts: []dispatch.Part{test.old}}
		test.entry.Key = "k"
		if got := r.Apply(test.entry).Parts[0].Status; got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// Whatever the order in which entries of the journal and an echo are applied, and however often,
// what was sent stays sent and the last try decides.
func TestApplyInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var entries []dispatch.Entry
		tries := rapid.IntRange(1, 4).Draw(t, "tries")
		last := rapid.SampledFrom([]dispatch.Status{dispatch.Begun, dispatch.Unsent, dispatch.Uncertain, dispatch.Sent, dispatch.Failed, dispatch.Dropped}).Draw(t, "last")
		for try := 1; try <= tries; try++ {
			begin := dispatch.Entry{Key: "k", Try: try, Status: dispatch.Begun, At: noon.Add(time.Duration(try) * time.Minute)}
			entries = append(entries, begin)
			end := begin
			end.Status, end.At = dispatch.Unsent, begin.At.Add(time.Second)
			if try == tries {
				end.Status = last
				if last == dispatch.Sent {
					end.IDs = []string{"m1"}
				}
			}
			if end.Status != dispatch.Begun {
				entries = append(entries, end)
			}
		}
		inOrder := receipt(dispatch.Unsent)
		for _, e := range entries {
			inOrder = inOrder.Apply(e)
		}
		if inOrder.Parts[0].Status != last || inOrder.Parts[0].Try != tries {
			t.Fatalf("in order: %+v", inOrder.Parts[0])
		}
		// In any order from the first of the last try on, doubled, with entries of others in
		// between.
		mixed := inOrder
		for range rapid.IntRange(0, 10).Draw(t, "more") {
			mixed = mixed.Apply(rapid.SampledFrom(entries).Draw(t, "again"))
			mixed = mixed.Apply(dispatch.Entry{Key: "another", Try: 9, Status: dispatch.Failed})
			mixed = mixed.Apply(dispatch.Entry{Key: "k", Part: 7, Try: 9, Status: dispatch.Failed})
		}
		if diff := cmp.Diff(inOrder, mixed); diff != "" {
			t.Fatalf("applied again (-once +again):\n%s", diff)
		}
		if settled, ok := inOrder.Settle(channel.Event{Thread: thread("a"), Body: channel.Message{ID: "m1", Ref: "ref.1"}}); ok {
			for _, e := range entries {
				settled = settled.Apply(e)
			}
			if settled.Status() != dispatch.Sent {
				t.Fatalf("settled, then told again: %q", settled.Status())
			}
		}
	})
}

// A part that an echo has settled stays sent, also when a node that does not know it yet has tried
// again.
func TestWhatIsSentStaysSent(t *testing.T) {
	r := receipt(dispatch.Unsent)
	r, ok := r.Settle(channel.Event{Thread: thread("a"), Body: channel.Message{ID: "m1", Ref: "ref.1"}})
	if !ok {
		t.Fatal("not settled")
	}
	for _, state := range []dispatch.Status{dispatch.Begun, dispatch.Unsent, dispatch.Uncertain, dispatch.Failed} {
		if got := r.Apply(dispatch.Entry{Key: "k", Try: 2, Status: state, At: noon}); cmp.Diff(r, got) != "" {
			t.Errorf("after a second try that is %q: %+v", state, got.Parts[0])
		}
	}
}
