package twitter_test

import (
	"bytes"
	"fmt"
)

// batch is a call with n messages of n people.
func batch(n int) []byte {
	var events, users bytes.Buffer
	for i := range n {
		if i > 0 {
			events.WriteByte(',')
			users.WriteByte(',')
		}
		id := fmt.Sprint(1987654321000000000 + i)
		fmt.Fprintf(&events, `{"type":"message_create","id":"%d","created_timestamp":"1767323045678","message_create":{"target":{"recipient_id":"%s"},`+
			`"sender_id":"%s","message_data":{"text":"message %d","entities":{"hashtags":[],"symbols":[],"user_mentions":[],"urls":[]}}}}`,
			2007000000000000000+i, us, id, i)
		fmt.Fprintf(&users, `"%s":{"id":"%s","created_timestamp":"1732000000123","name":"User %d","screen_name":"u%s","protected":false,"verified":false}`, id, id, i, id)
	}
	return fmt.Appendf(nil, `{"for_user_id":"%s","direct_message_events":[%s],"users":{%s}}`, us, events.Bytes(), users.Bytes())
}
