// What anywidget loads: it hands over to the panel's program, of which a page keeps one. A browser never lets go of a
// module, so without this a cell that is run often would fill its memory.

const programs = (globalThis.lectureNnPrograms ??= new Map());
const managers = (globalThis.lectureNnManagers ??= new WeakSet());

export default {
  async render({ model, el }) {
    saveWithNotebook(model.widget_manager);
    const text = model.get("program");
    if (!programs.has(text)) {
      const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
      programs.set(text, import(url).finally(() => URL.revokeObjectURL(url)));
    }
    const { render } = await programs.get(text);
    return render({ model, el });
  },
};

const VIEW = "application/vnd.jupyter.widget-view+json";
const STATE = "application/vnd.jupyter.widget-state+json";

/**
 * Have JupyterLab save the widgets that a notebook shows with it, as its setting "Save Widget State Automatically" does,
 * which is off at first: else a lesson that is opened again says "Error displaying widget: model not found" in their
 * places. What was shown before, in outputs that are gone, is not kept. Other pages have no such manager.
 */
function saveWithNotebook(manager) {
  const context = manager?.context;
  if (!context?.saveState?.connect || !manager.get_state_sync || managers.has(manager)) return;
  managers.add(manager);
  context.saveState.connect((_, stage) => {
    if (stage !== "started" || manager._settings?.saveState) return; // JupyterLab saves them itself
    const { state: live, ...version } = manager.get_state_sync({ drop_defaults: true }); // none that a file brought
    const state = { ...context.model.getMetadata("widgets")?.[STATE]?.state, ...live };
    const { cells } = context.model.toJSON();
    const needed = cells.flatMap(({ outputs = [] }) => outputs.map(({ data }) => data?.[VIEW]?.model_id));
    const kept = {};
    while (needed.length > 0) {
      const id = needed.pop();
      if (!(id in state) || id in kept) continue;
      kept[id] = state[id];
      needed.push(...[...JSON.stringify(state[id].state).matchAll(/"IPY_MODEL_(\w+)"/g)].map((found) => found[1]));
    }
    if (Object.keys(kept).length > 0) context.model.setMetadata("widgets", { [STATE]: { ...version, state: kept } });
    else if (context.model.getMetadata("widgets")) context.model.deleteMetadata("widgets");
  });
}
