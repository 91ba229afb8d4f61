package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// A Survey asks customers how it was when an agent ends a conversation. Without a question, none is
// asked.
type Survey struct {
	Question string
	Choices  []string
	Texts    []SurveyText `json:",omitempty"` // in other languages
}

// SurveySetting is the name under which administrators set the survey.
const SurveySetting = "survey"

// surveyLasts is how long an answer to a survey counts as one.
const surveyLasts = 24 * time.Hour

// surveyAnswer is the kind of event as which a conversation hears of an answer to a survey. It
// means nothing to the session, so that it opens nothing.
const surveyAnswer = "desk.survey"

// surveyKey begins the ids of questions.
const surveyKey = "survey/"

// AskSurvey asks the customer how it was, in the name of the agent in charge, who is about to end
// the conversation. It asks once for each session.
func (e *Engine) AskSurvey(ctx context.Context, agent string, in channel.Thread) error {
	var s Survey
	var c store.Conversation
	asked, locale := false, ""
	err := e.store.View(ctx, func(t *store.Tx) (err error) {
		if c, err = t.Conversation(in); err != nil {
			return err
		}
		ep, err := t.Episode(in, c.State.Session)
		asked = !ep.Asked.IsZero()
		if errors.Is(err, store.ErrNotFound) {
			err = nil
		}
		if err == nil {
			locale, err = t.Locale(in)
		}
		return errors.Join(err, t.Setting(SurveySetting, &s))
	})
	if err != nil || s.Question == "" || asked {
		return err
	}
	if _, open := e.Window(c); !open || c.State.Phase != session.PhaseAgent || c.State.Agent != agent {
		return nil
	}
	question, choices := s.In(locale)
	m := channel.Message{Text: question}
	for _, choice := range choices {
		m.QuickReplies = append(m.QuickReplies, channel.QuickReply{Text: choice})
	}
	id := fmt.Sprintf("%s%s/%d", surveyKey, in.Key(), c.State.Session)
	_, err = e.service.Say(ctx, in, id, conversation.Said{Agent: agent, Messages: []channel.Message{m}})
	return err
}

// asked notes in a session that its customer was asked how it was.
func (r *rows) asked() error {
	ep, err := r.t.Episode(r.on.Thread, r.on.State.Session)
	if err != nil {
		return err
	}
	ep.Asked = r.v.Now
	return r.t.SaveEpisode(ep)
}

// surveyed takes answers to surveys out of events: they are stored as such, and begin no session.
func (e *Engine) surveyed(ctx context.Context, events []directory.Routed) (rest []directory.Routed, err error) {
	for i, r := range events {
		m, ok := r.Event.Body.(channel.Message)
		choice := ""
		if ok && r.Skipped == "" && r.Event.Origin == channel.OriginContact && m.Text != "" && len(m.Attachments) == 0 {
			if choice, err = e.choice(ctx, r.Event.Thread, m.Text); err != nil {
				return nil, err
			}
		}
		if choice == "" {
			if rest != nil {
				rest = append(rest, r)
			}
			continue
		}
		if rest == nil {
			rest = append(make([]directory.Routed, 0, len(events)), events[:i]...)
		}
		ev := r.Event
		ev.Body = channel.Custom{Kind: surveyAnswer}
		if _, err := e.service.Put(ctx, conversation.Input{ID: ev.ID, Thread: ev.Thread, Event: &ev, Data: []byte(choice)}); err != nil {
			return nil, err
		}
	}
	if rest == nil {
		return events, nil
	}
	return rest, nil
}

// choice is the choice that a text is, by its words or by its number, if its conversation has ended
// and was followed by a survey. A line further it has the words as the customer knows them.
func (e *Engine) choice(ctx context.Context, in channel.Thread, text string) (found string, err error) {
	if in.IsPublic() {
		return "", nil
	}
	err = e.store.View(ctx, func(t *store.Tx) error {
		c, err := t.Conversation(in)
		if errors.Is(err, store.ErrNotFound) || err == nil && c.State.Phase != session.PhaseClosed {
			return nil
		}
		if err != nil {
			return err
		}
		ep, err := t.Episode(in, c.State.Session)
		if errors.Is(err, store.ErrNotFound) || err == nil && (ep.Asked.IsZero() || e.now().Sub(ep.Asked) > surveyLasts) {
			return nil
		}
		if err != nil {
			return err
		}
		var s Survey
		if err := t.Setting(SurveySetting, &s); err != nil {
			return err
		}
		locale, err := t.Locale(in)
		if choice, said := s.answer(text, locale); choice != "" {
			found = choice + "\n" + said
		}
		return err
	})
	return found, err
}

// answered shows what the customer chose, and notes it in the session that the survey was about.
// The last choice counts.
func (r *rows) answered(in conversation.Input) error {
	choice, said, _ := strings.Cut(string(in.Data), "\n")
	if _, err := r.say(store.Message{Key: in.ID, Side: store.Customer, Message: channel.Message{Text: cmp.Or(said, choice)}}); err != nil {
		return err
	}
	ep, err := r.t.Episode(r.on.Thread, r.on.State.Session)
	if err != nil {
		return err
	}
	ep.Answer = choice
	return r.t.SaveEpisode(ep)
}
