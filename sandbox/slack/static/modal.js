/** The modal: one dialog that shows the top of the stack of views and sends it. */

import { post } from "./api.js";
import { block as renderBlock, elementKeys, withIds } from "./blocks.js";
import { iconButton, textButton } from "./controls.js";
import { h, reconcile, uid } from "./dom.js";
import { icon } from "./icons.js";
import { showFieldError } from "./inputblock.js";
import { plain } from "./mrkdwn.js";
import { avatar } from "./people.js";
import { clearViews, dropView, putView, state } from "./store.js";
import { Surface } from "./surface.js";

const surfaces = new Map();
const errors = new Map();
let dialog = null;
let busy = false;

function surfaceOf(view) {
  if (!surfaces.has(view.id)) {
    const surface = new Surface({ view_id: view.id }, view.state?.values);
    surface.problem = (error) => topLine(error && actionProblem(error));
    surface.edited = (blockId) => setError(view.id, blockId, null);
    surfaces.set(view.id, surface);
  }
  return surfaces.get(view.id);
}

function actionProblem(error) {
  return `We had some trouble connecting. Try again? (${error})`;
}

function setError(viewId, blockId, text) {
  const held = errors.get(viewId) ?? {};
  errors.set(viewId, { ...held, [blockId]: text });
  if (dialog) showFieldError(dialog, blockId, text);
}

function topLine(text) {
  if (!dialog) return;
  const line = dialog.querySelector(".modal-problem");
  line.hidden = !text;
  line.replaceChildren(...(text ? [icon("warn"), document.createTextNode(text)] : []));
  if (text) dialog.querySelector(".modal-body").scrollTop = 0;
}

function setBusy(value) {
  busy = value;
  dialog?.querySelector("[data-testid=modal-submit]")?.setAttribute("aria-busy", String(value));
}

async function submit(view) {
  if (busy) return;
  const surface = surfaceOf(view);
  topLine(null);
  setBusy(true);
  const answer = await post("view_submit", { user: state.me.id, view_id: view.id, values: surface.snapshot() });
  setBusy(false);
  if (!answer.ok) topLine(actionProblem(answer.error));
  else afterSubmit(view, answer);
}

function afterSubmit(view, answer) {
  if (answer.response_action === "errors") showErrors(view, answer.errors ?? {});
  else if (answer.response_action === "clear") clearViews();
  else if (answer.response_action) {
    errors.delete(view.id);
    if (answer.view) putView(answer.view);
  }
  else dropView(view.id);
}

function showErrors(view, found) {
  for (const blockId of Object.keys(errors.get(view.id) ?? {})) setError(view.id, blockId, null);
  errors.set(view.id, found);
  const lost = Object.entries(found).filter(([blockId, text]) => !showFieldError(dialog, blockId, text));
  if (lost.length) topLine(lost.map(([blockId, text]) => `${blockId}: ${text}`).join(" "));
  const first = dialog.querySelector(".field-wrong [data-action-id]");
  first?.focus();
  dialog.querySelector(".field-wrong")?.scrollIntoView({ block: "nearest" });
}

function close(view) {
  dropView(view.id);
  post("view_close", { user: state.me.id, view_id: view.id });
}

function closeAll() {
  for (const view of [...state.views].reverse()) close(view);
}

function build() {
  const titleId = uid("modal");
  const form = h("form", { class: "modal-form", novalidate: true, on: { submit: (event) => { event.preventDefault(); submit(state.views.at(-1)); } } },
    h("header", { class: "modal-head" }), h("div", { class: "modal-body", tabindex: "-1" },
      h("div", { class: "modal-problem", role: "alert", hidden: true, data: { testid: "modal-problem" } }), h("div", { class: "modal-blocks blocks" })),
    h("footer", { class: "dialog-foot modal-foot" }));
  const made = h("dialog", { class: "modal", role: "dialog", "aria-modal": "true", "aria-labelledby": titleId, data: { testid: "modal", "title-id": titleId } }, form);
  made.addEventListener("cancel", (event) => {
    if (event.target !== made) return;
    event.preventDefault();
    if (!busy) close(state.views.at(-1));
  });
  document.body.append(made);
  return made;
}

function head(view) {
  const stacked = state.views.length > 1;
  return [
    stacked ? iconButton("back", "Back", () => close(view), { size: 20, testid: "modal-back" }) : avatar(state.botUserId, 28),
    h("h2", { id: dialog.dataset.titleId }, plain(view.title)),
    iconButton("close", "Close", closeAll, { size: 20, testid: "modal-x" }),
  ];
}

function foot(view) {
  const submitText = plain(view.submit);
  return [
    textButton(plain(view.close) || (submitText ? "Cancel" : "Close"), () => close(view), { testid: "modal-close" }),
    submitText ? h("button", { type: "submit", class: "button button-primary", "aria-busy": String(busy), data: { testid: "modal-submit" } }, submitText) : null,
  ].filter(Boolean);
}

function draw(view) {
  const fresh = dialog.dataset.viewId !== view.id;
  const list = withIds(view.blocks);
  const surface = surfaceOf(view);
  if (fresh) topLine(null);
  dialog.dataset.viewId = view.id;
  dialog.dataset.callbackId = view.callback_id ?? "";
  const frame = JSON.stringify([view.id, view.title, view.submit, view.close, state.views.length]);
  reconcile(dialog.querySelector(".modal-head"), head(view).map((node, index) => ({ key: index, sig: frame, make: () => node })));
  reconcile(dialog.querySelector(".modal-foot"), foot(view).map((node, index) => ({ key: index, sig: frame, make: () => node })));
  surface.saved = view.state?.values;
  surface.keepOnly(elementKeys(list));
  const items = list.map((item) => ({ key: `${view.id}/${item.block_id}`, sig: JSON.stringify(item), make: () => renderBlock(item, surface) }));
  const hadFields = Boolean(dialog.querySelector(FIELDS));
  reconcile(dialog.querySelector(".modal-blocks"), items);
  for (const [blockId, text] of Object.entries(errors.get(view.id) ?? {})) showFieldError(dialog, blockId, text);
  if (fresh || (!hadFields && dialog.querySelector(FIELDS))) focusFirst();
}

const FIELDS = ".modal-blocks input:not([type=file]), .modal-blocks textarea";

function focusFirst() {
  dialog.querySelector(".modal-body").scrollTop = 0;
  const wanted = ["[autofocus]", FIELDS, "[data-testid=modal-submit]", "[data-testid=modal-close]"];
  const first = wanted.map((selector) => dialog.querySelector(selector)).find(Boolean);
  first?.focus({ preventScroll: true });
}

let shown = null;

/** Makes the dialog show the current stack. */
export function renderModal() {
  const view = state.views.at(-1);
  const ids = new Set(state.views.map((item) => item.id));
  for (const id of surfaces.keys()) if (!ids.has(id)) { surfaces.delete(id); errors.delete(id); }
  if (!view) {
    dialog?.close();
    dialog?.remove();
    dialog = null;
    shown = null;
    return;
  }
  dialog ??= build();
  if (!dialog.open) dialog.showModal();
  if (shown === view) return;
  shown = view;
  draw(view);
}
