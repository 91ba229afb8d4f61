package twitter

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// decodeReplay decodes replay_job_status: a replay that was requested has ended.
func (d *decoder) decodeReplay(raw []byte) {
	r := jsonread.Sub(raw)
	var job, state string
	for key := range r.Object {
		switch string(key) {
		case "job_id":
			job = r.ID()
		case "job_state":
			state = r.Text()
		}
	}
	if r.Mismatches() > 0 || job == "" {
		d.decodeCustom("replay_job_status", raw)
		return
	}
	d.add(d.id("replay", job, state), "", channel.Event{Origin: channel.OriginPlatform,
		Body: channel.Custom{Kind: "replay_job_status", Data: raw}, Raw: raw})
}
