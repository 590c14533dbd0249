"""The formulas that are written with NumPy everywhere, and its own log-sum-exp, logaddexp.reduce."""
import numpy as np

name, version = "NumPy", np.__version__
dtypes = ["float64", "float32"]
axes = ["last", "first"]


def softmax(x, axis):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def log_softmax(x, axis):
    d = x - x.max(axis=axis, keepdims=True)
    return d - np.log(np.exp(d).sum(axis=axis, keepdims=True))


def rows(v, axis):
    """The vectors of a matrix, as rows."""
    return v.T if axis == 0 else v


def at(target, k):
    """The index of the target of each row. NumPy would count negative ones from the end."""
    if ((target < 0) | (target >= k)).any():
        raise IndexError("a target is not in [0, %d)" % k)
    return np.arange(len(target)), target


def cross_entropy(x, target, axis):
    return -rows(log_softmax(x, axis), axis)[at(target, x.shape[axis])]


def cross_entropy_grad(x, target, axis):
    s = softmax(x, axis)
    rows(s, axis)[at(target, x.shape[axis])] -= 1
    return s


def cross_entropy_soft(x, weights, axis):
    logs = log_softmax(x, axis)
    terms = np.where((weights == 0) & np.isneginf(logs), weights, weights * logs)  # 0 times -inf is 0 here
    return -terms.sum(axis=axis)


def cross_entropy_soft_grad(x, weights, axis):
    return softmax(x, axis) * weights.sum(axis=axis, keepdims=True) - weights


def softmax_vjp(x, cotangent, axis):
    s = softmax(x, axis)
    return s * (cotangent - (s * cotangent).sum(axis=axis, keepdims=True))


def log_softmax_vjp(x, cotangent, axis):
    return cotangent - softmax(x, axis) * cotangent.sum(axis=axis, keepdims=True)


def logsumexp(x, axis):
    return np.logaddexp.reduce(x, axis=axis)


functions = {f.__name__: f for f in (softmax, log_softmax, logsumexp, cross_entropy, cross_entropy_soft, softmax_vjp,
                                     log_softmax_vjp, cross_entropy_grad, cross_entropy_soft_grad)}
