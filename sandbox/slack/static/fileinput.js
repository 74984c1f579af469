/** The file_input element: uploads each picked file at once and keeps the ids. */

import { upload } from "./api.js";
import { h } from "./dom.js";
import { chip } from "./files.js";
import { icon } from "./icons.js";
import { state } from "./store.js";

const LIMIT = 10 * 1024 * 1024;
// Names of files that were picked, so that a redrawn form still shows them.
const known = new Map();

function extension(name) {
  return name.includes(".") ? name.split(".").pop().toLowerCase() : "";
}

/** Renders a file_input. */
export function fileInput(element, block, surface, context) {
  const most = element.max_files ?? 10;
  const types = (element.filetypes ?? []).map((type) => type.toLowerCase());
  const ids = () => surface.get(block, element)?.files ?? [];
  const start = surface.start(block, element, { type: "file_input", files: [] });
  // A reopened page gets whole file objects from the workspace.
  for (const file of start.files) if (file.id) known.set(file.id, file);
  start.files = start.files.map((file) => file.id ?? file);
  const list = h("div", { class: "file-list" });
  const problem = h("div", { class: "field-error", role: "alert", hidden: true });
  const input = h("input", {
    type: "file", class: "visually-hidden", multiple: most > 1, "aria-labelledby": context.labelId, "aria-describedby": context.describedBy,
    accept: types.map((type) => `.${type}`).join(",") || null,
    data: { "action-id": element.action_id, "block-id": block.block_id },
  });
  const zone = h("label", { class: "file-zone" }, input, icon("clip"), h("span", {}, most > 1 ? `Add up to ${most} files` : "Add a file"),
    types.length ? h("span", { class: "muted" }, types.join(", ")) : null);

  const say = (text) => { problem.hidden = !text; problem.textContent = text ?? ""; };
  const store = async (files) => {
    surface.set(block, element, { type: "file_input", files });
    draw();
    if (context.dispatch) await surface.act(block, element, { files });
  };
  const draw = () => {
    list.replaceChildren(...ids().map((id) => chip(known.get(id) ?? { id, name: id }, () => store(ids().filter((item) => item !== id)))));
    zone.hidden = ids().length >= most;
  };
  const take = async (files) => {
    say(null);
    for (const file of files) {
      if (ids().length >= most) { say(`You can add at most ${most} file${most === 1 ? "" : "s"}.`); break; }
      if (types.length && !types.includes(extension(file.name))) { say(`${file.name}: only ${types.join(", ")} can be added here.`); continue; }
      if (file.size > LIMIT) { say(`${file.name} is larger than 10 MB.`); continue; }
      const waiting = chip({ name: file.name, busy: true });
      list.append(waiting);
      const answer = await upload(state.me.id, file);
      waiting.remove();
      if (!answer.ok) { say(`${file.name}: ${answer.error}`); continue; }
      known.set(answer.file.id, answer.file);
      await store([...ids(), answer.file.id]);
    }
    input.value = "";
  };
  input.addEventListener("change", () => take([...input.files]));
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("file-zone-over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("file-zone-over"));
  zone.addEventListener("drop", (event) => { event.preventDefault(); zone.classList.remove("file-zone-over"); take([...event.dataTransfer.files]); });
  draw();
  return h("div", { class: "file-input" }, list, zone, problem);
}
