// Package hosttest runs a whole host of package conversation/host in a test: it takes the program's
// own Config and replaces the platforms by their stand-ins.
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
// often as in production, so a day of the host's time takes the test a second or two. [Check] looks
// for common mistakes with webhooks. [StartProcess] runs the host in a process that the test kills.
// See decision 412.
package hosttest
