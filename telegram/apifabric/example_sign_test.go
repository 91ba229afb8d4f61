package apifabric_test

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/contactkit/contactkit/telegram/apifabric"
)

func ExampleSigner() {
	req, _ := http.NewRequest(http.MethodGet, "https://10.0.0.10:28090/apiaccess/demo", nil)
	req.Header.Set("Content-Type", "application/json")
	apifabric.Signer{Key: "AK", Secret: "SK"}.Sign(req, nil, time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC))
	fmt.Println(req.Header.Get("X-Sdk-Date"))
	fmt.Println(strings.Split(req.Header.Get("Authorization"), ", Signature=")[0])
	// Output:
	// 20260609T120000Z
	// SDK-HMAC-SHA256 Access=AK, SignedHeaders=content-type;host;x-sdk-date
}
