package facebook_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

// A press on standby lacks its payload, so it must not take the place of the press itself.
func TestPressOnStandbyHasAnIDOfItsOwn(t *testing.T) {
	for name, mid := range map[string]string{"with a mid": `"mid":"m_press",`, "without": ``} {
		press := `[{` + parties + `,"postback":{` + mid + `"title":"Track"}}]`
		ids := map[string]bool{}
		for _, body := range []string{`"standby":` + press, `"messaging":` + press} {
			for _, ev := range withoutRaw(t, entryWith(body)) {
				ids[ev.ID] = true
			}
		}
		if len(ids) != 2 {
			t.Errorf("%s: a press and its copy on standby have %d IDs", name, len(ids))
		}
	}
}

// A message that comes on standby and in messaging has one ID: a host that stores by ID lets the
// event without Standby replace the copy.
func TestMessageOnStandbyKeepsItsID(t *testing.T) {
	said := `[{` + parties + `,"message":{"mid":"m_1","text":"Hello"}}]`
	kept := map[string]channel.Event{}
	for _, body := range []string{`"standby":` + said, `"messaging":` + said, `"standby":` + said} {
		for _, ev := range withoutRaw(t, entryWith(body)) {
			if old, ok := kept[ev.ID]; !ok || ev.Replaces(old) {
				kept[ev.ID] = ev
			}
		}
	}
	id := channel.EventID("facebook", pageID, "m_1")
	want := map[string]channel.Event{id: {
		ID: id, Thread: channel.Thread{Platform: "facebook", Account: pageID, Contact: personID}, From: channel.Person{ID: personID},
		Origin: channel.OriginContact, Renews: true, Time: time.UnixMilli(1795000000123).UTC(),
		Body: channel.Message{ID: "m_1", Text: "Hello", By: channel.ByCustomer},
	}}
	if diff := cmp.Diff(want, kept); diff != "" {
		t.Errorf("what a host keeps (-want +got):\n%s", diff)
	}
}
