package console

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
)

// surveyView is the page on which supervisors set the survey and see its results.
type surveyView struct {
	Survey  engine.Survey
	Choices string       // one a line
	Texts   []surveyText // in other languages; the last one is empty
	Saved   bool
	Asked   int
	Answers []tally
	List    []surveyRow
}

// tally is how often customers chose something.
type tally struct {
	Name string
	N    int
}

// surveyRow is a session whose customer was asked.
type surveyRow struct {
	store.Episode
	Agent  string
	Href   string
	Medium channel.Thread
}

const (
	mostSurveyed  = 200
	mostChoices   = 10
	longestChoice = 20 // characters: what every platform's quick reply takes
	longestSurvey = 1000
	fewestChoices = 2
)

// survey shows the survey and what customers said.
func (c *console) survey(w http.ResponseWriter, r *http.Request) {
	if !web.Who(r.Context()).Supervises() {
		c.site.Refuse(w, r, http.StatusForbidden, locale.Mark("This page is for supervisors."))
		return
	}
	v := surveyView{Saved: r.URL.Query().Get("saved") != ""}
	err := c.site.Store.View(r.Context(), func(t *store.Tx) error {
		if err := t.Setting(engine.SurveySetting, &v.Survey); err != nil {
			return err
		}
		n, err := c.names(t, r)
		if err != nil {
			return err
		}
		list, err := t.Surveyed(mostSurveyed)
		for _, e := range list {
			v.List = append(v.List, surveyRow{e, n.of(e.Agent), where{}.link(e.Thread), e.Thread})
			v.count(e.Answer)
		}
		return err
	})
	if err != nil {
		c.site.Fail(w, r, err)
		return
	}
	v.Asked = len(v.List)
	slices.SortStableFunc(v.Answers, func(a, b tally) int { return cmp.Compare(b.N, a.N) })
	v.Choices = strings.Join(v.Survey.Choices, "\n")
	v.Texts = textsOf(v.Survey)
	c.site.Render(w, r, surveyPage, v)
}

// count adds an answer to the tallies.
func (v *surveyView) count(answer string) {
	if answer == "" {
		return
	}
	i := slices.IndexFunc(v.Answers, func(t tally) bool { return t.Name == answer })
	if i < 0 {
		v.Answers, i = append(v.Answers, tally{Name: answer}), len(v.Answers)
	}
	v.Answers[i].N++
}

// onSurvey saves the survey. Without a question, customers are asked nothing.
func (c *console) onSurvey(w http.ResponseWriter, r *http.Request) {
	if !web.Who(r.Context()).Supervises() {
		c.site.Refuse(w, r, http.StatusForbidden, locale.Mark("This page is for supervisors."))
		return
	}
	var s engine.Survey
	var ok bool
	s.Question, s.Choices, ok = readSurvey(r, "")
	if !ok || s.Question != "" && (len(s.Choices) < fewestChoices || len(s.Choices) > mostChoices) {
		c.site.Refuse(w, r, http.StatusBadRequest, locale.Mark("A survey needs a question of at most 1,000 bytes, and 2 to 10 different choices of at most 20 characters each."))
		return
	}
	why := ""
	if s.Texts, why = readTexts(r, s); why != "" {
		c.site.Refuse(w, r, http.StatusBadRequest, why)
		return
	}
	err := c.site.Store.Do(r.Context(), func(t *store.Tx) error { return t.SetSetting(engine.SurveySetting, s) })
	if err != nil {
		c.site.Fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/survey?saved=1", http.StatusSeeOther)
}
