package api

import (
	"context"
	"net/http"
	"time"

	"github.com/gainsay/gainsay/account"
	"github.com/gainsay/gainsay/view"
	"github.com/gainsay/gainsay/webhook"
)

// WebhookStore keeps webhooks and their notices.
type WebhookStore interface {
	AddWebhook(ctx context.Context, w view.Webhook) error
	RemoveWebhook(ctx context.Context, name string) error
	Webhooks(ctx context.Context) ([]view.Webhook, error)
	DeadNotices(ctx context.Context, webhook string) ([]view.Notice, error)
	ResendNotices(ctx context.Context, webhook string, now time.Time) (int, error)
}

var _ = add(
	&route{method: http.MethodGet, path: "/webhooks", scope: account.Moderate, name: "listWebhooks",
		doc: "Lists webhooks.", params: listParams(), answer: Webhook{}, list: true,
		handle: (*API).webhooks},
	&route{method: http.MethodPost, path: "/webhooks", scope: account.Moderate, name: "addWebhook",
		doc:  "Adds a webhook and returns its secret, which cannot be shown again.",
		body: []content{{"application/json", NewWebhook{}}}, status: http.StatusCreated,
		answer: AddedWebhook{},
		fails:  []int{http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity},
		handle: (*API).addWebhook},
	&route{method: http.MethodDelete, path: "/webhooks/{name}", scope: account.Moderate,
		name: "removeWebhook", doc: "Removes a webhook and the notices that wait for it.",
		params: []param{nameParam}, status: http.StatusNoContent, fails: []int{http.StatusNotFound},
		handle: (*API).removeWebhook},
	&route{method: http.MethodGet, path: "/webhooks/{name}/dead", scope: account.Moderate,
		name: "listDeadNotices", doc: "Lists the notices of a webhook that were given up.",
		params: listParams(nameParam), answer: Notice{}, list: true, fails: []int{http.StatusNotFound},
		handle: (*API).deadNotices},
	&route{method: http.MethodPost, path: "/webhooks/{name}/resend", scope: account.Moderate,
		name: "resendNotices", doc: "Sends the notices of a webhook that were given up again.",
		params: []param{nameParam}, answer: Resent{}, fails: []int{http.StatusNotFound},
		handle: (*API).resend},
)

// NewWebhook is a webhook to add.
type NewWebhook struct {
	Name   string             `json:"name"`
	URL    string             `json:"url"`
	Filter view.WebhookFilter `json:"filter,omitzero"`
}

// AddedWebhook is a new webhook with its secret.
type AddedWebhook struct {
	Name   string             `json:"name"`
	URL    string             `json:"url"`
	Secret string             `json:"secret"`
	Filter view.WebhookFilter `json:"filter"`
}

// Webhook is a webhook without its secret.
type Webhook struct {
	Name    string             `json:"name"`
	URL     string             `json:"url"`
	Filter  view.WebhookFilter `json:"filter"`
	Created time.Time          `json:"created"`
	Waiting int                `json:"waiting"` // notices to be sent, or to be sent again
	Dead    int                `json:"dead"`    // notices that were given up
}

// Notice is a notice that was given up.
type Notice struct {
	Message  string    `json:"message"` // its id
	Created  time.Time `json:"created"`
	Attempts int       `json:"attempts"`
	Problem  string    `json:"problem"` // of the last attempt
	Body     string    `json:"body"`    // JSON
}

// Resent says how many notices are sent again.
type Resent struct {
	Notices int `json:"notices"`
}

func (a *API) webhooks(c *call) error {
	all, err := a.Webhooks.Webhooks(c.ctx)
	if err != nil {
		return err
	}
	return listed(c, within(all, func(w view.Webhook) string { return w.Name }, func(w view.Webhook) Webhook {
		return Webhook{w.Name, w.URL, w.Filter, w.Created, w.Waiting, w.Dead}
	}))
}

func (a *API) addWebhook(c *call) error {
	var n NewWebhook
	if err := c.read(&n); err != nil {
		return err
	}
	name, err := account.CleanName(n.Name)
	w := view.Webhook{Name: name, URL: n.URL, Filter: n.Filter, Secret: webhook.NewSecret()}
	if err == nil {
		err = webhook.Check(w)
	}
	if err != nil {
		return failf(http.StatusUnprocessableEntity, "%s", sentence(err.Error()))
	}
	if err := a.Webhooks.AddWebhook(c.ctx, w); err != nil {
		return err
	}
	c.w.Header().Set("Location", link("webhooks", w.Name))
	return c.send(AddedWebhook{w.Name, w.URL, w.Secret, w.Filter})
}

func (a *API) removeWebhook(c *call) error {
	if err := a.Webhooks.RemoveWebhook(c.ctx, c.r.PathValue("name")); err != nil {
		return err
	}
	return c.none()
}

func (a *API) deadNotices(c *call) error {
	name := c.r.PathValue("name")
	all, err := a.Webhooks.Webhooks(c.ctx)
	if err != nil {
		return err
	}
	known := false
	for _, w := range all {
		known = known || w.Name == name
	}
	if !known {
		return view.ErrNoWebhook
	}
	dead, err := a.Webhooks.DeadNotices(c.ctx, name)
	if err != nil {
		return err
	}
	return listed(c, within(dead, func(n view.Notice) string { return n.Message }, func(n view.Notice) Notice {
		return Notice{n.Message, n.Created, n.Attempts, n.Problem, string(n.Body)}
	}))
}

func (a *API) resend(c *call) error {
	n, err := a.Webhooks.ResendNotices(c.ctx, c.r.PathValue("name"), a.Now())
	if err != nil {
		return err
	}
	if a.Wake != nil {
		a.Wake()
	}
	return c.send(Resent{n})
}
