// The state of a page's panels in its address, so that it can be shared: ?neuron.w1=2.5&neuron.activation=relu
//
// Only what differs from a panel's first settings is written. What an address asks for and a control doesn't have is
// ignored: anybody can write an address.

const READ = {
  slider(text, { min, max, step }) {
    const value = text.trim() === "" ? NaN : Number(text);
    const steps = (value - min) / step;
    return value >= min && value <= max && Math.abs(steps - Math.round(steps)) < 1e-6 ? value : undefined;
  },
  menu: (text, { options }) => options.find(([, value]) => String(value) === text)?.[1],
  check: (text) => (text === "yes" ? true : text === "no" ? false : undefined),
};

/** The settings of the panel called `key`: its own, but for those that the address has values for. */
export function settingsFrom(search, key, { controls, settings }) {
  const asked = new URLSearchParams(search);
  const found = { ...settings };
  for (const control of controls) {
    const text = asked.get(`${key}.${control.name}`);
    const value = text === null ? undefined : READ[control.kind]?.(text, control);
    if (value !== undefined) found[control.name] = value;
  }
  return found;
}

/** What stands behind the ? of an address once `settings` of the panel called `key` are put into it. */
export function withSettings(search, key, { controls, settings: first }, settings) {
  const asked = new URLSearchParams(search);
  for (const { kind, name } of controls) {
    const value = settings[name];
    if (!(kind in READ) || value === first[name]) asked.delete(`${key}.${name}`);
    else asked.set(`${key}.${name}`, typeof value === "boolean" ? (value ? "yes" : "no") : value);
  }
  return asked.toString();
}
