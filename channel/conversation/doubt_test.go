package conversation_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/directorytest"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// dying is the store of a process that is killed when it notes a status: before that has an effect,
// or after it.
type dying struct {
	*conversation.Memory
	at    dispatch.Status
	after bool
	kill  context.CancelFunc
	dead  bool
}

func (d *dying) Note(ctx context.Context, e dispatch.Entry) error {
	effect := !d.dead
	if e.Status == d.at && !d.dead {
		d.dead, effect = true, d.after
		d.kill()
	}
	var err error
	if effect {
		err = d.Memory.Note(ctx, e)
	}
	if d.dead {
		return errors.New("the process is dead")
	}
	return err
}

// standIn is what the test needs of a pretended platform.
type standIn interface {
	standin.Connected
	Say(contact, text string) string
}

// Processes are killed after the platform has taken a message, and before one has reached it. The
// history of X and Facebook settles the first; a person decides about the second, and about both
// on Telegram, which tells no history.
func TestDoubtsAfterKills(t *testing.T) {
	for name, open := range map[string]func() (server standIn, driver channel.Driver, contact string){
		"X": func() (standIn, channel.Driver, string) {
			return twittertest.New(twittertest.Config{Now: time.Now}), twitter.Driver(), "2001"
		},
		"Facebook": func() (standIn, channel.Driver, string) {
			return facebooktest.New(facebooktest.Config{Now: time.Now}), facebook.Driver(), "24001"
		},
		"Telegram": func() (standIn, channel.Driver, string) {
			return telegramtest.New(telegramtest.Config{Now: time.Now}), telegram.Driver(), "7001"
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server, driver, contact := open()
				d, err := directory.New(directory.Options{Drivers: []channel.Driver{driver}, HTTP: standin.NewInternet(server).Client()})
				require.NoError(t, err)
				record := directorytest.Record(server)
				require.NoError(t, d.Load(t.Context(), record))
				entry, _ := d.Find(record.ID)
				to := channel.Thread{Platform: driver.Platform, Account: entry.Channel().Info().Accounts[0], Contact: contact}
				rows := conversation.NewMemory(conversation.MemoryConfig{})
				service := func(store conversation.Store) *conversation.Service {
					return newService(t, conversation.Config{Store: store, Directory: d, Dispatch: dispatch.Config{
						SettleWithin: time.Second, Limiter: pace.NewMemory(pace.MemoryConfig{Empty: true})}})
				}
				server.Say(contact, "hello")
				hello := channel.Event{ID: "hello", Thread: to, Origin: channel.OriginContact, Renews: true, Time: time.Now(), Body: channel.Message{ID: "hello", Text: "hello"}}
				require.NoError(t, service(rows).Receive(t.Context(), []directory.Routed{{Event: hello, Owner: entry}}))
				keys := make([]string, 2)
				for i, death := range []dying{{at: dispatch.Sent}, {at: dispatch.Begun, after: true}} {
					ctx, cancel := context.WithCancel(t.Context())
					defer cancel()
					death.Memory, death.kill = rows, cancel
					killed := service(&death)
					r, err := killed.Say(t.Context(), to, fmt.Sprint("push/", i), conversation.Said{Messages: []channel.Message{{Text: fmt.Sprint("number ", i)}}})
					require.NoError(t, err)
					keys[i] = r.Delivered[0].Key
					if err := killed.DeliverThread(ctx, to); err == nil || !death.dead {
						t.Fatalf("the process lives: %v", err)
					}
					time.Sleep(10 * time.Minute)                     // its claim ends
					_ = service(rows).DeliverThread(t.Context(), to) // finds the part begun
					time.Sleep(time.Minute)                          // no echo comes
				}
				if list, err := rows.Uncertain(t.Context(), time.Now(), 10); err != nil || len(list) != 2 {
					t.Fatalf("%d messages are uncertain, %v; want two", len(list), err)
				}
				doubts, err := service(rows).Doubts(t.Context(), time.Now())
				require.NoError(t, err)
				var left []string
				for _, doubt := range doubts {
					left = append(left, fmt.Sprint(doubt.Receipt.Key == keys[0], doubt.Receipt.Key == keys[1], doubt.Asked))
				}
				want := []string{"false true true"}
				if name == "Telegram" {
					want = []string{"true false false", "false true false"}
				}
				require.Equal(t, want, left)
				v, err := service(rows).Look(t.Context(), to)
				require.NoError(t, err)
				if name != "Telegram" && v.Row.State.Phase != session.PhaseRobot {
					t.Errorf("our own message was taken for a person's: phase %v", v.Row.State.Phase)
				}
			})
		})
	}
}
