// Package hosttest runs a whole host of package conversation/host in a test: the program's own
// Config, with pretended platforms in the place of the real ones.
//
//	func TestAnswers(t *testing.T) {
//		hosttest.Run(t, config(), telegramtest.New(telegramtest.Config{}), func(t *testing.T, h *hosttest.Host, bot *telegramtest.Server) {
//			h.Hear(bot, "7001", "hello")
//			if got := bot.Sent()[0].Text; got != "You said: hello" {
//				t.Error(got)
//			}
//		})
//	}
//
// [Run] and [Start] work in a bubble of testing/synctest: no test sleeps, [Host.Settle] returns
// when all that is due has been done, and [Host.Advance] lets hours pass. The host's loops wake as
// often as in production, so a day of its time is a second or two of the test's. [Check] looks for
// what hosts get wrong with webhooks. [StartProcess] runs the host in a process that the test
// kills.
package hosttest
