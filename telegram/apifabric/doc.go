// Package apifabric talks to API Fabric, the gateway through which a Huawei AICC contact center
// reaches Telegram: an app key and secret become a token that every call shows, over TLS with
// certificates of both sides. It also has two ways to use a bot of one's own together with an AICC:
// the bridge that hands Telegram's updates to AICC, and AICC's web-client interfaces as the way
// out.
//
//	gateway, err := apifabric.New(apifabric.Config{
//		TokenURL:    "https://10.20.30.40:28070",
//		BusinessURL: "https://10.20.30.40:28090",
//		AppKey:      "…", AppSecret: "…",
//		TLS:         channel.TLS{Trust: [][]byte{mycert}, Certificate: identity, Key: key},
//	})
//	answer, err := gateway.Do(ctx, apifabric.Call{Op: "send", Path: "/apiaccess/…", Body: body})
//
// Everything that Huawei's pages leave open is configuration and never guessed: above all method,
// path and body of the APIs by which AICC sends to Telegram. Package telegram takes them as
// templates: see telegram.Gateway.
package apifabric
