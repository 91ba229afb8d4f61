package telegram

import (
	"context"
	"errors"
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/fetch"
	"github.com/contactkit/contactkit/telegram/apifabric"
)

// System is what the operators of a host set once for all Telegram channels, apart from what a
// tenant's form says of one. The zero System serves hosts without a gateway, and gateways at public
// addresses.
type System struct {
	// FabricAddress is API Fabric's address, "10.20.30.40:28070", which AICC (Huawei's contact
	// center) has as the system parameter "ApiFabric interface Address". Where a form names no
	// token address, tokens are asked for here. Which of the gateway's two ports AICC means by it
	// is not documented: name that of the authentication module.
	FabricAddress string
	// Trusted is the list of addresses that a tenant's gateway must be on,
	// "https://10.20.30.40:28090". Those on it may be private ones: they are dialled without asking
	// Settings.Dial. If nil, a gateway may be at any address that Settings.Dial allows.
	Trusted []string
	// Encoders are offered in the form by name, in addition to "bot_api".
	Encoders map[string]Encoder
}

// encoderBotAPI is the name of EncodeBotAPI in forms.
const encoderBotAPI = "bot_api"

// encoder finds an Encoder by its name in the form.
func (s System) encoder(name string) (Encoder, error) {
	if name == "" {
		return nil, nil
	}
	if e, ok := s.Encoders[name]; ok {
		return e, nil
	}
	if name == encoderBotAPI {
		return EncodeBotAPI, nil
	}
	return nil, &channel.FieldError{Field: "gatewayEncoder", Code: channel.CodeInvalid, Reason: "one of the encoders that are offered is needed"}
}

// encoders are the names for the form; the first, none, is the default.
func (s System) encoders() []string {
	names := []string{"", encoderBotAPI}
	for name := range s.Encoders {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names[2:])
	return names
}

// gateway reads the part of a form about a gateway; nil if there is none.
func (s System) gateway(set channel.Settings, pool *apifabric.Pool, flag func(string) bool, complain func(error)) *Gateway {
	v := set.Values
	base := v["gatewayUrl"]
	if base == "" {
		for _, name := range []string{"gatewayTokenUrl", "gatewayAppKey", "gatewayPath"} {
			if v[name] != "" {
				complain(&channel.FieldError{Field: "gatewayUrl", Code: channel.CodeMissing, Reason: "the gateway's address is needed"})
				break
			}
		}
		return nil
	}
	encode, err := s.encoder(v["gatewayEncoder"])
	if err != nil {
		complain(err)
	}
	tokens := v["gatewayTokenUrl"]
	if tokens == "" && s.FabricAddress != "" {
		tokens = "https://" + s.FabricAddress
	}
	trusted := s.Trusted
	if trusted != nil && s.FabricAddress != "" {
		trusted = append([]string{"https://" + s.FabricAddress}, trusted...)
	}
	g := &Gateway{Path: v["gatewayPath"], FilePath: v["gatewayFilePath"], Encode: encode}
	if list, ok := v["gatewaySubscribed"]; ok && list != "" {
		for name := range strings.SplitSeq(list, ",") {
			g.Subscribed = append(g.Subscribed, strings.TrimSpace(name))
		}
	}
	g.Fabric = apifabric.Config{
		TokenURL: tokens, BusinessURL: base, AllowNames: flag("gatewayAllowNames"), Trusted: trusted,
		AppKey: v["gatewayAppKey"], AppSecret: set.Key("gatewayAppSecret"), Sign: flag("gatewaySign"), Pool: pool, Now: set.Now,
	}
	if set.HTTP != nil {
		g.Fabric.HTTP = set.HTTP
	} else {
		g.Fabric.TLS, g.Fabric.Dial = set.TLS, s.dial(set, trusted)
	}
	return g
}

// dial reaches what is on the list of the operators, and else what the host lets, or public
// addresses.
func (s System) dial(set channel.Settings, trusted []string) func(ctx context.Context, network, address string) (net.Conn, error) {
	let := set.Dial
	if let == nil {
		let = fetch.Dialer()
	}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if slices.ContainsFunc(trusted, func(t string) bool { return hostPort(t) == address }) {
			return new(net.Dialer).DialContext(ctx, network, address)
		}
		return let(ctx, network, address)
	}
}

// hostPort is what is dialled for an address.
func hostPort(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	port := u.Port()
	if port == "" {
		port = "443"
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// isDraft reports whether a channel behind a gateway lacks something that AICC's form does not ask
// for. The five fields of that form (BaseUrl, APP Key, APP Secret, trust and identity certificate)
// make a channel all the same, which waits for the rest.
func (s System) isDraft(cfg Config) bool {
	if cfg.Gateway == nil || cfg.Token != "" {
		return false
	}
	fabric := cfg.Gateway.Fabric
	return cfg.Account == "" || len(cfg.WebhookSecret) == 0 && !cfg.InsecureNoSecret || fabric.TokenURL == "" && !fabric.Sign
}

// checkGateway says what a channel behind a gateway cannot do yet. AICC's form asks for none of it:
// the operator of API Fabric tells the path and the token address, since no page documents them.
func (s System) checkGateway(set channel.Settings) error {
	v := set.Values
	if v["gatewayUrl"] == "" {
		return nil
	}
	var errs []error
	missing := func(field, reason string) {
		errs = append(errs, &channel.FieldError{Field: field, Code: channel.CodeMissing, Reason: reason})
	}
	if set.Key("token") == "" && v["account"] == "" {
		missing("account", "the channel needs the bot's id, or no customer's message can be told apart; @BotFather's token begins with it")
	}
	if len(set.Keys["webhookSecret"]) == 0 && v["insecureNoSecret"] != "true" {
		missing("webhookSecret", "the channel needs a secret token, or it refuses every message that arrives")
	}
	if v["gatewayTokenUrl"] == "" && s.FabricAddress == "" && v["gatewaySign"] != "true" {
		missing("gatewayTokenUrl", "the gateway needs its token address, or nothing can be sent; it is usually on port 28070")
	}
	if v["gatewayPath"] == "" {
		missing("gatewayPath", "the gateway needs its path for sending, or nothing can be sent; its operator knows it")
	}
	return errors.Join(errs...)
}
