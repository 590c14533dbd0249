package process

import (
	"bufio"
	"errors"
	"io"
)

// maxLine is the longest line of protocol version 1.
const maxLine = 1 << 30

// maxHello is the longest first line, and what an answer may have besides twice the
// array that is due.
const maxHello = 1 << 20

// errLong is the error of a line over its limit.
var errLong = errors.New("line too long")

// lineReader reads lines of bounded length.
type lineReader struct {
	r    *bufio.Reader
	line []byte
	most int // the limit of the line that was read last
}

func newLineReader(r io.Reader) *lineReader { return &lineReader{r: bufio.NewReaderSize(r, 64<<10)} }

// read returns the next line without its end, in memory that the next call uses again. With
// an error it returns what there is of the line. limit is asked once the line has
// begun; a line over it is not read to its end.
func (l *lineReader) read(limit func() int) ([]byte, error) {
	l.line = l.line[:0]
	if cap(l.line) > 64<<20 {
		l.line = nil // one large answer must not be paid for ever after
	}
	for first := true; ; first = false {
		piece, err := l.r.ReadSlice('\n')
		if first {
			l.most = limit()
		}
		if len(l.line)+len(piece) > l.most+1 {
			return append(l.line, piece[:min(len(piece), 2*maxQuoted)]...), errLong
		}
		if err == nil && len(l.line) == 0 {
			return piece[:len(piece)-1], nil
		}
		l.line = append(l.line, piece...)
		switch err {
		case nil:
			return l.line[:len(l.line)-1], nil
		case bufio.ErrBufferFull:
		default:
			return l.line, err
		}
	}
}
