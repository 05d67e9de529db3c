// lecture_nn's MLP in the page: forward pass, loss, backpropagation and one update, compared with the package's own
// results by tests/browser/test_net_js.py. A batch is a flat Float64Array, example after example; so are a layer's
// weights, unit after unit. With arrays of rows, as in core.js, a picture of 10,000 examples would take far longer.

import { ACTIVATIONS, random, softplus } from "./core.js";

/** f'(z) as a function of the activation h = f(z), which the forward pass has kept. */
const DERIVATIVES = {
  sigmoid: (h) => h * (1 - h),
  tanh: (h) => 1 - h * h,
  relu: (h) => (h > 0 ? 1 : 0),
  identity: () => 1,
};

/** The numbers of an array that Python has written as base64 of float32, little-endian. */
export function floats(base64) {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float64Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

/** The same for whole numbers from -128 to 127, one byte each. */
export function bytes(base64) {
  return Int8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

/** Nets that Python has sent with their parameters; all have the same layers. */
export function netsOf({ sizes, activations: [hidden, output], nets }) {
  return nets.map((parameters) => {
    const net = new Net(sizes, hidden, output);
    net.load(floats(parameters));
    return net;
  });
}

/** The sizes of weights, the largest first. */
export function sortedSizes(weights) {
  return [...weights].map(Math.abs).sort((a, b) => b - a);
}

/** The root mean square of some numbers. */
export function rootMeanSquare(numbers) {
  return Math.sqrt(numbers.reduce((sum, each) => sum + each * each, 0) / numbers.length);
}

export class Net {
  /** `sizes` as in MLP, inputs first; `hidden` and `output` name activations; all weights and biases are 0. */
  constructor(sizes, hidden, output) {
    this.layers = sizes.slice(1).map((units, l) => ({
      inputs: sizes[l],
      units,
      weights: new Float64Array(units * sizes[l]),
      bias: new Float64Array(units),
      velocity: [new Float64Array(units * sizes[l]), new Float64Array(units)],
      activation: l === sizes.length - 2 ? output : hidden,
    }));
  }

  /** Set all weights and biases from one row of numbers: the weights of the first layer, its biases, then the next. */
  load(numbers) {
    let at = 0;
    for (const { weights, bias } of this.layers) {
      for (const part of [weights, bias]) {
        part.set(numbers.slice(at, at + part.length));
        at += part.length;
      }
    }
  }

  /** Initialize as MLP does: normal, with variance 2/inputs for ReLU units and 1/inputs for others; biases are 0. */
  initialize(seed) {
    const next = random(seed);
    for (const { inputs, weights, bias, activation, velocity } of this.layers) {
      const deviation = Math.sqrt((activation === "relu" ? 2 : 1) / inputs);
      for (let i = 0; i < weights.length; i++)
        weights[i] = deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      for (const part of [bias, ...velocity]) part.fill(0);
    }
  }

  /** The activations of all layers for a batch, inputs first. */
  activations(X) {
    const found = [X];
    for (const layer of this.layers) {
      const { f } = ACTIVATIONS[layer.activation];
      const z = preActivations(layer, found[found.length - 1]);
      for (let i = 0; i < z.length; i++) z[i] = f(z[i]);
      found.push(z);
    }
    return found;
  }

  forward(X) {
    return this.activations(X)[this.layers.length];
  }

  /** The mean binary cross-entropy, computed from the logits, and the accuracy of a net with one sigmoid output. */
  measure(X, T) {
    const last = this.layers.length - 1;
    const z = preActivations(this.layers[last], this.activations(X)[last]);
    let [loss, correct] = [0, 0];
    for (let n = 0; n < z.length; n++) {
      loss += softplus(z[n]) - T[n] * z[n];
      correct += z[n] >= 0 === T[n] >= 0.5;
    }
    return { loss: loss / z.length, accuracy: correct / z.length };
  }

  /** The gradient of the mean loss that matches the outputs: [d_weights, d_bias] for each layer. */
  gradients(X, T) {
    const h = this.activations(X);
    const examples = X.length / this.layers[0].inputs;
    let delta = h[this.layers.length].map((o, i) => (o - T[i]) / examples);
    const found = [];
    for (let l = this.layers.length - 1; l >= 0; l--) {
      const { inputs, units, weights } = this.layers[l];
      const [dWeights, dBias] = [new Float64Array(weights.length), new Float64Array(units)];
      const below = new Float64Array(examples * inputs);
      for (let n = 0; n < examples; n++) {
        for (let j = 0; j < units; j++) {
          const d = delta[n * units + j];
          dBias[j] += d;
          for (let i = 0; i < inputs; i++) {
            dWeights[j * inputs + i] += d * h[l][n * inputs + i];
            below[n * inputs + i] += d * weights[j * inputs + i];
          }
        }
      }
      found.unshift([dWeights, dBias]);
      if (l > 0) {
        const derivative = DERIVATIVES[this.layers[l - 1].activation];
        for (let i = 0; i < below.length; i++) below[i] *= derivative(h[l][i]);
        delta = below;
      }
    }
    return found;
  }

  /** One update of Momentum: v <- gamma v + eta g, w <- w - v; with momentum 0 it is one of GradientDescent. */
  step(X, T, { rate, momentum = 0, decay = 0 }) {
    this.gradients(X, T).forEach(([dWeights, dBias], l) => {
      const { weights, bias, velocity } = this.layers[l];
      for (const [w, g, v, penalty] of [[weights, dWeights, velocity[0], decay], [bias, dBias, velocity[1], 0]]) {
        for (let i = 0; i < w.length; i++) {
          v[i] = momentum * v[i] + rate * (g[i] + penalty * w[i]);
          w[i] -= v[i];
        }
      }
    });
  }
}

/** Z = X W^T + bias of one layer, for a batch. */
function preActivations({ inputs, units, weights, bias }, X) {
  const examples = X.length / inputs;
  const z = new Float64Array(examples * units);
  for (let n = 0; n < examples; n++) {
    for (let j = 0; j < units; j++) {
      let sum = bias[j];
      for (let i = 0; i < inputs; i++) sum += weights[j * inputs + i] * X[n * inputs + i];
      z[n * units + j] = sum;
    }
  }
  return z;
}

/** `side` by `side` points of a square from low to high, row after row from the bottom: [x1, x2, x1, ...]. */
export function gridOf(low, high, side) {
  const places = new Float64Array(2 * side * side);
  for (let r = 0; r < side; r++)
    for (let c = 0; c < side; c++) {
      places[2 * (r * side + c)] = low + ((high - low) * c) / (side - 1);
      places[2 * (r * side + c) + 1] = low + ((high - low) * r) / (side - 1);
    }
  return places;
}
