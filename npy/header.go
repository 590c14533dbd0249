package npy

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

const (
	magic = "\x93NUMPY"
	// maxHeader bounds the length of a header. NumPy itself reads at most
	// 10 000 bytes of a file that it does not trust (numpy.lib.format).
	maxHeader = 1 << 16
)

// header is the dictionary at the head of a file.
type header struct {
	descr   string
	fortran bool
	shape   []int64 // as claimed: negative and huge ones included
}

// readHeader reads the magic string, the version, the header's length and the
// header from r, which holds size bytes. It returns the bytes it took, too.
func readHeader(r io.Reader, size int64) (h header, n int64, err error) {
	if size == 0 {
		return h, 0, errors.New("is empty: write the array again with numpy.save")
	}
	buf := make([]byte, min(size, int64(len(magic)+2)))
	if _, err := io.ReadFull(r, buf); err != nil {
		return h, 0, shortRead(err)
	}
	switch {
	case strings.HasPrefix(string(buf), "PK\x03\x04"):
		return h, 0, errors.New("is a .npz archive: extract one array with numpy.load and numpy.save")
	case !strings.HasPrefix(string(buf), magic[:min(len(buf), len(magic))]):
		return h, 0, fmt.Errorf("is not a .npy file: it begins with %q, not %q; write it with numpy.save", buf, magic)
	case len(buf) < len(magic)+2:
		return h, 0, errTruncatedHeader
	}

	var length int64
	switch major, minor := buf[6], buf[7]; major {
	case 1:
		var v uint16
		err = binary.Read(r, binary.LittleEndian, &v)
		length, n = int64(v), 10
	case 2, 3:
		var v uint32
		err = binary.Read(r, binary.LittleEndian, &v)
		length, n = int64(v), 12
	default:
		return h, 0, fmt.Errorf("has .npy format version %d.%d: write it with numpy.save as version 1.0, 2.0 or 3.0", major, minor)
	}
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || err == nil && length > size-n:
		return h, 0, errTruncatedHeader
	case err != nil:
		return h, 0, shortRead(err)
	case length > maxHeader:
		return h, 0, fmt.Errorf("has a header of %d bytes, more than %d: write it again with numpy.save", length, maxHeader)
	}
	text := make([]byte, length)
	if _, err := io.ReadFull(r, text); err != nil {
		return h, 0, shortRead(err)
	}
	h, err = parseHeader(string(text))
	if err != nil {
		return h, 0, fmt.Errorf("has a damaged header (%w): write it again with numpy.save", err)
	}
	return h, n + length, nil
}

var errTruncatedHeader = errors.New("is truncated within its header: write it again with numpy.save")

// shortRead explains a read that failed although the size promised the bytes.
func shortRead(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("ended before its size: do not write to it while it is being read")
	}
	return fmt.Errorf("cannot be read: %w", err)
}

// parseHeader parses the literal of a Python dictionary with exactly the keys
// that NEP 1 asks for: 'descr', 'fortran_order' and 'shape', in any order.
func parseHeader(text string) (header, error) {
	var h header
	p := literal{rest: text}
	var seen []string
	if !p.take("{") {
		return h, p.want("a dictionary")
	}
	for !p.take("}") {
		key, err := p.str()
		if err != nil {
			return h, err
		}
		if slices.Contains(seen, key) {
			return h, fmt.Errorf("key %.40q twice", key)
		}
		seen = append(seen, key)
		if !p.take(":") {
			return h, p.want("a colon")
		}
		switch key {
		case "descr":
			h.descr, err = p.descr()
		case "fortran_order":
			h.fortran, err = p.boolean()
		case "shape":
			h.shape, err = p.tuple()
		default:
			err = fmt.Errorf("unknown key %.40q", key)
		}
		if err != nil {
			return h, err
		}
		if !p.take(",") && !strings.HasPrefix(p.rest, "}") {
			return h, p.want("a comma")
		}
	}
	if p.skip(); p.rest != "" {
		return h, p.want("nothing more")
	}
	if len(seen) != 3 {
		return h, errors.New("want the keys 'descr', 'fortran_order' and 'shape'")
	}
	return h, nil
}

// literal scans the few kinds of Python literals that headers are made of.
type literal struct{ rest string }

func (p *literal) skip() { p.rest = strings.TrimLeft(p.rest, " \t\r\n") }

// take skips white space and then the token, and reports whether it was there.
// White space after it is skipped too.
func (p *literal) take(token string) bool {
	p.skip()
	rest, ok := strings.CutPrefix(p.rest, token)
	if ok {
		p.rest = rest
		p.skip()
	}
	return ok
}

func (p *literal) want(what string) error {
	if p.rest == "" {
		return fmt.Errorf("want %s, not its end", what)
	}
	return fmt.Errorf("want %s at %.20q", what, p.rest)
}

// str scans a string without escapes: no key or dtype needs one.
func (p *literal) str() (string, error) {
	p.skip()
	for _, quote := range []string{"'", `"`} {
		if body, ok := strings.CutPrefix(p.rest, quote); ok {
			if s, rest, ok := strings.Cut(body, quote); ok && !strings.ContainsAny(s, "\\\n") {
				p.rest = rest
				return s, nil
			}
		}
	}
	return "", p.want("a string")
}

// descr scans the dtype. Structured ones, which are lists, have no meaning as
// logits; their text is kept for the message.
func (p *literal) descr() (string, error) {
	p.skip()
	if !strings.HasPrefix(p.rest, "[") {
		return p.str()
	}
	end := strings.LastIndex(p.rest, "]")
	if end < 0 {
		return "", p.want("a dtype")
	}
	s := p.rest[:end+1]
	p.rest = p.rest[end+1:]
	return s, nil
}

func (p *literal) boolean() (bool, error) {
	switch {
	case p.take("True"):
		return true, nil
	case p.take("False"):
		return false, nil
	}
	return false, p.want("True or False")
}

// tuple scans a tuple of integers; the L of Python 2's long ones is dropped,
// as NumPy does.
func (p *literal) tuple() ([]int64, error) {
	if !p.take("(") {
		return nil, p.want("a tuple")
	}
	shape := []int64{}
	for !p.take(")") {
		end := strings.IndexAny(p.rest, ",) \t\r\n")
		if end < 0 {
			return nil, p.want("an integer")
		}
		v, err := strconv.ParseInt(strings.TrimSuffix(p.rest[:end], "L"), 10, 64)
		if err != nil {
			return nil, p.want("an integer below 2^63")
		}
		if len(shape) == 64 { // NumPy's NPY_MAXDIMS
			return nil, errors.New("more than 64 dimensions")
		}
		shape = append(shape, v)
		p.rest = p.rest[end:]
		if !p.take(",") && !strings.HasPrefix(p.rest, ")") {
			return nil, p.want("a comma")
		}
	}
	return shape, nil
}
