"""Keras 3, whatever its backend: keras.ops."""
import keras

from adapter import np

name, version = "Keras on " + keras.backend.backend(), keras.__version__
dtypes = ["float64", "float32", "float16"]


def dump(y, dtype):
    if keras.backend.standardize_dtype(y.dtype) != dtype:
        raise TypeError("the answer is %s, not %s" % (y.dtype, dtype))
    return np.asarray(keras.ops.convert_to_numpy(y)).tobytes()


def tensors(f):
    """f of tensors, made of arrays of the dtype at hand."""
    def g(**arrays):
        return f(**{k: keras.ops.convert_to_tensor(v, dtype=str(v.dtype)) for k, v in arrays.items()})
    return g


functions = {
    "softmax": tensors(lambda x: keras.ops.softmax(x, axis=-1)),
    "log_softmax": tensors(lambda x: keras.ops.log_softmax(x, axis=-1)),
    "logsumexp": tensors(lambda x: keras.ops.logsumexp(x, axis=-1)),
    "cross_entropy": tensors(
        lambda x, target: keras.ops.sparse_categorical_crossentropy(target, x, from_logits=True)),
    "cross_entropy_soft": tensors(
        lambda x, weights: keras.ops.categorical_crossentropy(weights, x, from_logits=True)),
}
