package telegramtest

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// refusal is an error answer.
type refusal struct {
	code    int
	text    string
	wait    time.Duration // of a 429
	migrate int64
}

func badRequest(text string) *refusal { return &refusal{code: 400, text: "Bad Request: " + text} }

func forbidden(text string) *refusal { return &refusal{code: 403, text: "Forbidden: " + text} }

func conflict(text string) *refusal { return &refusal{code: 409, text: "Conflict: " + text} }

func tooMany(wait time.Duration) *refusal {
	n := retryAfter(wait)
	return &refusal{code: 429, text: "Too Many Requests: retry after " + strconv.Itoa(n), wait: wait}
}

// retryAfter is whole seconds, at least one.
func retryAfter(wait time.Duration) int { return max(1, int(math.Ceil(wait.Seconds()))) }

// method is one API method. It runs under the server's lock.
type method struct {
	run   func(*Server, params) (any, *refusal)
	sends bool // counts against the rates
}

// methods by name in lower case: names are case-insensitive.
var methods = map[string]method{
	"getme":         {run: (*Server).getMe},
	"logout":        {run: (*Server).logOut},
	"close":         {run: (*Server).closeBot},
	"getchat":       {run: (*Server).getChat},
	"getupdates":    {}, // waits, and is served apart
	"setwebhook":    {run: (*Server).setWebhook},
	"deletewebhook": {run: (*Server).deleteWebhook},

	"getwebhookinfo": {run: (*Server).getWebhookInfo},

	"sendmessage":    {run: (*Server).sendMessage, sends: true},
	"sendphoto":      {run: media("photo"), sends: true},
	"senddocument":   {run: media("document"), sends: true},
	"sendvideo":      {run: media("video"), sends: true},
	"sendanimation":  {run: media("animation"), sends: true},
	"sendaudio":      {run: media("audio"), sends: true},
	"sendvoice":      {run: media("voice"), sends: true},
	"sendvideonote":  {run: media("video_note"), sends: true},
	"sendsticker":    {run: media("sticker"), sends: true},
	"sendlocation":   {run: (*Server).sendLocation, sends: true},
	"sendvenue":      {run: (*Server).sendVenue, sends: true},
	"sendcontact":    {run: (*Server).sendContact, sends: true},
	"sendchataction": {run: (*Server).sendChatAction},

	"sendmessagedraft": {run: (*Server).sendMessageDraft},

	"sendmediagroup": {run: (*Server).sendMediaGroup, sends: true},
	"copymessage":    {run: (*Server).copyMessage, sends: true},
	"forwardmessage": {run: (*Server).forwardMessage, sends: true},

	"editmessagetext":          {run: (*Server).editMessageText},
	"editmessagecaption":       {run: (*Server).editMessageCaption},
	"editmessagemedia":         {run: (*Server).editMessageMedia},
	"editmessagereplymarkup":   {run: (*Server).editMessageReplyMarkup},
	"editephemeralmessagetext": {run: (*Server).editEphemeralMessageText},
	"deleteephemeralmessage":   {run: (*Server).deleteEphemeralMessage},

	"deletemessage":       {run: (*Server).deleteMessage},
	"deletemessages":      {run: (*Server).deleteMessages},
	"setmessagereaction":  {run: (*Server).setMessageReaction},
	"answercallbackquery": {run: (*Server).answerCallbackQuery},
	"getfile":             {run: (*Server).getFile},

	"getbusinessconnection":  {run: (*Server).getBusinessConnection},
	"readbusinessmessage":    {run: (*Server).readBusinessMessage},
	"deletebusinessmessages": {run: (*Server).deleteBusinessMessages},
}

// serve is the API. Method URL: {base}/bot{token}/{method}.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, body []byte) {
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		s.answer(w, nil, "", &refusal{code: 501, text: "Not Implemented"})
		return
	}
	if rest, ok := strings.CutPrefix(r.URL.Path, "/file/bot"); ok {
		s.download(w, rest)
		return
	}
	rest, ok := strings.CutPrefix(r.URL.Path, "/bot")
	token, name, found := strings.Cut(rest, "/")
	if !ok || !found || name == "" {
		s.answer(w, nil, "", &refusal{code: 404, text: "Not Found"})
		return
	}
	if bad := s.checkToken(token); bad != nil {
		s.answer(w, nil, "", bad)
		return
	}
	name = strings.ToLower(name)
	m, ok := methods[name]
	if !ok || strings.Contains(name, "/") {
		s.answer(w, nil, "", &refusal{code: 404, text: "Not Found: method not found"})
		return
	}
	p, bad := readParams(r, body)
	if bad != nil {
		s.answer(w, nil, "", bad)
		return
	}
	if name == "getupdates" {
		result, bad := s.getUpdates(r.Context(), p)
		s.answer(w, result, "", bad)
		return
	}
	result, bad := s.call(m, p)
	described, _ := result.(described)
	if described.text != "" {
		result = described.result
	}
	s.answer(w, result, described.text, bad)
}

// described is a result that comes with a description.
type described struct {
	result any
	text   string
}

func (s *Server) call(m method, p params) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.gone {
		return nil, badRequest("Logged out")
	}
	if m.sends {
		if bad := s.checkRate(p); bad != nil {
			return nil, bad
		}
	}
	return m.run(s, p)
}

// checkToken refuses as the open server does.
func (s *Server) checkToken(token string) *refusal {
	switch {
	case token == s.Config().Token:
		return nil
	case !strings.Contains(token, ":"), strings.HasPrefix(token, "0"), len(token) > 80:
		return &refusal{code: 401, text: "Unauthorized: invalid token specified"}
	}
	return &refusal{code: 401, text: "Unauthorized"}
}

func (s *Server) answer(w http.ResponseWriter, result any, description string, bad *refusal) {
	out := obj{"ok": bad == nil}
	status := http.StatusOK
	w.Header().Set("Content-Type", "application/json")
	if bad == nil {
		out["result"] = result
		if description != "" {
			out["description"] = description
		}
	} else {
		status = bad.code
		out["error_code"], out["description"] = bad.code, bad.text
		if bad.code == http.StatusTooManyRequests {
			n := retryAfter(bad.wait)
			out["parameters"] = obj{"retry_after": n}
			w.Header().Set("Retry-After", strconv.Itoa(n))
		}
		if bad.migrate != 0 {
			out["parameters"] = obj{"migrate_to_chat_id": bad.migrate}
		}
	}
	w.WriteHeader(status)
	_, _ = w.Write(encode(out))
}

// encode writes JSON as the open server does: ASCII only.
func encode(v any) []byte {
	return standin.ASCII(standin.JSON(v), func(rune) string { return "" })
}

func (s *Server) getMe(params) (any, *refusal) {
	me := s.user()
	for k, v := range (obj{
		"can_join_groups": true, "can_read_all_group_messages": false, "supports_inline_queries": false,
		"can_connect_to_business": true, "has_main_web_app": false, "has_topics_enabled": false,
	}) {
		me[k] = v
	}
	return me, nil
}

func (s *Server) logOut(params) (any, *refusal) {
	s.gone = true
	return true, nil
}

func (s *Server) closeBot(params) (any, *refusal) { return true, nil }
