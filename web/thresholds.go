package web

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gainsay/gainsay"
	"github.com/gainsay/gainsay/agree"
	"github.com/gainsay/gainsay/view"
	"github.com/labstack/echo/v4"
)

var (
	_ = register("/agreement/thresholds", (*Server).thresholds)
	_ = register("/agreement/export/thresholds.yaml", (*Server).exportThresholds)
	_ = registerAction("/agreement/threshold", (*Server).setThreshold)
)

// Familiarity compares texts with those that the models were trained on.
type Familiarity struct {
	Words   int     // compared
	Known   float64 // share of words that some model has a weight for, 0 to 1
	Usual   float64 // the same share in texts like those of training
	Unusual float64 // from this share down, scores are less reliable
}

// thresholdsPage shows what decisions teach about thresholds and recall.
type thresholdsPage struct {
	base
	Curves      []curveView
	Chosen      gainsay.Thresholds
	Recalls     []agree.Recall
	Threads     int // gone through
	Familiarity *Familiarity
	Texts       int // compared for Familiarity
	Retraining  *retraining
}

// curveView is precision against the threshold of one tag.
type curveView struct {
	agree.Curve
	Rows      []curveRow
	Precision string // points of the lines
	Kept      string
	Cut       float64 // place of the chosen threshold; 0 for none
	Least     float64 // the chosen threshold, 0 for none
	Few       bool    // too few marks to choose by
}

type curveRow struct {
	agree.Point
	Interval string
	Chosen   bool
	Lost     int // right marks that would be left out
}

// throughShare is which share of a thread's marks one person must have decided
// to have gone through it.
const throughShare = 0.9

// familiarTexts is how many comments are compared with the training texts.
const familiarTexts = 300

func (s *Server) thresholds(c echo.Context) error {
	ctx := c.Request().Context()
	records, err := s.conf.Store.Standing(ctx, view.DecisionFilter{All: true})
	if err != nil {
		return err
	}
	p := thresholdsPage{base: s.base(c, "What the decisions teach", "agreement")}
	if p.Chosen, err = s.conf.Store.Thresholds(ctx); err != nil {
		return err
	}
	units := agree.Units(records, false)
	for _, x := range agree.Curves(units) {
		p.Curves = append(p.Curves, newCurve(x, p.Chosen[x.Tag]))
	}
	through, err := s.goneThrough(ctx, units)
	if err != nil {
		return err
	}
	p.Recalls, p.Threads = agree.Recalls(units, func(key string, _ gainsay.Tag) bool { return through[key] })
	if p.Retraining, err = s.retraining(ctx, units); err != nil {
		return err
	}
	if s.conf.Familiar != nil {
		texts, err := s.conf.Store.SampleTexts(ctx, familiarTexts)
		if err != nil {
			return err
		}
		if f := s.conf.Familiar(texts); f.Words > 0 {
			p.Familiarity, p.Texts = &f, len(texts)
		}
	}
	c.Response().Header().Set("Cache-Control", "no-store") // jobs go on
	return s.render(c, http.StatusOK, "thresholds", p)
}

// goneThrough returns the threads of which one person decided most marks.
func (s *Server) goneThrough(ctx context.Context, units []agree.Unit) (map[string]bool, error) {
	most := agree.MostDecided(units)
	var keys []string
	for key := range most {
		keys = append(keys, key)
	}
	counts, err := s.conf.Store.ThreadMarks(ctx, keys)
	if err != nil {
		return nil, err
	}
	through := map[string]bool{}
	for key, n := range most {
		if marks := counts[key]; marks > 0 && float64(n) >= throughShare*float64(marks) {
			through[key] = true
		}
	}
	return through, nil
}

// The plot of a curve: 400 wide for thresholds 0 to 1, 100 high for shares 0 to 1.
const curveWidth, curveHeight = 400, 100

func newCurve(c agree.Curve, chosen float64) curveView {
	v := curveView{Curve: c, Least: chosen, Cut: curveWidth * chosen, Few: c.Marks < agree.MinUnits}
	var precision, kept strings.Builder
	for _, p := range c.Points {
		x := p.Least * curveWidth
		fmt.Fprintf(&precision, "%.1f,%.1f ", x, curveHeight*(1-p.Share()))
		fmt.Fprintf(&kept, "%.1f,%.1f ", x, curveHeight*(1-float64(p.Kept)/float64(c.Marks)))
		v.Rows = append(v.Rows, curveRow{Point: p, Chosen: p.Least == chosen, Lost: c.Right - p.Right,
			Interval: fmt.Sprintf("%.0f–%.0f", 100*p.Precision.Low, 100*p.Precision.High)})
	}
	v.Precision, v.Kept = precision.String(), kept.String()
	return v
}

// setThreshold chooses the threshold of a tag for this database; 0 for none.
func (s *Server) setThreshold(c echo.Context) error {
	tag := gainsay.Tag(c.FormValue("tag"))
	least, err := strconv.ParseFloat(c.FormValue("least"), 64)
	if err == nil && least != 0 {
		err = gainsay.Thresholds{tag: least}.Check()
	}
	if err != nil || !tag.Valid() {
		return echo.NewHTTPError(http.StatusBadRequest, "A threshold is a number from 0 to 1, of a known tag.")
	}
	if err := s.conf.Store.SetThreshold(c.Request().Context(), tag, least, s.coder(c)); err != nil {
		return err
	}
	if err := s.restate(c.Request().Context()); err != nil {
		return err
	}
	return s.back(c)
}

// restateTime is how long a form waits until all lists follow a threshold.
const restateTime = 2 * time.Second

// restate makes lists follow the thresholds; what takes longer goes on after the answer.
func (s *Server) restate(ctx context.Context) error {
	left, err := s.conf.Store.Restate(ctx, restateTime)
	if err != nil || left == 0 {
		return err
	}
	s.background.Go(func() {
		if _, err := s.conf.Store.Restate(s.life, math.MaxInt64); err != nil && s.life.Err() == nil {
			s.log.Error("apply thresholds", "error", err)
		}
	})
	return nil
}

// exportThresholds writes the chosen thresholds as a file for --thresholds.
func (s *Server) exportThresholds(c echo.Context) error {
	chosen, err := s.conf.Store.Thresholds(c.Request().Context())
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="thresholds.yaml"`)
	return c.Blob(http.StatusOK, "application/yaml", []byte(chosen.YAML()))
}
