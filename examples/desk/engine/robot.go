package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/examples/desk/robot"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// patience is how long a robot may think.
const patience = 20 * time.Second

// answer asks the robot for the service.
func (e *Engine) answer(ctx context.Context, c conversation.Call) (conversation.Said, error) {
	q, err := e.question(ctx, c.Thread)
	if err != nil {
		return conversation.Said{}, err
	}
	if q.Begins = c.Event == nil; !q.Begins {
		q.Message, _ = content(*c.Event)
	}
	reply, err := e.robot.Answer(ctx, q)
	said := conversation.Said{Messages: reply.Messages, Handoff: reply.Handoff, Done: reply.Done && !reply.Handoff, Queue: reply.Queue}
	said.Owes = len(said.Messages) == 0 && !said.Handoff && !said.Done
	return said, err
}

// question is what a robot is told of a conversation.
func (e *Engine) question(ctx context.Context, thread channel.Thread) (q robot.Question, err error) {
	err = e.store.View(ctx, func(t *store.Tx) error {
		c, err := t.Conversation(thread)
		q = robot.Question{Thread: thread, Name: c.Name, Session: c.State.Session, Robot: e.record(c.Channel).Service.Robot}
		return err
	})
	return q, err
}

// think asks the robot. Its panic is its failure, not the desk's.
func (e *Engine) think(ctx context.Context, q robot.Question) (reply robot.Reply, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the robot panicked: %v", p)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return e.robot.Answer(ctx, q)
}

// askAssistant shows the agent what the robot would say, if it knows.
func (e *Engine) askAssistant(ctx context.Context, task store.Task) error {
	q, err := e.question(ctx, task.Thread)
	if err != nil {
		return err
	}
	phase := session.PhaseClosed
	err = e.store.View(ctx, func(t *store.Tx) error {
		m, err := t.Keyed(task.Data)
		q.Message = m.Message
		if err != nil {
			return err
		}
		c, err := t.Conversation(task.Thread)
		q.Robot, phase = e.record(c.Channel).Service.Assistant, c.State.Phase
		return err
	})
	if err != nil {
		return err
	}
	var reply robot.Reply
	if phase == session.PhaseAgent {
		reply, err = e.think(ctx, q)
	}
	if ctx.Err() != nil {
		return ctx.Err() // the desk closes: it is asked again
	}
	if err == nil && reply.Sure && !reply.Handoff {
		for n, m := range reply.Messages {
			ev := session.Event{Kind: session.AssistantMessage, Saw: task.Data}
			in := conversation.Input{ID: fmt.Sprintf("%s/%d", task.Key, n), Thread: task.Thread, Session: &ev, Data: []byte(m.Text)}
			if _, err := e.service.Put(ctx, in); err != nil {
				return err
			}
		}
	}
	return errors.Join(err, e.store.Do(context.WithoutCancel(ctx), func(t *store.Tx) error {
		_, err := t.DropTask(task.Key)
		return err
	}))
}
