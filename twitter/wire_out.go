package twitter

// eventRequest is the body of v1.1 direct_messages/events/new.
type eventRequest struct {
	Event struct {
		Type          string        `json:"type"`
		MessageCreate messageCreate `json:"message_create"`
	} `json:"event"`
}

type messageCreate struct {
	Target struct {
		RecipientID string `json:"recipient_id"`
	} `json:"target"`
	MessageData     wireMessageData `json:"message_data"`
	CustomProfileID string          `json:"custom_profile_id,omitempty"`
}

// wireMessageData is what a message says, in a conversation or as a welcome.
type wireMessageData struct {
	Text       string          `json:"text"` // required, also with an attachment
	Attachment *wireAttachment `json:"attachment,omitempty"`
	QuickReply *wireQuickReply `json:"quick_reply,omitempty"`
	CTAs       []wireCTA       `json:"ctas,omitempty"`
}

type wireAttachment struct {
	Type     string        `json:"type"` // "media", "location"
	Media    *wireMedia    `json:"media,omitempty"`
	Location *wireLocation `json:"location,omitempty"`
}

type wireMedia struct {
	ID string `json:"id"`
}

type wireLocation struct {
	Type             string          `json:"type"` // "shared_coordinate", "shared_place"
	SharedCoordinate *wireCoordinate `json:"shared_coordinate,omitempty"`
	SharedPlace      *wirePlace      `json:"shared_place,omitempty"`
}

type wireCoordinate struct {
	Coordinates wirePoint `json:"coordinates"`
}

type wirePlace struct {
	Place struct {
		ID string `json:"id"`
	} `json:"place"`
}

type wirePoint struct {
	Type        string     `json:"type"`        // "Point"
	Coordinates [2]float64 `json:"coordinates"` // longitude, latitude
}

type wireQuickReply struct {
	Type    string       `json:"type"` // "options"
	Options []wireOption `json:"options"`
}

type wireOption struct {
	Label       string `json:"label"`
	Description string `json:"description,omitempty"`
	Metadata    string `json:"metadata,omitempty"`
}

type wireCTA struct {
	Type  string `json:"type"` // "web_url"
	Label string `json:"label"`
	URL   string `json:"url"`
}

// conversationMessage is the body of v2 dm_conversations/…/messages, which refuses members that it
// does not know.
type conversationMessage struct {
	Text        string           `json:"text,omitempty"`
	Attachments []wireMediaByKey `json:"attachments,omitempty"`
}

type wireMediaByKey struct {
	MediaID string `json:"media_id"`
}

// postRequest is the body of POST /2/tweets, which refuses members that it does not know.
type postRequest struct {
	Text  string         `json:"text,omitempty"`
	Reply wireReply      `json:"reply"`
	Media *wirePostMedia `json:"media,omitempty"`

	Quote       string `json:"quote_tweet_id,omitempty"`
	MessageLink string `json:"direct_message_deep_link,omitempty"`
}

type wireReply struct {
	ID string `json:"in_reply_to_tweet_id"`
}

type wirePostMedia struct {
	IDs []string `json:"media_ids"`
}

type hideRequest struct {
	Hidden bool `json:"hidden"`
}

type likeRequest struct {
	ID string `json:"tweet_id"`
}

// welcomeRequest is the body of v1.1 welcome_messages/new.
type welcomeRequest struct {
	WelcomeMessage struct {
		Name        string          `json:"name,omitempty"`
		MessageData wireMessageData `json:"message_data"`
	} `json:"welcome_message"`
}

// wireInitialize is the body of v2 media/upload/initialize.
type wireInitialize struct {
	MediaType     string `json:"media_type"`
	TotalBytes    int64  `json:"total_bytes"`
	MediaCategory string `json:"media_category"`
	Shared        bool   `json:"shared,omitempty"`
}

// wireActivity is the body of v2 activity/subscriptions. It has no direction: which values that
// takes for direct messages is not confirmed.
type wireActivity struct {
	EventType string `json:"event_type"`
	Filter    struct {
		UserID string `json:"user_id"`
	} `json:"filter"`
	Tag       string `json:"tag,omitempty"`
	WebhookID string `json:"webhook_id,omitempty"`
}

// groupRequest is the body of v2 dm_conversations.
type groupRequest struct {
	ConversationType string              `json:"conversation_type"`
	ParticipantIDs   []string            `json:"participant_ids"`
	Message          conversationMessage `json:"message"`
}
