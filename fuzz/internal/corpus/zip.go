package corpus

import (
	"archive/zip"
	"fmt"
	"io"
	"time"
)

// Zip writes inputs as they are, in their order, to an archive that depends on
// nothing else. Two of the same name are an error.
func Zip(w io.Writer, entries []Entry) error {
	seen := map[string]bool{}
	z := zip.NewWriter(w)
	for _, e := range entries {
		if seen[e.Name] {
			return fmt.Errorf("two inputs are named %q", e.Name)
		}
		seen[e.Name] = true
		// The first time that the format can say, whenever it is made.
		f, err := z.CreateHeader(&zip.FileHeader{Name: e.Name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return err
		}
		if _, err := f.Write(e.Data); err != nil {
			return err
		}
	}
	return z.Close()
}
