package whatsapp

import (
	"github.com/contactkit/contactkit/channel"
)

// WindowService is the name of the reply window in Limits: 24 hours after the person's last
// message, for each business number. Only a template may be sent outside it (error 131047).
const WindowService = "customer_service"

// checkWindow refuses a message outside the window. A template needs none. A message of unknown age
// (Message.Heard) is left to Meta.
func (c *Channel) checkWindow(m channel.Message, template bool) error {
	if template || m.Heard.IsZero() {
		return nil
	}
	if _, _, ok := channel.OpenWindow(c.limits, m.By, m.Heard, c.cfg.Now()); !ok {
		return refusedBy(channel.OpSend, "", windowClosed, "")
	}
	return nil
}
