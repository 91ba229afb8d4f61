package standintest

import (
	"errors"
	"io"
	"net/http"
	"strings"
)

// Post makes one call for [Harness].Send and reads the whole answer. A status other than 2xx is an
// error. Headers are name, value, name, value.
func Post(client *http.Client, address, contentType, body string, header ...string) error {
	req, err := http.NewRequest(http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", contentType)
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return err
	}
	if resp.StatusCode > 299 {
		return errors.New(resp.Status)
	}
	return nil
}
