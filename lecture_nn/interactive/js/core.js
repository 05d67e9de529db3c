// The part of the package's core that moves in the page: the same formulas, held against NumPy's numbers by
// tests/browser/test_core_js.py. A vector is an array of numbers, a matrix an array of rows; a batch holds one case
// per row, and a layer's weights are (units, inputs).

/** Each activation f with its derivative as a function of the net input z. */
export const ACTIVATIONS = {
  sigmoid: { f: sigmoid, d: (z) => sigmoid(z) * (1 - sigmoid(z)) },
  tanh: { f: Math.tanh, d: (z) => 1 - Math.tanh(z) ** 2 },
  relu: { f: (z) => Math.max(0, z), d: (z) => (z > 0 ? 1 : 0) },
  identity: { f: (z) => z, d: () => 1 },
};

export function sigmoid(z) {
  const small = Math.exp(-Math.abs(z)); // of a number below 0: it can't overflow
  return z >= 0 ? 1 / (1 + small) : small / (1 + small);
}

/** log(1 + e^z), which keeps its digits for any z. */
export function softplus(z) {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}

export function softmax(z, temperature = 1) {
  const top = Math.max(...z);
  const raised = z.map((v) => Math.exp((v - top) / temperature));
  const total = raised.reduce((a, b) => a + b, 0);
  return raised.map((v) => v / total);
}

/** One case through one layer: u_j = sum_i w_ji x_i + b_j. */
export function netInput(weights, bias, x) {
  return weights.map((row, j) => row.reduce((sum, w, i) => sum + w * x[i], bias[j]));
}

/** Numbers from a seed (mulberry32), so that what is random is the same each time. */
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
