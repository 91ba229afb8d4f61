package whatsapp_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/examples/whatsapp"
	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
	"github.com/contactkit/contactkit/session"
)

// talk is a host that keeps conversations in package conversation.
type talk struct {
	*world
	service *conversation.Service
}

func newTalk(t *testing.T) *talk {
	t.Helper()
	w := newWorld(t, whatsapptest.Config{Now: time.Now}, func(c *whatsapp.Config) { c.Now, c.LinkNumbers = time.Now, true })
	policy := &session.Policy{Config: session.DefaultConfig()}
	policy.Mode = session.AgentOnly
	s, err := conversation.New(conversation.Config{
		Store: conversation.NewMemory(conversation.MemoryConfig{}), Sender: w.ch,
		Rules: func(context.Context, string, channel.Thread) (conversation.Rules, error) {
			return conversation.Rules{Policy: policy}, nil
		},
	})
	require.NoError(t, err)
	k := &talk{w, s}
	w.Hook(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		call, err := channel.ReadWebhook(r)
		require.NoError(t, err)
		got, err := w.ch.Receive(call)
		require.NoError(t, err)
		routed := make([]directory.Routed, len(got.Events))
		for i, e := range got.Events {
			routed[i].Event = e
		}
		require.NoError(t, s.Receive(r.Context(), routed))
		got.Reply.ServeHTTP(rw, r)
	}))
	return k
}

// begin lets a person ask and an agent take the conversation and answer, and returns the key of the
// answer.
func (k *talk) begin(t *testing.T) (key string) {
	t.Helper()
	k.Meet(whatsapptest.Person{UserID: userID, Number: phone})
	k.Say(userID, "Hello")
	require.NoError(t, k.Flush(t.Context()))
	_, err := k.service.Do(t.Context(), thread(userID), session.Event{Kind: session.TransferRequested, ID: "1", Agent: "eve", To: session.Agent, Target: "eve", Force: true})
	require.NoError(t, err)
	r, err := k.service.Say(t.Context(), thread(userID), "2", conversation.Said{Agent: "eve", Messages: []channel.Message{{Text: "Good morning."}}})
	require.NoError(t, err)
	require.Len(t, r.Delivered, 1)
	return r.Delivered[0].Key
}

// open returns the receipts of the thread that still wait for their end.
func (k *talk) open(t *testing.T) []dispatch.Receipt {
	t.Helper()
	v, err := k.service.Look(t.Context(), thread(userID))
	require.NoError(t, err)
	return v.Receipts
}

// WhatsApp sends no echoes: each status finds the receipt of a message whose answer was lost by its
// Ref, and a failure finds the receipt of a message that was sent and closed by its id.
func TestStatusesReachTheirReceipt(t *testing.T) {
	for name, tt := range map[string]struct {
		lost   bool // the answer to the call
		status func(k *talk, id string)
		want   bool // whether the receipt is sent and closed; otherwise the conversation is the agent's again
	}{
		"delivered after a lost answer": {true, func(k *talk, _ string) { k.Reach(userID) }, true},
		"read after a lost answer":      {true, func(k *talk, _ string) { k.world.Read(userID) }, true},
		"failed after a lost answer":    {true, func(k *talk, id string) { k.Lose(userID, id, 131026, "undeliverable") }, false},
		"failed after it was accepted":  {false, func(k *talk, id string) { k.Lose(userID, id, 131026, "undeliverable") }, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				k := newTalk(t)
				key := k.begin(t)
				if tt.lost {
					k.Fail(standin.LoseAnswer().On("/messages"), 1)
				}
				require.NoError(t, k.service.DeliverThread(t.Context(), thread(userID)))
				before := k.open(t)
				if tt.lost && (len(before) != 1 || before[0].Key != key || before[0].Status() != dispatch.Uncertain) || !tt.lost && len(before) != 0 {
					t.Fatalf("before the status: %+v", before)
				}
				tt.status(k, k.Sent()[0].ID)
				require.NoError(t, k.Flush(t.Context()))
				if open := k.open(t); len(open) != 0 {
					t.Errorf("open after the status: %+v", open)
				}
				v, err := k.service.Look(t.Context(), thread(userID))
				require.NoError(t, err)
				owes := session.Agent
				if tt.want {
					owes = session.Contact
				}
				if diff := cmp.Diff(owes, v.Row.State.Owes); diff != "" {
					t.Errorf("the turn is with (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// A message to a phone number has its receipt in the thread of the number, and its statuses come in
// that of the user id: with LinkNumbers the receipt moves there first.
func TestStatusOfAMessageToANumber(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newTalk(t)
		k.Meet(whatsapptest.Person{UserID: userID, Number: phone})
		to := thread(phone)
		hello := channel.Message{Native: whatsapp.Native(whatsapp.Options{Template: &whatsapp.Template{Name: "hello_world", Language: "en_US"}})}
		_, err := k.service.Do(t.Context(), to, session.Event{Kind: session.TransferRequested, ID: "1", Agent: "eve", To: session.Agent, Target: "eve", Force: true})
		require.NoError(t, err)
		_, err = k.service.Say(t.Context(), to, "2", conversation.Said{Agent: "eve", Messages: []channel.Message{hello}})
		require.NoError(t, err)
		k.Fail(standin.LoseAnswer().On("/messages"), 1)
		require.NoError(t, k.service.DeliverThread(t.Context(), to))
		v, err := k.service.Look(t.Context(), to)
		require.NoError(t, err)
		if len(v.Receipts) != 1 || v.Receipts[0].Status() != dispatch.Uncertain {
			t.Fatalf("before the status: %+v", v.Receipts)
		}
		k.Reach(userID)
		require.NoError(t, k.Flush(t.Context()))
		v, err = k.service.Look(t.Context(), to)
		require.NoError(t, err)
		if len(v.Receipts)+len(k.open(t)) != 0 {
			t.Errorf("after the status: %+v of the number, %+v of the user id", v.Receipts, k.open(t))
		}
	})
}
