package deploy

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	"sigs.k8s.io/yaml"
)

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// manifests are the objects of the file for Kubernetes. A member that its type does not have is an
// error.
func manifests(t *testing.T) (d appsv1.Deployment, s corev1.Service, b policyv1.PodDisruptionBudget) {
	t.Helper()
	parts := bytes.Split(read(t, "kubernetes/contact-center.yaml"), []byte("\n---\n"))
	into := []any{&d, &s, &b}
	if len(parts) != len(into) {
		t.Fatalf("%d objects", len(parts))
	}
	for i, part := range parts {
		if err := yaml.UnmarshalStrict(part, into[i]); err != nil {
			t.Fatal(err)
		}
	}
	return d, s, b
}

func TestManifests(t *testing.T) {
	d, s, b := manifests(t)
	for got, want := range map[string]string{
		d.APIVersion + " " + d.Kind: "apps/v1 Deployment", s.APIVersion + " " + s.Kind: "v1 Service", b.APIVersion + " " + b.Kind: "policy/v1 PodDisruptionBudget",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	labels := d.Spec.Template.Labels
	for name, selector := range map[string]map[string]string{
		"the deployment": d.Spec.Selector.MatchLabels, "the service": s.Spec.Selector, "the budget": b.Spec.Selector.MatchLabels,
	} {
		if len(selector) == 0 || !maps.Equal(selector, labels) {
			t.Errorf("%s selects %v, and the pods have %v", name, selector, labels)
		}
	}
	if *d.Spec.Replicas < 2 || b.Spec.MaxUnavailable.IntValue() >= int(*d.Spec.Replicas) {
		t.Errorf("%d nodes, of which %d may be away", *d.Spec.Replicas, b.Spec.MaxUnavailable.IntValue())
	}
	c := d.Spec.Template.Spec.Containers[0]
	port := c.Ports[0]
	if s.Spec.Ports[0].TargetPort.String() != port.Name {
		t.Errorf("the service leads to %s", s.Spec.Ports[0].TargetPort.String())
	}
	for path, probe := range map[string]*corev1.Probe{"/healthz": c.LivenessProbe, "/readyz": c.ReadinessProbe} {
		if probe == nil || probe.HTTPGet == nil || probe.HTTPGet.Path != path || probe.HTTPGet.Port.String() != port.Name {
			t.Errorf("%s is not asked", path)
		}
	}
	// A node gets SIGTERM after the pause, and has five seconds for webhooks and the lease for what
	// is being sent.
	grace, stop := *d.Spec.Template.Spec.TerminationGracePeriodSeconds, c.Lifecycle.PreStop.Sleep
	if stop == nil || grace < stop.Seconds+5+6 {
		t.Errorf("%d seconds to stop in", grace)
	}
}

func TestCompose(t *testing.T) {
	project, err := loader.LoadWithContext(t.Context(), types.ConfigDetails{
		WorkingDir:  ".",
		ConfigFiles: []types.ConfigFile{{Filename: "compose.yaml", Content: read(t, "compose.yaml")}},
		Environment: types.Mapping{"POSTGRES_PASSWORD": "a-password"},
	})
	if err != nil {
		t.Fatal(err)
	}
	front := project.Configs["front"].Content
	for name, s := range project.Services {
		if !strings.HasPrefix(name, "node-") {
			continue
		}
		if !slices.Contains(s.Command, name) || !strings.Contains(front, name+":8080") {
			t.Errorf("%s runs %q, and the front has %s", name, s.Command, front)
		}
		// The front asks every two seconds whether a node is ready, and must notice before the node
		// is gone.
		if at := slices.Index(s.Command, "-drain"); at < 0 || s.Command[at+1] != "5s" || !strings.Contains(front, "health_interval 2s") {
			t.Errorf("%s ends before the front can notice: %q", name, s.Command)
		}
		if s.DependsOn["database"].Condition != types.ServiceConditionHealthy || s.StopGracePeriod == nil {
			t.Errorf("%s begins before its database, or is not let end", name)
		}
	}
	for _, internal := range []string{"/metrics", "/healthz", "/readyz", "/uncertain"} { // the node's own pages
		if hidden, _, _ := strings.Cut(front, "respond @internal 404"); !strings.Contains(hidden, " "+internal) {
			t.Errorf("the front shows %s to the public", internal)
		}
	}
	if n := strings.Count(front, "node-"); n != 3 {
		t.Errorf("the front has %d nodes", n)
	}
	if _, err := loader.LoadWithContext(t.Context(), types.ConfigDetails{
		WorkingDir:  ".",
		ConfigFiles: []types.ConfigFile{{Filename: "compose.yaml", Content: read(t, "compose.yaml")}},
	}); err == nil || !strings.Contains(err.Error(), "POSTGRES_PASSWORD") {
		t.Errorf("without a password: %v", err)
	}
}

var metric = regexp.MustCompile(`\b(?:dispatch|contactkit)_[a-z_]+`)

// registered are the metrics of package observe. It is in another module, so its source is read.
func registered(t *testing.T) map[string]bool {
	t.Helper()
	all := make(map[string]bool)
	for _, file := range []string{"../observe/metrics.go", "../observe/database.go", "../observe/platform.go"} {
		for _, m := range regexp.MustCompile(`"((?:dispatch|contactkit)_[a-z_]+)"`).FindAllSubmatch(read(t, file), -1) {
			all[string(m[1])] = true
		}
	}
	if len(all) < 11 {
		t.Fatal("the metrics of package observe are not found:", all)
	}
	return all
}

func TestAlarms(t *testing.T) {
	var file struct {
		Groups []struct {
			Name  string `json:"name"`
			Rules []struct {
				Alert       string            `json:"alert"`
				Expr        string            `json:"expr"`
				For         string            `json:"for"`
				Annotations map[string]string `json:"annotations"`
			} `json:"rules"`
		} `json:"groups"`
	}
	if err := yaml.UnmarshalStrict(read(t, "prometheus/alarms.yaml"), &file); err != nil {
		t.Fatal(err)
	}
	known, runbook := registered(t), string(read(t, "../../docs/guide/several-nodes.md"))
	missing := map[string]string{ // alarms that a contact center needs, with a part of their expressions
		"MessageStuck": "contactkit_unsent_oldest_seconds", "MessageWaits": "contactkit_line_oldest_seconds", "Uncertain": "contactkit_receipts_uncertain",
		"WebhookLate": "contactkit_webhook_lag_seconds_bucket", "CredentialEnds": "contactkit_channel_findings{finding=", "WebhookOff": "contactkit_channel_findings{fatal=",
	}
	for _, rule := range file.Groups[0].Rules {
		if part := missing[rule.Alert]; part != "" && strings.Contains(rule.Expr, part) {
			delete(missing, rule.Alert)
		}
		for _, name := range metric.FindAllString(rule.Expr, -1) {
			name = strings.TrimSuffix(name, "_bucket") // of a histogram
			if !known[name] {
				t.Errorf("%s: there is no %s", rule.Alert, name)
			}
		}
		if !strings.Contains(runbook, "`"+rule.Alert+"`") {
			t.Errorf("the runbook says nothing of %s", rule.Alert)
		}
		if rule.Annotations["summary"] == "" {
			t.Errorf("%s does not say what it is", rule.Alert)
		}
	}
	if len(missing) > 0 {
		t.Errorf("no alarm is raised by %v", missing)
	}
}

func TestDashboard(t *testing.T) {
	var board struct {
		Panels []struct {
			Title   string `json:"title"`
			Targets []struct {
				Expr string `json:"expr"`
			} `json:"targets"`
		} `json:"panels"`
	}
	if err := json.Unmarshal(read(t, "grafana/dashboard.json"), &board); err != nil {
		t.Fatal(err)
	}
	known, shown := registered(t), make(map[string]bool)
	for _, p := range board.Panels {
		for _, target := range p.Targets {
			for _, name := range metric.FindAllString(target.Expr, -1) {
				name = strings.TrimSuffix(name, "_bucket") // of a histogram
				shown[name] = true
				if !known[name] {
					t.Errorf("%s: there is no %s", p.Title, name)
				}
			}
		}
	}
	for name := range known {
		if !shown[name] {
			t.Errorf("%s is not shown", name)
		}
	}
}
