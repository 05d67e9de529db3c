"""Right answers to the turns of lesson 13, written in different ways: NAME__WAY answers NAME."""

import numpy as np

slips__list = [3, 5, 8, 2]
slips__tuple = (3, 5, 8, 2)
slips__array = np.array([3, 5, 8, 2])


def skip_backward__two_paths(delta_z, h):
    return delta_z + delta_z * (1 - h**2)


def skip_backward__one_factor(delta_z, h):
    return delta_z * (2 - h * h)


def skip_backward__accumulated(delta_z, h):
    delta_u = np.zeros_like(delta_z)
    delta_u += delta_z
    delta_u += delta_z / np.cosh(np.arctanh(h)) ** 2
    return delta_u


def train__stack(modules, parameters, loss_backward, batches, eta):
    for X, T in batches:
        inputs = [X]
        for (forward, _), own in zip(modules, parameters):  # noqa: B905
            inputs.append(forward(inputs[-1], *own))
        delta, updated = loss_backward(inputs.pop(), T), []
        for (_, backward), own in zip(modules[::-1], parameters[::-1]):  # noqa: B905
            delta, *gradients = backward(delta, inputs.pop(), *own)
            updated.append([p - eta * d for p, d in zip(own, gradients)])  # noqa: B905
        parameters = updated[::-1]
    return parameters


def train__indices(modules, parameters, loss_backward, batches, eta):
    new = list(parameters)
    for X, T in batches:
        h = [X]
        for l in range(len(modules)):
            h.append(modules[l][0](h[l], *new[l]))
        delta = loss_backward(h[-1], T)
        for l in range(len(modules) - 1, -1, -1):
            result = modules[l][1](delta, h[l], *new[l])
            delta = result[0]
            new[l] = [new[l][i] - eta * result[i + 1] for i in range(len(new[l]))]
    return new


def train__recursion(modules, parameters, loss_backward, batches, eta):
    def backward_from(l, h, T, own):
        if l == len(modules):
            return loss_backward(h, T), []
        forward, backward = modules[l]
        delta, above = backward_from(l + 1, forward(h, *own[l]), T, own)
        delta, *gradients = backward(delta, h, *own[l])
        return delta, [tuple(p - eta * d for p, d in zip(own[l], gradients)), *above]  # noqa: B905

    for X, T in batches:
        parameters = backward_from(0, X, T, parameters)[1]
    return tuple(parameters)
