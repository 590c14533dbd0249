"""PyTorch on the CPU: forward, and autograd for the gradients."""
import torch
import torch.nn.functional as F

from adapter import np

name, version = "PyTorch", torch.__version__
dtypes = ["float64", "float32", "bfloat16", "float16"]
axes = ["last", "first"]


def load(data, dtype):
    if dtype == "bfloat16":
        return torch.from_numpy(np.frombuffer(data, "<i2").copy()).view(torch.bfloat16)
    return torch.from_numpy(np.frombuffer(data, "<f%d" % (torch.finfo(getattr(torch, dtype)).bits // 8)).copy())


def dump(y, dtype):
    if y.dtype != getattr(torch, dtype):
        raise TypeError("the answer is %s, not %s" % (y.dtype, dtype))
    y = y.detach().contiguous()
    return (y.view(torch.int16) if dtype == "bfloat16" else y).numpy().tobytes()


def gradient(forward):
    """The gradient of forward with respect to x, times the cotangent of each answer, 1 if there is none."""
    def f(x, cotangent=None, **sides):
        x = x.detach().requires_grad_()
        y = forward(x, **sides)
        return torch.autograd.grad(y, x, torch.ones_like(y) if cotangent is None else cotangent)[0]
    return f


def classes_last(x, axis):
    return x.T if axis == 0 else x


def cross_entropy(x, target, axis):
    return F.cross_entropy(classes_last(x, axis), torch.as_tensor(target), reduction="none")


def cross_entropy_soft(x, weights, axis):
    return F.cross_entropy(classes_last(x, axis), classes_last(weights, axis), reduction="none")


def along(f):
    """f of torch, which calls an axis dim."""
    return lambda x, axis: f(x, dim=axis)


functions = {
    "softmax": along(torch.softmax),
    "log_softmax": along(torch.log_softmax),
    "logsumexp": along(torch.logsumexp),
    "cross_entropy": cross_entropy,
    "cross_entropy_soft": cross_entropy_soft,
    "softmax_vjp": gradient(along(torch.softmax)),
    "log_softmax_vjp": gradient(along(torch.log_softmax)),
    "cross_entropy_grad": gradient(cross_entropy),
    "cross_entropy_soft_grad": gradient(cross_entropy_soft),
}
