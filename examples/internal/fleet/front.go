package fleet

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// turn returns the node whose turn it is among those that answer. It is nil if there is no node.
func (f *Fleet) turn() *process {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.nodes) == 0 {
		return nil
	}
	for range f.nodes {
		f.next++
		if p := f.nodes[f.next%len(f.nodes)]; time.Now().After(f.down[p]) {
			return p
		}
	}
	return f.nodes[f.next%len(f.nodes)]
}

// rest leaves a node alone for a while.
func (f *Fleet) rest(p *process) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.down[p] = time.Now().Add(cmp.Or(f.cfg.Rest, time.Second))
}

// Deliver brings a webhook call to a node. If the node does not answer, the platform gets 502 and
// delivers again.
func (f *Fleet) Deliver(path string, w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	to := f.turn()
	if to == nil {
		http.Error(w, "no node runs", http.StatusBadGateway)
		return
	}
	out, err := http.NewRequestWithContext(r.Context(), r.Method, to.address+path, bytes.NewReader(body))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	out.Header, out.URL.RawQuery = r.Header.Clone(), r.URL.RawQuery
	resp, err := f.client.Do(out)
	if err != nil {
		f.rest(to)
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer resp.Body.Close()
	w.WriteHeader(resp.StatusCode)
	_, _ = io.Copy(w, resp.Body)
}

// Page returns a page of the newest node.
func (f *Fleet) Page(ctx context.Context, path string) (string, error) {
	addresses := f.Addresses()
	if len(addresses) == 0 {
		return "", errors.New("fleet has no node")
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, addresses[len(addresses)-1]+path, http.NoBody)
	if err != nil {
		return "", err
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", path, resp.Status)
	}
	return string(body), err
}
