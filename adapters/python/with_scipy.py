"""scipy.special."""
import scipy
import scipy.special

name, version = "SciPy", scipy.__version__
dtypes = ["float64", "float32", "float16"]
axes = ["last", "first"]
functions = {
    "softmax": scipy.special.softmax,
    "log_softmax": scipy.special.log_softmax,
    "logsumexp": lambda x, axis: scipy.special.logsumexp(x, axis=axis),
}
