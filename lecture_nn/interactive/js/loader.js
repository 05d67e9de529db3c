// What anywidget loads: it hands over to the panel's program, of which a page keeps one. A browser never lets go of a
// module, so without this a cell that is run often would fill its memory.

const programs = (globalThis.lectureNnPrograms ??= new Map());

export default {
  async render({ model, el }) {
    const text = model.get("program");
    if (!programs.has(text)) {
      const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
      programs.set(text, import(url).finally(() => URL.revokeObjectURL(url)));
    }
    const { render } = await programs.get(text);
    return render({ model, el });
  },
};
