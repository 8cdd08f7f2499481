"""How ex11_batch_gradient is graded: the gradient of the mean squared error over a batch."""
