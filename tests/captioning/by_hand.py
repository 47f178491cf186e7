"""What captioners compute, in plain numpy and float64."""

import numpy as np


def values(module):
    """The weights of a network by name."""
    return {name: tensor.detach().double().numpy() for name, tensor in module.state_dict().items()}


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    shares = np.exp(x - x.max())
    return shares / shares.sum()


def normed(weights, name, x):
    """Layer normalisation."""
    scaled = (x - x.mean(axis=-1, keepdims=True)) / np.sqrt(x.var(axis=-1, keepdims=True) + 1e-5)
    return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def linear(weights, name, x):
    return x @ weights[f"{name}.weight"].T + weights.get(f"{name}.bias", 0)


def lstm(weights, name, x, hidden, cell):
    """Input, forget, candidate and output gates, in torch's order; the state after them."""
    gates = x @ weights[f"{name}.weight_ih"].T + weights[f"{name}.bias_ih"]
    gates = gates + hidden @ weights[f"{name}.weight_hh"].T + weights[f"{name}.bias_hh"]
    enter, forget, new, leave = np.split(gates, 4)
    cell = sigmoid(forget) * cell + sigmoid(enter) * np.tanh(new)
    return sigmoid(leave) * np.tanh(cell), cell


def mean_and_peak(weights, annotations):
    """A picture as one vector: mean and largest value of each channel, brought to a spread of one."""
    cells = annotations.double().numpy()
    picture = np.concatenate([cells.mean(axis=(1, 2)), cells.max(axis=(1, 2))])
    return (picture - weights["level.running_mean"]) / np.sqrt(weights["level.running_var"] + 1e-5)


def places(side):
    """Where each cell is: column and row from -1 to 1, their sines and cosines; (cells, numbers)."""
    line = np.linspace(-1, 1, side)
    columns, rows = np.tile(line, side), np.repeat(line, side)
    waves = [np.pi / 2 * wave * axis for wave in (1, 2, 4) for axis in (columns, rows)]
    return np.stack([columns, rows, *map(np.sin, waves), *map(np.cos, waves)], axis=1)


def stepwise(model, annotations, ids):
    """What `step` says of a caption that is given word by word."""
    memory = model.read(annotations)
    state, said = model.first(memory), []
    for word in ids.T:
        said.append(model.step(memory, state, word))
        state = said[-1].state
    return said
