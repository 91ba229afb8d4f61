package telegram

// target is where a call goes, the same in every method.
type target struct {
	Connection string `json:"business_connection_id,omitempty"`
	Chat       int64  `json:"chat_id"`
	Topic      int64  `json:"message_thread_id,omitempty"`
	Direct     int64  `json:"direct_messages_topic_id,omitempty"`

	Ephemeral *ephemeral `json:"ephemeral_message_parameters,omitempty"`
}

// ephemeral says which member of a group is shown a message (Telegram Bot API 10.3:
// EphemeralMessageParameters).
type ephemeral struct {
	Receiver int64  `json:"receiver_user_id"`
	Press    string `json:"callback_query_id,omitempty"`
	Replace  bool   `json:"replace_callback_query_message,omitempty"`
}

// draft is what sendMessageDraft takes. It is never on behalf of a business account.
type draft struct {
	Chat     int64    `json:"chat_id"`
	Topic    int64    `json:"message_thread_id,omitempty"`
	ID       int64    `json:"draft_id"`
	Text     string   `json:"text"`
	Entities []entity `json:"entities,omitempty"`
	Stop     bool     `json:"can_stop,omitempty"`
	Keep     bool     `json:"keep_on_stop,omitempty"`
}

// params are the parameters of the send methods together: each message sets those of its method.
type params struct {
	target
	Text     string   `json:"text,omitempty"`
	Entities []entity `json:"entities,omitempty"`
	Preview  *preview `json:"link_preview_options,omitempty"`

	Photo           string       `json:"photo,omitempty"`
	Video           string       `json:"video,omitempty"`
	VideoNote       string       `json:"video_note,omitempty"`
	Animation       string       `json:"animation,omitempty"`
	Audio           string       `json:"audio,omitempty"`
	Voice           string       `json:"voice,omitempty"`
	Sticker         string       `json:"sticker,omitempty"`
	Document        string       `json:"document,omitempty"`
	Media           []inputMedia `json:"media,omitempty"`
	Caption         string       `json:"caption,omitempty"`
	CaptionEntities []entity     `json:"caption_entities,omitempty"`
	CaptionAbove    bool         `json:"show_caption_above_media,omitempty"`
	Spoiler         bool         `json:"has_spoiler,omitempty"`
	Length          int          `json:"length,omitempty"` // of a video note
	shape

	Latitude  *float64 `json:"latitude,omitempty"`
	Longitude *float64 `json:"longitude,omitempty"`
	Title     string   `json:"title,omitempty"`
	Address   string   `json:"address,omitempty"`

	Phone     string `json:"phone_number,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	VCard     string `json:"vcard,omitempty"`

	Reply   *reply  `json:"reply_parameters,omitempty"`
	Markup  *markup `json:"reply_markup,omitempty"`
	Silent  bool    `json:"disable_notification,omitempty"`
	Protect bool    `json:"protect_content,omitempty"`
	Effect  string  `json:"message_effect_id,omitempty"`

	files []upload // the parts that "attach://…" names
}

type preview struct {
	Disabled bool `json:"is_disabled"`
}

// reply lets the message go out when the one that it answers is gone: an agent's answer is worth
// more than its reference.
type reply struct {
	Message int64 `json:"message_id"`
	Anyway  bool  `json:"allow_sending_without_reply"`
}

// edits are the parameters of the edit methods together.
type edits struct {
	edited
	Text            string      `json:"text,omitempty"`
	Entities        []entity    `json:"entities,omitempty"`
	Preview         *preview    `json:"link_preview_options,omitempty"`
	Caption         string      `json:"caption,omitempty"`
	CaptionEntities []entity    `json:"caption_entities,omitempty"`
	Media           *inputMedia `json:"media,omitempty"`
	Markup          *markup     `json:"reply_markup,omitempty"`
}

// edited names the message that is changed.
type edited struct {
	Connection string `json:"business_connection_id,omitempty"`
	Chat       int64  `json:"chat_id"`
	Message    int64  `json:"message_id,omitempty"`
	Receiver   int64  `json:"receiver_user_id,omitempty"` // with Ephemeral in place of Message
	Ephemeral  int64  `json:"ephemeral_message_id,omitempty"`
}

type deletion struct {
	Connection string  `json:"business_connection_id,omitempty"`
	Chat       int64   `json:"chat_id,omitempty"`
	Message    int64   `json:"message_id,omitempty"`
	Messages   []int64 `json:"message_ids,omitempty"`
}

type reactions struct {
	Chat     int64          `json:"chat_id"`
	Message  int64          `json:"message_id"`
	Reaction []reactionType `json:"reaction"`
}

type reactionType struct {
	Type   string `json:"type"`
	Emoji  string `json:"emoji,omitempty"`
	Custom string `json:"custom_emoji_id,omitempty"`
}

type chatAction struct {
	target
	Action string `json:"action"`
}

type readMessage struct {
	Connection string `json:"business_connection_id"`
	Chat       int64  `json:"chat_id"`
	Message    int64  `json:"message_id"`
}

type pressAnswer struct {
	Query string `json:"callback_query_id"`
	Text  string `json:"text,omitempty"`
}

type fileID struct {
	File string `json:"file_id"`
}

type chatID struct {
	Chat int64 `json:"chat_id"`
}

type webhookParams struct {
	URL         string   `json:"url"`
	Secret      string   `json:"secret_token,omitempty"`
	Updates     []string `json:"allowed_updates"`
	Connections int      `json:"max_connections,omitempty"`
	IP          string   `json:"ip_address,omitempty"`
	Drop        bool     `json:"drop_pending_updates,omitempty"`
}

type getUpdates struct {
	Offset  int64    `json:"offset,omitempty"`
	Timeout int      `json:"timeout"`
	Allowed []string `json:"allowed_updates"`
}

// entity is a MessageEntity on its way out; offsets are UTF-16 code units.
type entity struct {
	Type     string     `json:"type"`
	Offset   int        `json:"offset"`
	Length   int        `json:"length"`
	URL      string     `json:"url,omitempty"`
	User     *mentioned `json:"user,omitempty"`
	Language string     `json:"language,omitempty"`
	Emoji    string     `json:"custom_emoji_id,omitempty"`
}

type mentioned struct {
	ID int64 `json:"id"`
}

// markup is a reply_markup of any kind (Telegram Bot API: InlineKeyboardMarkup,
// ReplyKeyboardMarkup, ReplyKeyboardRemove, ForceReply).
type markup struct {
	Inline      [][]inlineButton `json:"inline_keyboard,omitempty"`
	Keyboard    [][]replyButton  `json:"keyboard,omitempty"`
	Resize      bool             `json:"resize_keyboard,omitempty"`
	Persistent  bool             `json:"is_persistent,omitempty"`
	OneTime     bool             `json:"one_time_keyboard,omitempty"`
	Remove      bool             `json:"remove_keyboard,omitempty"`
	ForceReply  bool             `json:"force_reply,omitempty"`
	Placeholder string           `json:"input_field_placeholder,omitempty"`
	Selective   bool             `json:"selective,omitempty"`
}

type inlineButton struct {
	Text string `json:"text"`
	Data string `json:"callback_data,omitempty"`
	URL  string `json:"url,omitempty"`
}

type replyButton struct {
	Text     string `json:"text"`
	Phone    bool   `json:"request_contact,omitempty"`
	Location bool   `json:"request_location,omitempty"`
}

// shape is what goes with a file that Telegram does not look into by itself.
type shape struct {
	Width    int  `json:"width,omitempty"`
	Height   int  `json:"height,omitempty"`
	Duration int  `json:"duration,omitempty"` // seconds
	AsFile   bool `json:"disable_content_type_detection,omitempty"`
}

// inputMedia is one item of an album, or what a message is changed to (Telegram Bot API:
// InputMedia).
type inputMedia struct {
	Type            string   `json:"type"`
	Media           string   `json:"media"`
	Caption         string   `json:"caption,omitempty"`
	CaptionEntities []entity `json:"caption_entities,omitempty"`
	CaptionAbove    bool     `json:"show_caption_above_media,omitempty"`
	Spoiler         bool     `json:"has_spoiler,omitempty"`
	shape
}
