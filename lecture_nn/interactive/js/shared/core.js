// The part of the package's core that panels need: the same formulas, compared with the package's own results by the
// tests of the panels (tests/browser). A vector is an array of numbers, a matrix an array of rows; a batch holds one
// example per row, and a layer's weights are (units, inputs).

/** Each activation f with its derivative as a function of the pre-activation z. */
export const ACTIVATIONS = {
  sigmoid: { f: sigmoid, d: (z) => sigmoid(z) * (1 - sigmoid(z)) },
  tanh: { f: Math.tanh, d: (z) => 1 - Math.tanh(z) ** 2 },
  relu: { f: (z) => Math.max(0, z), d: (z) => (z > 0 ? 1 : 0) },
  identity: { f: (z) => z, d: () => 1 },
};

export function sigmoid(z) {
  const small = Math.exp(-Math.abs(z)); // the exponent is never positive, so this can't overflow
  return z >= 0 ? 1 / (1 + small) : small / (1 + small);
}

/** log(1 + e^z), without loss of precision for any z. */
export function softplus(z) {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}

export function softmax(z, temperature = 1) {
  const top = Math.max(...z);
  const raised = z.map((v) => Math.exp((v - top) / temperature));
  const total = raised.reduce((a, b) => a + b, 0);
  return raised.map((v) => v / total);
}

/** The pre-activations of one layer for one example: z_j = sum_i w_ji x_i + b_j. */
export function preActivation(weights, bias, x) {
  return weights.map((row, j) => row.reduce((sum, w, i) => sum + w * x[i], bias[j]));
}

/** Random numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** `count` numbers from low to high, both included. */
export function linspace(low, high, count) {
  return Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
}

/**
 * The optimizers, under their names and with the settings that they have in the package. Each returns a function
 * step(w, g), which updates the array w in place, given the gradient g.
 */
export const OPTIMIZERS = {
  GradientDescent: ({ learning_rate: eta }) => entrywise((g) => eta * g),
  Momentum: ({ learning_rate: eta, momentum }) => entrywise((g, of) => (of.v = momentum * of.v + eta * g)),
  Nesterov: ({ learning_rate: eta, momentum }) => entrywise((g, of) => {
    of.v = momentum * of.v + eta * g;
    return momentum * of.v + eta * g;
  }),
  AdaGrad: ({ learning_rate: eta, epsilon }) => entrywise((g, of) => {
    of.s += g * g;
    return (eta * g) / (Math.sqrt(of.s) + epsilon);
  }),
  RMSProp: ({ learning_rate: eta, decay, epsilon }) => entrywise((g, of) => {
    of.s = decay * of.s + (1 - decay) * g * g;
    return (eta * g) / (Math.sqrt(of.s) + epsilon);
  }),
  AdaDelta: ({ learning_rate: eta, decay, epsilon }) => entrywise((g, of) => {
    of.s = decay * of.s + (1 - decay) * g * g;
    const d = (g * Math.sqrt(of.m + epsilon)) / Math.sqrt(of.s + epsilon);
    of.m = decay * of.m + (1 - decay) * d * d;
    return eta * d;
  }),
  Adam: ({ learning_rate: eta, beta1, beta2, epsilon }) => entrywise((g, of, n) => {
    of.m = beta1 * of.m + (1 - beta1) * g;
    of.s = beta2 * of.s + (1 - beta2) * g * g;
    return (eta * of.m) / (1 - beta1 ** n) / (Math.sqrt(of.s / (1 - beta2 ** n)) + epsilon);
  }),
};

/** A step that subtracts `move(g, memory, n)` from each entry of w; n counts the steps, and memory starts at 0. */
function entrywise(move) {
  const memory = [];
  let n = 0;
  return (w, g) => {
    n++;
    for (let i = 0; i < w.length; i++) {
      memory[i] ??= { v: 0, s: 0, m: 0 };
      w[i] -= move(g[i], memory[i], n);
    }
  };
}

/** The points that an optimizer visits: the start and one more for each of `steps`. */
export function pathOf(step, gradient, start, steps) {
  const path = [[...start]];
  for (let n = 0; n < steps; n++) {
    const w = [...path[n]];
    step(w, gradient(w));
    path.push(w);
  }
  return path;
}
