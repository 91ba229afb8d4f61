package hosttest_test

import (
	"net/http"
	"net/http/httptest"
)

func answer(h http.Handler, r *http.Request) int {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}
