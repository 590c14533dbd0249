"""TensorFlow: tf.nn, and GradientTape for the gradients."""
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import tensorflow as tf

from adapter import np

name, version = "TensorFlow", tf.__version__
dtypes = ["float64", "float32", "bfloat16", "float16"]


def load(data, dtype):
    return np.frombuffer(data, tf.as_dtype(dtype).as_numpy_dtype)


def dump(y, dtype):
    if y.dtype != tf.as_dtype(dtype):
        raise TypeError("the answer is %s, not %s" % (y.dtype.name, dtype))
    return y.numpy().tobytes()


def cross_entropy(x, target):
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=target, logits=x)


def cross_entropy_soft(x, weights):
    return tf.nn.softmax_cross_entropy_with_logits(labels=weights, logits=x)


def gradient(forward):
    def f(x, cotangent=None, **sides):
        x = tf.constant(x)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = forward(x, **sides)
        return tape.gradient(y, x, cotangent)
    return f


functions = {
    "softmax": tf.nn.softmax,
    "log_softmax": tf.nn.log_softmax,
    "logsumexp": lambda x: tf.reduce_logsumexp(x, axis=-1),
    "cross_entropy": cross_entropy,
    "cross_entropy_soft": cross_entropy_soft,
    "softmax_vjp": gradient(lambda x: tf.nn.softmax(x)),
    "log_softmax_vjp": gradient(lambda x: tf.nn.log_softmax(x)),
    "cross_entropy_grad": gradient(cross_entropy),
    "cross_entropy_soft_grad": gradient(cross_entropy_soft),
}
# tf.nn.softmax calls its argument logits.
for f in ("softmax", "log_softmax"):
    functions[f] = (lambda g: lambda x: g(x))(functions[f])
