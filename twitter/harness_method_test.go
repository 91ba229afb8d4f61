package twitter_test

import (
	"strings"
)

// xMethod is a call of X's API that this package makes, as X's pages describe it.
type xMethod struct {
	verb, path string // of the path, {id} is a number, {name} a user name, {chat} a conversation, {word} anything
	as         string // who may make it: 1 OAuth 1.0a, b app-only bearer, u OAuth 2.0 user token, c the client's id and secret
	query      string // parameters as name:type. A star behind the name: required where its object is; an exclamation mark: always
	body       string // "form" or "json" or "multipart", then members as path:type; empty: no body
}

// Types of parameters and members: s text, n number, b bool, i an id (a text of digits), o an
// object without members, * anything, =A|B one of these texts, and <n a text of at most n code
// points.

// xMethods is the table of the calls that this package makes, made from X's pages: Direct Messages
// reference of v1.1, Manage Direct Messages, Direct Messages lookup, media upload of both
// generations, Enterprise Account Activity API, Account Activity API, Webhooks, X Activity API,
// OAuth 2.0, Application-only authentication, User lookup, Manage Posts, Hide Replies, Timelines,
// Chat, and the OpenAPI document.
var xMethods = []xMethod{
	{"POST", "/1.1/direct_messages/events/new.json", "1", "", `json event.type!:=message_create event.message_create.target.recipient_id!:i event.message_create.custom_profile_id:i
		event.message_create.message_data.text!:<10000 ` + messageData("event.message_create.message_data")},
	{"POST", "/1.1/direct_messages/indicate_typing.json", "1", "", "form recipient_id*:i"},
	{"POST", "/1.1/direct_messages/mark_read.json", "1", "", "form recipient_id*:i last_read_event_id*:i"},
	{"GET", "/1.1/direct_messages/events/list.json", "1", "count:n cursor:s", ""},
	{"DELETE", "/1.1/direct_messages/events/destroy.json", "1", "id*:i", ""},
	{"POST", "/1.1/direct_messages/welcome_messages/new.json", "1", "", `json welcome_message.name:<100 welcome_message.message_data.text!:<9990 ` + messageData("welcome_message.message_data")},
	{"PUT", "/1.1/direct_messages/welcome_messages/update.json", "1", "id*:i", `json message_data.text!:<9990 ` + messageData("message_data")},
	{"DELETE", "/1.1/direct_messages/welcome_messages/destroy.json", "1", "id*:i", ""},
	{"POST", "/1.1/direct_messages/welcome_messages/rules/new.json", "1", "", "json welcome_message_rule.welcome_message_id!:i"},
	{"DELETE", "/1.1/direct_messages/welcome_messages/rules/destroy.json", "1", "id*:i", ""},

	{"POST", "/2/dm_conversations/with/{id}/messages", "1u", "", "json text:<10000 attachments[].media_id:i"},
	{"POST", "/2/dm_conversations/{dm}/messages", "1u", "", "json text:<10000 attachments[].media_id:i"},
	{"POST", "/2/dm_conversations", "1u", "", "json conversation_type*:=Group participant_ids[]*:i message.text:<10000 message.attachments[].media_id:i"},
	{"DELETE", "/2/dm_events/{id}", "1u", "", ""},
	{"GET", "/2/dm_events", "1u", "max_results:n pagination_token:s dm_event.fields:s expansions:s user.fields:s media.fields:s", ""},
	{"GET", "/2/dm_conversations/media/{id}/{id}/{word}", "u", "", ""},

	{"POST", "/1.1/media/upload.json", "1", "", `form command*:=INIT|FINALIZE total_bytes:n media_type:s media_category:=dm_image|dm_gif|dm_video|tweet_image|tweet_gif|tweet_video shared:=true media_id:i`},
	{"POST", "/1.1/media/upload.json", "1", "", `multipart command*:=APPEND media_id*:i segment_index*:n media*:s`},
	{"GET", "/1.1/media/upload.json", "1", "command*:=STATUS media_id*:i", ""},
	{"POST", "/2/media/upload/initialize", "1u", "", "json media_type*:s total_bytes*:n media_category*:=dm_image|dm_gif|dm_video|tweet_image|tweet_gif|tweet_video shared:b"},
	{"POST", "/2/media/upload/{id}/append", "1u", "", "multipart segment_index*:n media*:s"},
	{"POST", "/2/media/upload/{id}/finalize", "1u", "", ""},
	{"GET", "/2/media/upload", "1u", "command*:=STATUS media_id*:i", ""},

	{"POST", "/2/tweets", "1u", "", "json text:s reply.in_reply_to_tweet_id!:i media.media_ids[]:i quote_tweet_id:i direct_message_deep_link:s"},
	{"GET", "/2/tweets/{id}", "1bu", "tweet.fields:s expansions:s user.fields:s media.fields:s", ""},
	{"DELETE", "/2/tweets/{id}", "1u", "", ""},
	{"PUT", "/2/tweets/{id}/hidden", "1u", "", "json hidden*:b"},
	{"POST", "/2/users/{id}/likes", "1u", "", "json tweet_id*:i"},
	{"DELETE", "/2/users/{id}/likes/{id}", "1u", "", ""},
	{"GET", "/2/users/{id}/mentions", "1bu", "max_results:n pagination_token:s start_time:s tweet.fields:s expansions:s user.fields:s media.fields:s", ""},

	{"GET", "/1.1/account/verify_credentials.json", "1", "", ""},
	{"GET", "/2/users/me", "1u", "", ""},
	{"GET", "/2/users/{id}", "1bu", "user.fields:s", ""},
	{"GET", "/2/users/by/username/{name}", "1bu", "user.fields:s", ""},

	{"POST", "/1.1/account_activity/all/{word}/webhooks.json", "1", "", "form url*:s"},
	{"GET", "/1.1/account_activity/all/webhooks.json", "b", "", ""},
	{"GET", "/1.1/account_activity/all/{word}/webhooks.json", "b", "", ""},
	{"PUT", "/1.1/account_activity/all/{word}/webhooks/{id}.json", "1", "", ""},
	{"DELETE", "/1.1/account_activity/all/{word}/webhooks/{id}.json", "1", "", ""},
	{"POST", "/1.1/account_activity/all/{word}/subscriptions.json", "1", "", ""},
	{"GET", "/1.1/account_activity/all/{word}/subscriptions.json", "1", "", ""},
	{"DELETE", "/1.1/account_activity/all/{word}/subscriptions/{id}.json", "b", "", ""},
	{"GET", "/1.1/account_activity/all/{word}/subscriptions/list.json", "b", "", ""},
	{"GET", "/1.1/account_activity/all/subscriptions/count.json", "b", "", ""},

	{"POST", "/1.1/account_activity/webhooks.json", "1", "", "form url*:s"},
	{"GET", "/1.1/account_activity/webhooks.json", "b", "", ""},
	{"PUT", "/1.1/account_activity/webhooks/{id}.json", "1", "", ""},
	{"DELETE", "/1.1/account_activity/webhooks/{id}.json", "1", "", ""},
	{"POST", "/1.1/account_activity/webhooks/{id}/subscriptions/all.json", "1", "", ""},
	{"GET", "/1.1/account_activity/webhooks/{id}/subscriptions/all.json", "1", "", ""},
	{"DELETE", "/1.1/account_activity/webhooks/{id}/subscriptions/{id}/all.json", "b", "", ""},
	{"GET", "/1.1/account_activity/webhooks/{id}/subscriptions/all/list.json", "b", "", ""},
	{"GET", "/1.1/account_activity/subscriptions/count.json", "b", "", ""},
	{"POST", "/1.1/account_activity/replay/webhooks/{id}/subscriptions/all.json", "b", "from_date*:n to_date*:n", ""},

	{"POST", "/2/webhooks", "b", "", "json url*:<200"},
	{"GET", "/2/webhooks", "b", "", ""},
	{"PUT", "/2/webhooks/{id}", "b", "", ""},
	{"DELETE", "/2/webhooks/{id}", "b", "", ""},
	{"POST", "/2/webhooks/replay", "b", "", "json webhook_id*:i from_date*:s to_date*:s"},
	{"POST", "/2/account_activity/webhooks/{id}/subscriptions/all", "1u", "", "json :o"},
	{"GET", "/2/account_activity/webhooks/{id}/subscriptions/all", "1u", "", ""},
	{"DELETE", "/2/account_activity/webhooks/{id}/subscriptions/{id}/all", "b", "", ""},
	{"GET", "/2/account_activity/webhooks/{id}/subscriptions/all/list", "b", "", ""},
	{"GET", "/2/account_activity/subscriptions/count", "b", "", ""},

	{"POST", "/2/activity/subscriptions", "bu", "", "json event_type*:s filter.user_id!:i tag:<200 webhook_id:i"},
	{"GET", "/2/activity/subscriptions", "b", "max_results:n pagination_token:s", ""},
	{"PUT", "/2/activity/subscriptions/{word}", "b", "", "json tag:<200 webhook_id:i"},
	{"DELETE", "/2/activity/subscriptions/{word}", "b", "", ""},

	{"POST", "/oauth/request_token", "1", "", ""},
	{"POST", "/oauth/access_token", "1", "", ""},
	{"POST", "/1.1/oauth/invalidate_token", "1", "", ""},
	{"POST", "/oauth2/invalidate_token", "1", "", "form access_token*:s"}, // by Call
	{"POST", "/oauth2/token", "c", "", "form grant_type*:=client_credentials"},
	{"POST", "/2/oauth2/token", "c", "", "form grant_type*:=authorization_code|refresh_token code:s redirect_uri:s code_verifier:s refresh_token:s client_id:s"},
	{"POST", "/2/oauth2/revoke", "c", "", "form token*:s client_id:s"},

	{"GET", "/2/users/{id}/public_keys", "1u", "public_key.fields:s", ""},
	{"GET", "/2/users/public_keys", "1u", "ids*:s public_key.fields:s", ""},
	{"POST", "/2/users/{id}/public_keys", "1u", "", `json public_key.public_key*:s public_key.signing_public_key*:s public_key.identity_public_key_signature*:s
		public_key.signing_public_key_signature*:s public_key.public_key_fingerprint*:s public_key.registration_method*:=CustomPin version:s generate_version:*`},
	{"GET", "/2/chat/conversations", "1u", "max_results:n pagination_token:s chat_conversation.fields:s expansions:s", ""},
	{"GET", "/2/chat/conversations/{chat}", "1u", "chat_conversation.fields:s expansions:s", ""},
	{"GET", "/2/chat/conversations/{chat}/events", "1u", "max_results:n pagination_token:s chat_message_event.fields:s", ""},
	{"POST", "/2/chat/conversations/{chat}/keys", "1u", "", `json conversation_key_version*:s conversation_participant_keys[].user_id*:i conversation_participant_keys[].encrypted_conversation_key*:s
		conversation_participant_keys[].public_key_version*:s ` + actionSignatures},
	{"POST", "/2/chat/conversations/{chat}/messages", "1u", "", "json message_id*:s encoded_message_create_event*:s encoded_message_event_signature:s conversation_token:s"},
	{"POST", "/2/chat/conversations/{chat}/messages/delete", "1u", "", "json sequence_ids[]*:s delete_message_action*:=delete_for_all|delete_for_self media_hash_keys[]:s " + actionSignatures},
	{"POST", "/2/chat/conversations/{chat}/read", "1u", "", "json seen_until_sequence_id*:s"},
	{"POST", "/2/chat/conversations/{chat}/typing", "1u", "", ""},
	{"POST", "/2/chat/media/upload/initialize", "1u", "", "json conversation_id*:s total_bytes*:n"},
	{"POST", "/2/chat/media/upload/{word}/append", "1u", "", "json conversation_id*:s media_hash_key*:s segment_index*:n media*:s"},
	{"POST", "/2/chat/media/upload/{word}/finalize", "1u", "", "json conversation_id*:s media_hash_key*:s num_parts*:s message_id:s ttl_msec:s"},
	{"GET", "/2/chat/media/{chat}/{word}", "1u", "", ""},
}

const actionSignatures = `action_signatures[].message_id*:s action_signatures[].encoded_message_event_detail*:s action_signatures[].signature_payload:s
	action_signatures[].message_event_signature.signature*:s action_signatures[].message_event_signature.public_key_version*:s action_signatures[].message_event_signature.signature_version*:s
	action_signatures[].message_event_signature.signing_public_key:s action_signatures[].message_event_signature.message_signing_key_info_list:*`

// messageData lists what a message of v1.1 may have in addition to its text.
func messageData(at string) string {
	text := `AT.attachment.type:=media|location AT.attachment.media.id:i AT.attachment.location.type:=shared_coordinate|shared_place AT.attachment.location.shared_place.place.id:s
		AT.attachment.location.shared_coordinate.coordinates.type:=Point AT.attachment.location.shared_coordinate.coordinates.coordinates[]:n
		AT.quick_reply.type:=options AT.quick_reply.options[].label*:<36 AT.quick_reply.options[].description:<72 AT.quick_reply.options[].metadata:<1000
		AT.ctas[].type*:=web_url AT.ctas[].label*:<36 AT.ctas[].url*:s`
	return strings.ReplaceAll(text, "AT", at)
}
