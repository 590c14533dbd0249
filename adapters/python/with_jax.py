"""JAX: jax.nn, and jax.vjp for the gradients."""
import jax

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
from jax.scipy.special import logsumexp

from adapter import np

name, version = "JAX", jax.__version__
dtypes = ["float64", "float32", "bfloat16", "float16"]
axes = ["last", "first"]


def load(data, dtype):
    return jnp.asarray(np.frombuffer(data, jnp.dtype(dtype)))  # jnp.dtype knows bfloat16


def dump(y, dtype):
    if y.dtype != jnp.dtype(dtype):
        raise TypeError("the answer is %s, not %s" % (y.dtype, dtype))
    return np.asarray(y).tobytes()


def cross_entropy(x, target, axis):
    if ((target < 0) | (target >= x.shape[axis])).any():  # JAX never raises: it would clamp the index
        raise IndexError("a target is not in [0, %d)" % x.shape[axis])
    return -jnp.take_along_axis(jax.nn.log_softmax(x, axis), jnp.expand_dims(target, axis), axis).squeeze(axis)


def cross_entropy_soft(x, weights, axis):
    return -(weights * jax.nn.log_softmax(x, axis)).sum(axis)


def gradient(forward):
    def f(x, axis, cotangent=None, **sides):
        y, pullback = jax.vjp(lambda x: forward(x, axis=axis, **sides), x)
        return pullback(jnp.ones_like(y) if cotangent is None else cotangent)[0]
    return f


functions = {
    "softmax": jax.nn.softmax,
    "log_softmax": jax.nn.log_softmax,
    "logsumexp": lambda x, axis: logsumexp(x, axis),
    "cross_entropy": cross_entropy,
    "cross_entropy_soft": cross_entropy_soft,
    "softmax_vjp": gradient(jax.nn.softmax),
    "log_softmax_vjp": gradient(jax.nn.log_softmax),
    "cross_entropy_grad": gradient(cross_entropy),
    "cross_entropy_soft_grad": gradient(cross_entropy_soft),
}
