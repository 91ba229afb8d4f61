package facebook

// DefaultFields are what a contact center needs of a Page: messages of both sides, what happens to them, who came from where, and
// who controls the thread. Left out is what changes the conversation for the customer (response_feedback shows thumbs under
// each answer) or needs further permissions (feed, for comments).
func DefaultFields() []string {
	return []string{
		"messages", "messaging_postbacks", "message_echoes", "message_deliveries", "message_reads", "message_reactions", "message_edits",
		"messaging_referrals", "messaging_optins", "messaging_account_linking", "messaging_handovers", "messaging_policy_enforcement", "standby",
	}
}

// DefaultInstagramFields are what a contact center needs of an Instagram account ("Webhooks for Instagram Messaging"). Echoes come
// with messages there.
func DefaultInstagramFields() []string {
	return []string{"messages", "messaging_postbacks", "messaging_seen", "message_reactions", "standby"}
}

// DefaultProfileFields are those that the feature Business Asset User Profile Access opens ("User Profile API"). locale, timezone and
// gender need a permission each.
func DefaultProfileFields() []string {
	return []string{"id", "name", "first_name", "last_name", "profile_pic"}
}
