// lecture_nn's MLP in the page: forward pass, loss, back-propagation, and one update, held against NumPy's numbers by
// tests/browser/test_net_js.py. A batch is a flat Float64Array, example after example; so are a layer's weights, unit after
// unit. Arrays of rows, as in core.js, would cost a picture of 10,000 examples most of its time.

import { ACTIVATIONS, random, softplus } from "./core.js";

/** f'(u) as a function of the activation h = f(u), which the forward pass has kept. */
const SLOPES = {
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

/** The same for whole numbers from -128 to 127, in a byte each. */
export function bytes(base64) {
  return Int8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

export class Net {
  /** `sizes` as in MLP, inputs first; `hidden` and `output` name activations; all weights are 0 at first. */
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

  /** Set all weights and biases from one row of numbers: weights of the first layer, its biases, then the next. */
  load(numbers) {
    let at = 0;
    for (const { weights, bias } of this.layers) {
      for (const part of [weights, bias]) {
        part.set(numbers.slice(at, at + part.length));
        at += part.length;
      }
    }
  }

  /** First weights as MLP draws them: normal, with variance 2/inputs for ReLU units and 1/inputs for others. */
  draw(seed) {
    const next = random(seed);
    for (const { inputs, weights, bias, activation, velocity } of this.layers) {
      const spread = Math.sqrt((activation === "relu" ? 2 : 1) / inputs);
      for (let i = 0; i < weights.length; i++)
        weights[i] = spread * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      for (const part of [bias, ...velocity]) part.fill(0);
    }
  }

  /** The activations of all layers for a batch, inputs first. */
  activations(X) {
    const found = [X];
    for (const layer of this.layers) {
      const { f } = ACTIVATIONS[layer.activation];
      const u = netInputs(layer, found[found.length - 1]);
      for (let i = 0; i < u.length; i++) u[i] = f(u[i]);
      found.push(u);
    }
    return found;
  }

  forward(X) {
    return this.activations(X)[this.layers.length];
  }

  /** Mean binary cross-entropy of a net with one sigmoid output, from its pre-activation, and its share of right answers. */
  measure(X, T) {
    const last = this.layers.length - 1;
    const z = netInputs(this.layers[last], this.activations(X)[last]);
    let [loss, right] = [0, 0];
    for (let n = 0; n < z.length; n++) {
      loss += softplus(z[n]) - T[n] * z[n];
      right += z[n] >= 0 === T[n] >= 0.5;
    }
    return { loss: loss / z.length, accuracy: right / z.length };
  }

  /** The gradient of the mean loss (that which matches the output): [d_weights, d_bias] for each layer. */
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
        const slope = SLOPES[this.layers[l - 1].activation];
        for (let i = 0; i < below.length; i++) below[i] *= slope(h[l][i]);
        delta = below;
      }
    }
    return found;
  }

  /** One update as Momentum's: v <- gamma v + eta g, w <- w - v; with momentum 0 it is GradientDescent's. */
  step(X, T, { rate, momentum = 0, decay = 0 }) {
    this.gradients(X, T).forEach(([dWeights, dBias], l) => {
      const { weights, bias, velocity } = this.layers[l];
      for (const [w, g, v, price] of [[weights, dWeights, velocity[0], decay], [bias, dBias, velocity[1], 0]]) {
        for (let i = 0; i < w.length; i++) {
          v[i] = momentum * v[i] + rate * (g[i] + price * w[i]);
          w[i] -= v[i];
        }
      }
    });
  }
}

/** U = X V^T + bias of one layer, for a batch. */
function netInputs({ inputs, units, weights, bias }, X) {
  const examples = X.length / inputs;
  const u = new Float64Array(examples * units);
  for (let n = 0; n < examples; n++) {
    for (let j = 0; j < units; j++) {
      let sum = bias[j];
      for (let i = 0; i < inputs; i++) sum += weights[j * inputs + i] * X[n * inputs + i];
      u[n * units + j] = sum;
    }
  }
  return u;
}

/** Places on a square from low to high, `side` by `side` of them, row after row from the bottom: [x1, x2, x1, ...]. */
export function gridOf(low, high, side) {
  const places = new Float64Array(2 * side * side);
  for (let r = 0; r < side; r++)
    for (let c = 0; c < side; c++) {
      places[2 * (r * side + c)] = low + ((high - low) * c) / (side - 1);
      places[2 * (r * side + c) + 1] = low + ((high - low) * r) / (side - 1);
    }
  return places;
}
