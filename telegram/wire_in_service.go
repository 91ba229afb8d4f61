package telegram

import "bytes"

// isService reports whether a field makes a message a service message. The older names that some
// still have in addition to the new one (new_chat_member, left_chat_participant, user_shared) are
// left out.
//
// A name that is not known is one of a service message if it ends like one, in what happened: so a
// later version of the Bot API adds no messages of customers. The names of contents are nouns.
func isService(key []byte) bool {
	switch string(key) {
	case "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo",
		"group_chat_created", "supergroup_chat_created", "channel_chat_created", "message_auto_delete_timer_changed",
		"pinned_message", "successful_payment", "refunded_payment", "users_shared", "chat_shared", "connected_website",
		"passport_data", "proximity_alert_triggered", "boost_added", "chat_background_set", "gift", "unique_gift",
		"gift_upgrade_sent", "checklist_tasks_done", "checklist_tasks_added", "direct_message_price_changed",
		"paid_message_price_changed", "forum_topic_created", "forum_topic_edited", "forum_topic_closed",
		"forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden", "giveaway_created",
		"giveaway_completed", "suggested_post_approved", "suggested_post_approval_failed", "suggested_post_declined",
		"suggested_post_paid", "suggested_post_refunded", "video_chat_scheduled", "video_chat_started",
		"video_chat_ended", "video_chat_participants_invited",
		"chat_owner_left", "chat_owner_changed", "managed_bot_created", "poll_option_added", "poll_option_deleted",
		"community_chat_added", "community_chat_removed", "community_chat_joined": // 10.2, 10.3
		return true
	case "new_chat_member", "new_chat_participant", "left_chat_participant", "user_shared", "has_media_spoiler":
		return false
	}
	for _, end := range [...]string{
		"_added", "_removed", "_created", "_deleted", "_changed", "_edited", "_joined", "_left", "_closed", "_reopened",
		"_hidden", "_unhidden", "_started", "_ended", "_scheduled", "_invited", "_shared", "_approved", "_declined",
		"_paid", "_refunded", "_failed", "_completed", "_canceled", "_done", "_triggered", "_allowed", "_sent", "_set",
	} {
		if bytes.HasSuffix(key, []byte(end)) {
			return true
		}
	}
	return false
}
