"""scikit-learn: the loss of its gradient boosting and logistic regression, and utils.extmath.softmax."""
import sklearn
from sklearn._loss.loss import HalfMultinomialLoss
from sklearn.utils.extmath import softmax

name, version = "scikit-learn", sklearn.__version__
dtypes = ["float64", "float32"]


def loss(method):
    """A method of the loss, of a target a row, which is a float there."""
    def f(x, target):
        k = x.shape[1]
        if ((target < 0) | (target >= k)).any():  # its callers encode labels: it never sees another
            raise IndexError("a target is not in [0, %d)" % k)
        return getattr(HalfMultinomialLoss(n_classes=k), method)(y_true=target.astype(x.dtype), raw_prediction=x)
    return f


functions = {
    "softmax": lambda x: softmax(x, copy=True),
    "cross_entropy": loss("loss"),
    "cross_entropy_grad": loss("gradient"),
}
