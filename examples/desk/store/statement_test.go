package store

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/erase"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/metrics"
)

// samples are the arguments of TestEveryStatement.
func samples(t *testing.T) map[reflect.Type]any {
	sheet, err := metrics.NewSheet(Levels...)
	if err != nil {
		t.Fatal(err)
	}
	sheet.Add(metrics.Dimensions{Measure: metrics.Ready, Agent: "a"}, noon, time.Minute)
	plan, err := erase.New(erase.Request{Platform: "telegram", IDs: []string{"42"}})
	if err != nil {
		t.Fatal(err)
	}
	message := channel.Message{ID: "id", Text: "text"}
	samples := make(map[reflect.Type]any)
	for _, sample := range []any{here, noon, sheet, plan, message, "a", 10, int64(1), uint32(1), true, time.Minute,
		[]string{"a"}, []int64{1}, map[string]int{"telegram": 2}, map[string]any{"a": 1},
		Message{Thread: here, Key: "key", Message: message}, Conversation{Thread: here, Name: "Ada"}, Task{Key: "k", Kind: FetchFile, Thread: here},
		Post{Key: "post", Talk: here, Thread: here, Post: channel.Post{ID: "p"}}, Wrap{Conversation: Conversation{Thread: here}, Agent: "a"},
		Filter{Channel: "bot", Label: "vip"}, session.Action{Agent: "a", Queue: "q", Since: session.InstantOf(noon), Front: true},
	} {
		samples[reflect.TypeOf(sample)] = sample
	}
	return samples
}

// The database understands every statement, whatever it answers: a method of Tx that is added is
// called here too.
func TestEveryStatement(t *testing.T) {
	s, known := open(t), samples(t)
	do(t, s, func(tx *Tx) error {
		return tx.SaveConversation(Conversation{Thread: here, Name: "Ada", State: session.State{ID: "x"}})
	})
	called := 0
	for i := range reflect.TypeFor[*Tx]().NumMethod() {
		m := reflect.TypeFor[*Tx]().Method(i)
		if m.Name == "After" || m.Name == "Lock" {
			continue
		}
		err := s.Do(t.Context(), func(tx *Tx) error {
			args := []reflect.Value{reflect.ValueOf(tx)}
			for n := 1; n < m.Type.NumIn(); n++ {
				in := m.Type.In(n)
				if m.Type.IsVariadic() && n == m.Type.NumIn()-1 {
					in = in.Elem()
				}
				arg := reflect.New(in).Elem()
				if sample, ok := known[in]; ok {
					arg = reflect.ValueOf(sample)
				} else if in.Kind() == reflect.Interface { // of Setting
					arg = reflect.ValueOf(new(map[string]int))
				}
				args = append(args, arg)
			}
			called++
			out := m.Func.Call(args)
			err, _ := out[len(out)-1].Interface().(error)
			return err
		})
		if refused, ok := errors.AsType[*pgconn.PgError](err); ok && refused.Code[:2] != "23" || err != nil && strings.Contains(err.Error(), "SQL logic error") {
			t.Errorf("%s: %v", m.Name, err)
		}
	}
	if called < 80 {
		t.Errorf("only %d methods were called", called)
	}
}

// A thread that gets a new name takes its rows along, in place of those that the new name has.
func TestARenamedThreadTakesRowsAlong(t *testing.T) {
	s := open(t)
	from, to := thread("x", 1), thread("x", 2)
	var labels []string
	var notes []Attribute
	do(t, s, func(tx *Tx) error {
		err := errors.Join(
			tx.SetLabel(from, "vip", true), tx.SetLabel(from, "new", true), tx.SetLabel(to, "vip", true), tx.SetLabel(to, "old", true),
			tx.SetAttribute(from, Attribute{"city", "Bonn"}), tx.SetAttribute(to, Attribute{"city", "Berlin"}),
			tx.MoveContact(from, to))
		if err != nil {
			return err
		}
		if labels, err = tx.Labels(to); err == nil {
			notes, err = tx.Attributes(to)
		}
		return err
	})
	if diff := cmp.Diff([]string{"new", "old", "vip"}, labels); diff != "" {
		t.Errorf("labels (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Attribute{{"city", "Bonn"}}, notes); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

// long is a text that does not compress.
func long() string {
	var b strings.Builder
	r := rand.New(rand.NewPCG(1, 2))
	for range 9000 {
		b.WriteByte(byte('!' + r.IntN(90)))
	}
	return b.String()
}

// Texts that a database could refuse are stored: the webhook that brought them would come again
// for ever.
func TestHostileTexts(t *testing.T) {
	s := open(t)
	texts := []string{"a\x00b", "\\u0000", `\`, "c\xffd", long(), "'; DROP TABLE message; --", "%_?$1"}
	for _, text := range texts {
		do(t, s, func(tx *Tx) error {
			if err := tx.SaveConversation(Conversation{Thread: here, Name: text, Summary: text, State: session.State{ID: "x"}}); err != nil {
				return err
			}
			_, err := tx.AddMessage(Message{Thread: here, Side: Customer, At: noon, Note: text, Message: channel.Message{ID: text, Text: text}})
			return err
		})
	}
	do(t, s, func(tx *Tx) error {
		m, err := tx.Named(here, long())
		if m.Text != long() {
			t.Errorf("the message with a long name has %d bytes, %v", len(m.Text), err)
		}
		return tx.EditMessage(here, channel.Message{ID: long(), Text: "edited"})
	})
	if got := len(messages(t, s)); got != len(texts) {
		t.Errorf("%d of %d messages were stored", got, len(texts))
	}
}

func TestSearchFindsPartsOfWords(t *testing.T) {
	s := open(t)
	do(t, s, func(tx *Tx) error {
		errs := []error{tx.SetLabel(here, "vip", true)}
		for n, at := range []channel.Thread{here, thread("telegram", 43)} {
			errs = append(errs, tx.SaveConversation(Conversation{Thread: at, Channel: "bot", Name: "Ada Lovelace", Last: noon.Add(time.Duration(n)), State: session.State{ID: "x"}}))
			for _, text := range []string{"My Parcel is late", "100% sure", "nothing"} {
				_, err := tx.AddMessage(Message{Thread: at, Side: Customer, At: noon, Message: channel.Message{Text: text}})
				errs = append(errs, err)
			}
		}
		return errors.Join(errs...)
	})
	for _, tt := range []struct {
		text string
		f    Filter
		want int
	}{{"parcel", Filter{}, 2}, {"ARCEL", Filter{Label: "vip"}, 1}, {"0%", Filter{Channel: "bot"}, 2}, {"0_", Filter{}, 0}, {"parcels", Filter{}, 0}, {"parcel", Filter{Channel: "other"}, 0}} {
		err := s.View(t.Context(), func(tx *Tx) error {
			found, err := tx.SearchTexts(tt.text, tt.f, 10)
			if len(found) != tt.want {
				t.Errorf("%q with %+v is found %d times, want %d", tt.text, tt.f, len(found), tt.want)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	err := s.View(t.Context(), func(tx *Tx) error {
		found, err := tx.Search("LOVE", Filter{}, 10)
		if len(found) != 2 {
			t.Errorf("the name is found %d times", len(found))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestATransactionThatFailsIsUndone(t *testing.T) {
	s, broken := open(t), errors.New("broken")
	err := s.Do(t.Context(), func(tx *Tx) error {
		tx.After(func() { t.Error("After ran") })
		return errors.Join(tx.AddQueue("q"), broken)
	})
	if !errors.Is(err, broken) || len(queues(t, s)) != 0 {
		t.Errorf("error %v, queues %v", err, queues(t, s))
	}
}
