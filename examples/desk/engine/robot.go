package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/examples/desk/robot"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// patience is how long a robot may think.
const patience = 20 * time.Second

// question is what the robot is asked: the message that the task names, or nothing if it is to
// begin.
func (e *Engine) question(ctx context.Context, task store.Task, assistant bool) (q robot.Question, err error) {
	err = e.store.View(ctx, func(t *store.Tx) error {
		c, err := t.Conversation(task.Thread)
		if err != nil {
			return err
		}
		q = robot.Question{Thread: task.Thread, Name: c.Name, Session: c.State.Session, Begins: task.Data == ""}
		service := e.record(c.Channel).Service
		q.Robot = service.Robot
		if assistant {
			q.Robot = service.Assistant
		}
		if q.Begins {
			return nil
		}
		m, err := t.Keyed(task.Data)
		q.Message = m.Message
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

// askRobot puts a question to the robot and lets the session judge what it wants to say: after a
// takeover that is refused.
func (e *Engine) askRobot(ctx context.Context, task store.Task) error {
	q, err := e.question(ctx, task, false)
	if err != nil {
		return err
	}
	reply, failed := e.think(ctx, q)
	if ctx.Err() != nil {
		return ctx.Err() // the desk closes: it is asked again
	}
	err = e.change(ctx, task.Thread, func(t *store.Tx, c *store.Conversation, now time.Time) error {
		there, err := t.DropTask(task.Key)
		if err != nil || !there {
			return err // StopRobot came first
		}
		present, err := e.present(t, c.State.LastAgent)
		if err != nil {
			return err
		}
		if failed != nil {
			return e.step(t, c, session.Event{Kind: session.RobotFailed, ID: task.Key, Present: present}, now)
		}
		err = e.said(t, c, task, reply, store.Message{Side: store.Robot, State: store.Sending}, session.RobotMessage, now)
		if err != nil {
			return err
		}
		if reply.Handoff {
			return e.step(t, c, session.Event{Kind: session.Handoff, ID: task.Key, Queue: reply.Queue, Present: present}, now)
		}
		if reply.Done {
			return e.step(t, c, session.Event{Kind: session.CloseRequested, ID: task.Key, By: session.Robot}, now)
		}
		return nil
	})
	return errors.Join(err, failed)
}

// askAssistant shows the agent what the robot would say, if it knows.
func (e *Engine) askAssistant(ctx context.Context, task store.Task) error {
	q, err := e.question(ctx, task, true)
	if err != nil {
		return err
	}
	reply, failed := e.think(ctx, q)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	err = e.change(ctx, task.Thread, func(t *store.Tx, c *store.Conversation, now time.Time) error {
		there, err := t.DropTask(task.Key)
		if err != nil || !there || failed != nil || !reply.Sure || reply.Handoff || c.State.Phase != session.PhaseAgent {
			return err
		}
		return e.said(t, c, task, reply, store.Message{Side: store.Assistant}, session.AssistantMessage, now)
	})
	return errors.Join(err, failed)
}

// said adds the robot's messages to the conversation, each as a line like as, and lets the session
// judge each.
func (e *Engine) said(t *store.Tx, c *store.Conversation, task store.Task, reply robot.Reply, as store.Message, kind session.EventKind, now time.Time) error {
	for n, m := range reply.Messages {
		as.Key, as.Message = fmt.Sprintf("%s/%d", task.Key, n), m
		if _, err := e.say(t, c, as, now); err != nil {
			return err
		}
		if err := e.step(t, c, session.Event{Kind: kind, ID: as.Key, Saw: task.Data}, now); err != nil {
			return err
		}
	}
	return nil
}
