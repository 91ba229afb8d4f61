package hostile

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
)

// statuses are those that net/http passes on as final answers, documented or not.
var statuses = []int{200, 201, 202, 204, 205, 206, 207, 226, 299, 300, 301, 302, 303, 304, 305, 306, 307, 308, 399,
	400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 420, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 499,
	500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511, 520, 521, 522, 524, 529, 530, 598, 599}

// refusing are the bodies in which a platform refuses in its own form.
var refusing = []string{"secrets in each text", "a long description", "control characters", "doubled members"}

// headers are what an answer says about waiting.
var headers = []http.Header{
	{},
	{"Retry-After": {"99999999999999999999"}, "X-Rate-Limit-Reset": {"99999999999999"}, "X-Rate-Limit-Remaining": {"-1"}},
	{"Retry-After": {"-5"}, "X-Rate-Limit-Reset": {"-1"}, "X-App-Usage": {"{"}, "X-Business-Use-Case-Usage": {`{"77":[{"estimated_time_to_regain_access":1e30}]}`}},
	{"Retry-After": {"Fri, 31 Dec 9999 23:59:59 GMT"}, "X-Rate-Limit-Reset": {"NaN"}, "Content-Encoding": {"br"}, "Content-Type": {"text/html"}},
}

// bodies are the bodies of answers by name; said is what some of them repeat.
func bodies(said string) map[string]string {
	return map[string]string{
		"empty":                  "",
		"white space":            " \r\n\t ",
		"null":                   "null",
		"true in a list":         "[true]",
		"a number":               "1e400",
		"an empty text":          `""`,
		"an empty list":          "[]",
		"a list of objects":      `[{"ok":true,"result":{"message_id":5}}]`,
		"an empty object":        "{}",
		"ok without a result":    `{"ok":true}`,
		"a page":                 "<!DOCTYPE html><html><body>" + said + "</body></html>",
		"a page in upper case":   "<HTML>",
		"XML":                    `<?xml version="1.0"?><error>` + said + `</error>`,
		"broken off":             `{"ok":true,"result":{"message_id":`,
		"two objects":            `{"ok":true}{"ok":true}`,
		"garbage after it":       `{"ok":true,"result":{}} trailing`,
		"deep lists":             strings.Repeat("[", 100_000),
		"deep objects":           strings.Repeat(`{"result":`, 50_000),
		"not UTF-8":              "{\"ok\":\"\xff\xfe\",\"description\":\"\xc3\x28\"}",
		"NUL":                    "{\"ok\":true,\"description\":\"\\u0000\"}\x00",
		"a byte-order mark":      "\ufeff{}",
		"packed without a word":  packed(`{"ok":true}`),
		"members of other kinds": `{"ok":"yes","result":[],"error_code":{},"description":[],"parameters":7,"error":[],"errors":{},"data":true,"event":9,"message_id":{},"recipient_id":[]}`,
		"errors of other kinds":  `{"ok":false,"error":{"code":"x","message":[],"error_subcode":{},"is_transient":"no"},"errors":[7,null,{"code":[],"message":{}}],"error_code":"x"}`,
		"secrets in each text": `{"ok":false,"error_code":403,"description":"` + said + `","error":{"code":10,"message":"` + said + `","type":"` + said + `","error_user_msg":"` + said + `","fbtrace_id":"` + said +
			`"},"errors":[{"code":93,"message":"` + said + `"}],"title":"` + said + `","detail":"` + said + `","type":"` + said + `"}`,
		"a long description":   `{"ok":false,"error_code":400,"description":"` + strings.Repeat("é", 200_000) + `","error":{"code":100,"message":"` + strings.Repeat("é", 200_000) + `"},"errors":[{"code":1,"message":"` + strings.Repeat("é", 200_000) + `"}]}`,
		"control characters":   `{"ok":false,"error_code":400,"description":"a\u001b[31m\r\nb\u202e","error":{"code":100,"message":"a\u001b[31m\r\nb\u202e"},"errors":[{"code":1,"message":"a\u001b[31m\r\nb\u202e"}]}`,
		"a megabyte of blanks": strings.Repeat(" ", 1<<20),
		"doubled members":      `{"ok":true,"ok":false,"error":{"code":1},"error":null,"errors":[],"errors":[{"code":1}]}`,
	}
}

// packed is a text packed by gzip.
func packed(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, text) // into memory
	_ = w.Close()
	return b.String()
}
