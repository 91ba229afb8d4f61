// Package apifabrictest is a pretended API Fabric, Huawei's gateway before an AICC: it gives out
// tokens on a port of their own, takes AICC's inbound updates and web-client calls, relays methods
// of the Bot API to a [telegramtest.Server], and with Start shows and demands certificates.
//
//	aicc := apifabrictest.New(apifabrictest.Config{Bot: bot})
//	client := aicc.Client() // reaches it in this process
//
// It is written from Huawei's documentation, independently of package apifabric. Where that
// documentation is silent, the comment says so. It keeps everything in memory and may be used
// concurrently.
package apifabrictest
