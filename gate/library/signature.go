package library

import (
	"fmt"
	"strings"

	"github.com/softulp/softulp/dtype"
	"github.com/softulp/softulp/function"
)

// Signature is the type of a function in C.
type Signature struct {
	Function function.Function
	DType    dtype.Format
	Status   bool // it returns an int: 0 for success
}

// statusSuffix ends the name of a signature that returns a status.
const statusSuffix = "-status"

// tags are the names of the dtypes in signatures.
func tags() map[string]dtype.Format {
	return map[string]dtype.Format{
		"f64": dtype.Float64, "f32": dtype.Float32, "f16": dtype.Float16, "bf16": dtype.BFloat16,
		"e4m3": dtype.Float8E4M3FN, "e5m2": dtype.Float8E5M2,
	}
}

// ParseSignature returns the signature of the given name, such as "softmax-f32".
func ParseSignature(name string) (Signature, error) {
	s := Signature{}
	rest, status := strings.CutSuffix(name, statusSuffix)
	s.Status = status
	i := max(strings.LastIndexByte(rest, '-'), 0)
	s.DType = tags()[strings.TrimPrefix(rest[i:], "-")]
	var names []string
	for _, fn := range function.All() {
		dashed := strings.ReplaceAll(string(fn), "_", "-")
		if rest[:i] == dashed {
			s.Function = fn
		}
		names = append(names, dashed)
	}
	if s.Function == "" || s.DType == 0 {
		return Signature{}, fmt.Errorf("unknown signature %.60q: want FUNCTION-DTYPE, with FUNCTION one of %s and DTYPE one of f64, f32, f16, bf16, e4m3, e5m2, and -status after it if the function returns one",
			name, strings.Join(names, ", "))
	}
	return s, nil
}

// String returns the name.
func (s Signature) String() string {
	for tag, f := range tags() {
		if f == s.DType {
			name := strings.ReplaceAll(string(s.Function), "_", "-") + "-" + tag
			if s.Status {
				name += statusSuffix
			}
			return name
		}
	}
	return "no signature"
}

// C returns the function's declaration in C.
func (s Signature) C(name string) string {
	t := map[int]string{64: "double", 32: "float", 16: "uint16_t", 8: "uint8_t"}[s.DType.Bits()]
	result, side := "void", ""
	if s.Status {
		result = "int"
	}
	if s.Function.TakesTarget() {
		side = "const int64_t *target, "
	}
	if _, vector := s.Function.Vector(&function.Input{}); vector != "" {
		side = fmt.Sprintf("const %s *%s, ", t, vector)
	}
	return fmt.Sprintf("%s %s(const %s *x, %s%s *y, size_t rows, size_t k)", result, name, t, side, t)
}
