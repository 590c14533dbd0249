package search

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/softulp/softulp/search/shard"
)

const checkpointSchema = "softulp-search-checkpoint/1"

// between is how long a checkpoint may be behind.
const between = time.Second

// checkpoint is the state of a search in a file. The file is replaced as a whole: whenever
// the search is killed there is an old one or a new one, and what a search does next follows
// from either.
type checkpoint struct {
	Schema  string      `json:"schema"`
	Config  Config      `json:"config"`
	Shard   shard.Shard `json:"shard"`
	Islands []island    `json:"islands"`

	name  string
	saved time.Time
}

// load reads the state, if there is one. A file of another search is an error.
func (c *checkpoint) load() error {
	if c.name == "" {
		return nil
	}
	data, err := os.ReadFile(c.name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("the checkpoint cannot be read: %w", err)
	}
	var was checkpoint
	if err := json.Unmarshal(data, &was); err != nil || was.Schema != checkpointSchema {
		return fmt.Errorf("%s is no checkpoint of a search: remove it, or name another file", c.name)
	}
	a, b := c.Config, was.Config
	b.fn, b.f = a.fn, a.f
	if a != b || c.Shard != was.Shard || len(was.Islands) != len(c.Islands) {
		return fmt.Errorf("%s is the checkpoint of another search (%s, %s by %s, seed %d, shard %v): remove it, or name another file",
			c.name, b.Name, b.Function, b.Objective, b.Seed, was.Shard)
	}
	for i := range was.Islands {
		if w := &was.Islands[i]; w.Index != c.Islands[i].Index || w.K != c.Islands[i].K || !w.sound(newSpace(a.fn, a.f)) {
			return fmt.Errorf("%s is damaged: remove it, and the search begins anew", c.name)
		}
	}
	c.Islands = was.Islands
	return nil
}

// sound reports whether a state can be one of a search.
func (s *island) sound(space *space) bool {
	for _, e := range append([]scored{s.Best, s.RandomBest}, s.Elite...) {
		if len(e.Point.Keys) == 0 {
			if e.Score != 0 {
				return false
			}
			continue
		}
		p := e.Point.clone()
		space.clamp(&p)
		if space.vector && len(p.Keys)%2 != 0 || p.Target != e.Point.Target {
			return false
		}
		for i, k := range p.Keys {
			if k != e.Point.Keys[i] {
				return false
			}
		}
	}
	for _, b := range s.Boxes {
		if len(b.Lo) != space.size(s.K) || len(b.Hi) != len(b.Lo) {
			return false
		}
		for i := range b.Lo {
			if b.Lo[i] > b.Hi[i] {
				return false
			}
		}
	}
	return s.Spent >= 0 && s.Random >= 0
}

// save writes the state, if the last time was long enough ago or it must be now.
func (c *checkpoint) save(now bool) error {
	if c.name == "" || !now && time.Since(c.saved) < between {
		return nil
	}
	data, err := json.Marshal(c)
	if err != nil {
		return err
	}
	if err := replace(c.name, data); err != nil {
		return fmt.Errorf("the checkpoint cannot be written: %w", err)
	}
	c.saved = time.Now()
	return nil
}

// replace writes a file beside the one of the name, and puts it in its place.
func replace(name string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
