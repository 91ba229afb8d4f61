package main

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// withEcho mounts the webhook on echo.
func withEcho(webhook http.Handler) http.Handler {
	e := echo.New()
	e.Any("/webhook", echo.WrapHandler(webhook))
	return e
}
