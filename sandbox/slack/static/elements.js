/** Renders interactive elements and sends their actions. */

import { h, safeUrl, uid } from "./dom.js";
import { fileInput } from "./fileinput.js";
import { icon } from "./icons.js";
import { plain, plainNodes, textObject } from "./mrkdwn.js";
import { askConfirm, menu } from "./overlays.js";
import { selectElement } from "./select.js";
import { textInput } from "./textinput.js";

async function confirmed(element) {
  return element.confirm ? askConfirm(element.confirm) : true;
}

async function busyAct(control, block, element, surface, part) {
  if (control.getAttribute("aria-busy") === "true") return;
  if (!(await confirmed(element))) return;
  control.setAttribute("aria-busy", "true");
  await surface.act(block, element, part);
  control.removeAttribute("aria-busy");
}

function button(element, block, surface) {
  const style = element.style ? ` button-${element.style}` : "";
  const url = element.url ? safeUrl(element.url) : null;
  const part = { value: element.value, text: element.text };
  if (!element.value) delete part.value;
  const props = {
    class: `button${style}`,
    "aria-label": element.accessibility_label,
    data: { "action-id": element.action_id, "block-id": block.block_id, value: element.value },
  };
  if (!url) {
    const control = h("button", { type: "button", ...props, on: { click: () => busyAct(control, block, element, surface, part) } }, plainNodes(element.text));
    return control;
  }
  const control = h("a", {
    ...props, href: url, target: "_blank", rel: "noopener noreferrer", role: "button",
    on: {
      click: async (event) => {
        if (element.confirm) {
          event.preventDefault();
          if (!(await askConfirm(element.confirm))) return;
          window.open(url, "_blank", "noopener,noreferrer");
        }
        await surface.act(block, element, part);
      },
    },
  }, plainNodes(element.text));
  return control;
}

function overflow(element, block, surface) {
  const control = h("button", {
    type: "button", class: "button button-icon", "aria-label": "More options", "aria-haspopup": "menu",
    data: { "action-id": element.action_id, "block-id": block.block_id },
  }, icon("more"));
  control.addEventListener("click", () => menu(control, element.options.map((option) => ({
    label: plain(option.text),
    value: option.value,
    detail: option.description ? plain(option.description) : null,
    run: () => {
      if (option.url && safeUrl(option.url)) window.open(option.url, "_blank", "noopener,noreferrer");
      return busyAct(control, block, element, surface, { selected_option: option });
    },
  }))));
  return control;
}

function choice(kind, option, name, checked, element, block, onChange) {
  const id = uid("choice");
  const input = h("input", { type: kind, id, name, checked, data: { value: option.value, "block-id": block.block_id, "action-id": element.action_id } });
  input.addEventListener("change", onChange);
  return h("div", { class: "choice" }, input, h("label", { for: id },
    h("span", { class: "mrkdwn" }, textObject(option.text)),
    option.description ? h("span", { class: "choice-detail mrkdwn" }, textObject(option.description)) : null));
}

function choices(kind, element, block, surface, context, pick, initial) {
  const current = surface.start(block, element, initial);
  const chosen = new Set((current.selected_options ?? [current.selected_option]).filter(Boolean).map((option) => option.value));
  const name = uid(kind);
  const group = h("div", {
    class: "choices", role: kind === "radio" ? "radiogroup" : "group",
    "aria-labelledby": context.labelId, "aria-label": context.labelId ? null : context.label,
  });
  const changedNow = async () => {
    const values = new Set([...group.querySelectorAll("input:checked")].map((input) => input.dataset.value));
    const part = pick(element.options.filter((option) => values.has(option.value)));
    surface.set(block, element, { type: element.type, ...part });
    if (context.dispatch !== false && (await confirmed(element))) await surface.act(block, element, part);
  };
  group.append(...element.options.map((option) => choice(kind, option, name, chosen.has(option.value), element, block, changedNow)));
  return group;
}

function radios(element, block, surface, context) {
  const initial = { type: element.type, selected_option: element.initial_option ?? null };
  return choices("radio", element, block, surface, context, (picked) => ({ selected_option: picked[0] ?? null }), initial);
}

function checkboxes(element, block, surface, context) {
  const initial = { type: element.type, selected_options: element.initial_options ?? [] };
  return choices("checkbox", element, block, surface, context, (picked) => ({ selected_options: picked }), initial);
}

const PICKERS = {
  datepicker: { input: "date", part: "selected_date", initial: "initial_date" },
  timepicker: { input: "time", part: "selected_time", initial: "initial_time" },
  datetimepicker: { input: "datetime-local", part: "selected_date_time", initial: "initial_date_time" },
};

function localMinute(seconds) {
  if (!seconds) return "";
  const date = new Date(seconds * 1000 - new Date(seconds * 1000).getTimezoneOffset() * 60_000);
  return date.toISOString().slice(0, 16);
}

function picker(element, block, surface, context) {
  const kind = PICKERS[element.type];
  const seconds = element.type === "datetimepicker";
  const current = surface.start(block, element, { type: element.type, [kind.part]: element[kind.initial] ?? null })[kind.part];
  const input = h("input", {
    type: kind.input, class: "field-text field-date", id: context.inputId,
    "aria-label": context.inputId ? null : context.label || plain(element.placeholder) || kind.input,
    "aria-describedby": context.describedBy, value: seconds ? localMinute(current) : current ?? "",
    data: { "action-id": element.action_id, "block-id": block.block_id },
  });
  input.addEventListener("change", async () => {
    const value = seconds && input.value ? Math.round(new Date(input.value).getTime() / 1000) : input.value || null;
    const part = { [kind.part]: value };
    surface.set(block, element, { type: element.type, ...part });
    if (context.dispatch !== false && (await confirmed(element))) await surface.act(block, element, part);
  });
  return input;
}

const ELEMENTS = {
  button, overflow, radio_buttons: radios, checkboxes,
  datepicker: picker, timepicker: picker, datetimepicker: picker,
  plain_text_input: textInput, url_text_input: textInput, email_text_input: textInput, number_input: textInput,
  file_input: fileInput,
};
for (const kind of ["static", "external", "users", "conversations", "channels"]) {
  ELEMENTS[`${kind}_select`] = selectElement;
  ELEMENTS[`multi_${kind}_select`] = selectElement;
}

/**
 * Renders one element. `context` may hold label, labelId, inputId, describedBy, optional, and
 * dispatch (false: an input that only keeps its value).
 */
export function element(item, block, surface, context = {}) {
  const make = ELEMENTS[item.type];
  if (!make) return h("span", { class: "render-error", data: { testid: "render-error" } }, `Unknown element: ${item.type}`);
  return make(item, block, surface, context);
}
