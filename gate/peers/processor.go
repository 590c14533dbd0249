package peers

import (
	"runtime"

	"golang.org/x/sys/cpu"
)

// processor names the architecture and the widest vectors, by which libraries choose the code that
// they run.
func processor() string {
	if runtime.GOARCH != "amd64" {
		return runtime.GOARCH
	}
	switch {
	case cpu.X86.HasAVX512BF16:
		return "amd64 with AVX-512 and bfloat16"
	case cpu.X86.HasAVX512F:
		return "amd64 with AVX-512"
	case cpu.X86.HasAVX2:
		return "amd64 with AVX2"
	}
	return "amd64 with SSE2"
}
