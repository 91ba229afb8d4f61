package facebook_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

// A host answers Meta's data deletion callback: it proves the request, notes it, and says where the
// person can follow it.
func ExampleReadSignedRequest() {
	secret := channel.NewKeys("s3cret")
	handler := func(w http.ResponseWriter, r *http.Request) {
		call, err := channel.ReadWebhookMax(r, 64<<10) // the proof is in the body: read no more of it than such a call has
		var request facebook.SignedRequest
		if err == nil {
			request, err = facebook.ReadSignedRequest(call, secret)
		}
		if err != nil {
			http.Error(w, http.StatusText(channel.StatusCode(err)), channel.StatusCode(err))
			return
		}
		ev := request.DeletionRequested("519000000000001") // to be stored like any event, unique on its ID
		fmt.Println(ev.ID)
		reply, err := facebook.DeletionReply("https://desk.example/deletion?code=d218", "d218")
		if err != nil {
			http.Error(w, "", http.StatusInternalServerError)
			return
		}
		reply.ServeHTTP(w, r)
	}
	form := "signed_request=KnqcU6klmNgh3XVLhZuZi_9orhsKTkuePAOgDbG_RkU.eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImlzc3VlZF9hdCI6MTc2NDAwMDAwMCwidXNlcl9pZCI6IjIxOCJ9"
	w := httptest.NewRecorder()
	handler(w, httptest.NewRequest(http.MethodPost, "/deletion", strings.NewReader(form)))
	fmt.Println(w.Body)
	// Output:
	// facebook/519000000000001/app/218/data_deletion/20251124160000
	// {"url":"https://desk.example/deletion?code=d218","confirmation_code":"d218"}
}
