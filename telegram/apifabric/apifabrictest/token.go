package apifabrictest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const mostTokenLife = 3600 // seconds: "X-Token-Expire", maximum

// serveAuth is the authentication module: POST /apigovernance/api/oauth/tokenByAkSk.
func (f *Gateway) serveAuth(w http.ResponseWriter, r *http.Request, body []byte) {
	if r.URL.Path != "/apigovernance/api/oauth/tokenByAkSk" || f.cfg.Sign {
		refuse(w, http.StatusNotFound, "no such API")
		return
	}
	life := 600
	if wish := r.Header.Get("X-Token-Expire"); wish != "" {
		n, err := strconv.Atoi(wish)
		if err != nil || n < 1 || n > mostTokenLife {
			refuse(w, http.StatusBadRequest, "X-Token-Expire is 1 to 3600")
			return
		}
		life = n
	}
	var in struct {
		Key    string `json:"app_key"`
		Secret string `json:"app_secret"`
	}
	if r.Method != http.MethodPost || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") || json.Unmarshal(body, &in) != nil {
		refuse(w, http.StatusBadRequest, "a POST of JSON is needed")
		return
	}
	if in.Key != f.cfg.AppKey || in.Secret != f.cfg.AppSecret {
		refuse(w, http.StatusUnauthorized, "the app key or its secret is wrong")
		return
	}
	now := f.auth.Clock.Now()
	value := f.newToken(now.Add(time.Duration(life) * time.Second))
	out := obj{
		"AccessToken": value, "ApplyType": "Bearer", "CreateTime": strconv.FormatInt(now.Unix(), 10), "Expires": strconv.Itoa(life),
		"Scope": "", "AppKey": in.Key, "UserID": "Anonymous",
	}
	if f.cfg.Numbers {
		out["CreateTime"], out["Expires"] = now.Unix(), life
	}
	answer(w, http.StatusOK, out)
}

func (f *Gateway) newToken(end time.Time) string {
	value := "fabric-" + f.auth.Letters(32, letters)
	f.auth.Hide(value)
	f.business.Hide(value)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.cfg.One {
		clear(f.tokens)
	}
	f.tokens[value] = end
	f.given++
	return value
}

// authorized checks x-app-key and the bearer token of a call, or its signature.
func (f *Gateway) authorized(r *http.Request, body []byte) bool {
	if f.cfg.Sign {
		return f.signed(r, body)
	}
	value, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	f.mu.Lock()
	defer f.mu.Unlock()
	end, known := f.tokens[value]
	return ok && known && r.Header.Get("X-App-Key") == f.cfg.AppKey && f.business.Clock.Now().Before(end)
}

// Tokens is how many tokens were given out.
func (f *Gateway) Tokens() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.given
}

// Expire ends every token at once, before its time.
func (f *Gateway) Expire() {
	f.mu.Lock()
	defer f.mu.Unlock()
	clear(f.tokens)
}
