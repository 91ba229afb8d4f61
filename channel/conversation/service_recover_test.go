package conversation_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session"
)

// A customer answers while the host is down for longer than the customer may be silent. A host that
// recovers hears the answer and keeps the session; one that only runs ends it.
func TestRecover(t *testing.T) {
	for _, tt := range []struct {
		name  string
		since func(down time.Time) time.Time
		want  session.Phase
	}{
		{"recovered", func(down time.Time) time.Time { return down }, session.PhaseRobot},
		{"not known when the outage began", func(time.Time) time.Time { return time.Time{} }, session.PhaseClosed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx := t.Context()
				d, platform, entry := deskDirectory(directory.Active)
				s := newService(t, conversation.Config{Store: conversation.NewMemory(conversation.MemoryConfig{}), Directory: d})
				e := hello(platform, "1", time.Now())
				require.NoError(t, s.Receive(ctx, []directory.Routed{{Event: e, Owner: entry}}))
				_, err := s.Say(ctx, e.Thread, "robot/1", conversation.Said{Messages: []channel.Message{{Text: "Which parcel?"}}})
				require.NoError(t, err)
				require.NoError(t, s.DeliverThread(ctx, e.Thread))
				down := time.Now()
				time.Sleep(10 * time.Minute)
				platform.Webhook(channel.Event{Thread: e.Thread, Body: channel.Message{Text: "number 7"}}) // lost, and in the history
				time.Sleep(2 * time.Hour)

				require.NoError(t, s.Recover(ctx, tt.since(down)))
				require.NoError(t, s.Sweep(ctx))
				v, err := s.Look(ctx, e.Thread)
				require.NoError(t, err)
				if v.Row.State.Phase != tt.want {
					t.Errorf("the session is in phase %v, want %v", v.Row.State.Phase, tt.want)
				}
				if asked := len(v.Calls); tt.want == session.PhaseRobot && asked == 0 {
					t.Error("the robot is not asked about what the customer wrote in the outage")
				}
			})
		})
	}
}

func TestRecoverNeedsADirectory(t *testing.T) {
	s := newService(t, config(t, conversation.NewMemory(conversation.MemoryConfig{}), new(recorder)))
	if err := s.Recover(t.Context(), nine); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("Recover without a directory: %v", err)
	}
}
