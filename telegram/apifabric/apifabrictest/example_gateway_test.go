package apifabrictest_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/contactkit/contactkit/telegram/apifabric/apifabrictest"
)

// An AICC behind its gateway: it gives out tokens, and takes updates at the address that its
// console shows.
func ExampleGateway() {
	aicc := apifabrictest.New(apifabrictest.Config{})
	post := func(url, body string) string {
		resp, err := aicc.Client().Post(url, "application/json", strings.NewReader(body))
		if err != nil {
			return err.Error()
		}
		defer resp.Body.Close()
		answer, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != http.StatusOK {
			return resp.Status
		}
		return string(answer)
	}
	fmt.Println(post(apifabrictest.TokenURL+"/apigovernance/api/oauth/tokenByAkSk", `{"app_key":"example-app-key","app_secret":"wrong"}`))
	fmt.Println(post(aicc.InboundURL(), `{"update_id":1}`))
	fmt.Println(len(aicc.Taken()), aicc.Tokens())
	// Output:
	// 401 Unauthorized
	// {"resultMsg":"200"}
	// 1 0
}
