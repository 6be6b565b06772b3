package stream

import (
	"context"
	"fmt"
)

// Counts says what became of the records.
type Counts struct {
	Read   int
	Added  int // comments that were added
	Known  int // comments that were there already
	Bad    int // records that could not be read, or whose comment could not be added
	Differ int // records with another title, address or article than their thread
	Lost   int // records that were removed from the topic before they were read
	Sent   int // records with what was found
	Dead   int // records sent to the topic for those that cannot be read
}

// Counts returns what became of the records so far.
func (c *Consumer) Counts() Counts {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.counts
}

func (c *Consumer) count(n Counts) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts.Read += n.Read
	c.counts.Added += n.Added
	c.counts.Known += n.Known
	c.counts.Bad += n.Bad
	c.counts.Differ += n.Differ
	c.counts.Lost += n.Lost
	c.counts.Sent += n.Sent
	c.counts.Dead += n.Dead
}

func (c *Consumer) warn(format string, args ...any) {
	if c.Warn != nil {
		c.Warn(fmt.Sprintf(format, args...))
	}
}

// Lag returns how many records of the topic have not been read yet, by partition.
func (c *Consumer) Lag(ctx context.Context) (map[int32]int64, error) {
	ctx, cancel := context.WithTimeout(ctx, reachTime)
	defer cancel()
	saved, err := c.db.StreamOffsets(ctx, c.Group, c.Topic)
	if err != nil {
		return nil, err
	}
	lag, err := c.offsets(ctx, c.admin.ListEndOffsets)
	if err != nil {
		return nil, err
	}
	starts, err := c.offsets(ctx, c.admin.ListStartOffsets)
	for p := range lag {
		lag[p] -= max(saved[p], starts[p])
	}
	return lag, err
}
