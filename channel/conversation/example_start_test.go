package conversation_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http/httptest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/directorytest"
)

// startDesk is a directory with one channel at directorytest.MemoryPath, and the channel's
// platform.
func startDesk() (*directory.Directory, *channeltest.Memory) {
	platform, err := channeltest.NewMemory(channeltest.MemoryConfig{})
	if err != nil {
		log.Fatal(err)
	}
	driver, record := directorytest.Memory(platform)
	d, err := directory.New(directory.Options{Drivers: []channel.Driver{driver}})
	if err != nil {
		log.Fatal(err)
	}
	if err := d.LoadChecked(context.Background(), record); err != nil {
		log.Fatal(err)
	}
	return d, platform
}

// startAnn is a contact of the platform.
func startAnn(platform *channeltest.Memory) channel.Thread {
	return channel.Thread{Platform: channeltest.MemoryPlatform, Account: platform.Info().Accounts[0], Contact: "ann"}
}

// The webhooks of all channels, and a robot that is a function.
func ExampleService_Handler() {
	d, platform := startDesk()
	s, err := conversation.New(conversation.Config{
		Store: conversation.NewMemory(conversation.MemoryConfig{}), Directory: d,
		Robot: conversation.Answering(func(_ context.Context, m channel.Message) (string, error) { return "You said " + m.Text, nil }),
	})
	if err != nil {
		log.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- s.Run(ctx) }()

	call := platform.Webhook(channel.Event{Thread: startAnn(platform), Body: channel.Message{Text: "hello"}})
	for range 2 { // platforms deliver again
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, channeltest.Request(directorytest.MemoryPath, call)) // in a host: mux.Handle("/", s.Handler())
		fmt.Println(w.Code)
	}
	for len(platform.Sent()) == 0 {
		time.Sleep(time.Millisecond)
	}
	stop()
	fmt.Println(<-ended)
	for _, sent := range platform.Sent() {
		fmt.Println(sent.Message.Text)
	}
	// Output:
	// 200
	// 200
	// <nil>
	// You said hello
}

// A host was down while a customer wrote. Before it runs it reads what it missed.
func ExampleService_Recover() {
	ctx := context.Background()
	d, platform := startDesk()
	s, err := conversation.New(conversation.Config{Store: conversation.NewMemory(conversation.MemoryConfig{}), Directory: d})
	if err != nil {
		log.Fatal(err)
	}
	down := time.Now() // store.LastStored of package sqlite
	platform.Webhook(channel.Event{Thread: startAnn(platform), Body: channel.Message{Text: "hello"}})

	if err := s.Recover(ctx, down); err != nil {
		log.Print(err) // names the accounts that could not be read
	}
	v, err := s.Look(ctx, startAnn(platform))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(v.Row.State.Phase, len(v.Calls), "question for the robot")
	// Output: robot 1 question for the robot
}

// A process was killed after it had noted that a message leaves. Run asks the platform about it,
// and tells of it if the platform does not know what became of it.
func ExampleConfig_doubt() {
	d, _ := startDesk()
	cfg := conversation.Config{
		Store: conversation.NewMemory(conversation.MemoryConfig{}), Directory: d,
		Doubt: func(_ context.Context, doubt conversation.Doubt) { // a list on the supervisor's page
			log.Print(doubt.Receipt.To.Key(), doubt.Receipt.Key, "not in the platform's history:", doubt.Asked)
		},
		Keep: 30 * 24 * time.Hour, // delete what is over and older than this
	}
	_, err := conversation.New(cfg)
	fmt.Println(err)
	cfg.Keep = time.Hour
	_, err = conversation.New(cfg)
	complaint, _ := errors.AsType[*channel.FieldError](err)
	fmt.Println(complaint.Field, complaint.Reason)
	// Output:
	// <nil>
	// keep must be a week or more
}
