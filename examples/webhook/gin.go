package main

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// withGin mounts the webhook on gin. Recovery is safe before it; a middleware that binds the body
// is not.
func withGin(webhook http.Handler) http.Handler {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.Use(gin.Recovery())
	r.Any("/webhook", gin.WrapH(webhook))
	return r
}
