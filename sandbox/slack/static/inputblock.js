/** Input blocks: label, element, hint and error line, and what Slack checks before it sends a form. */

import { h, uid } from "./dom.js";
import { element as renderElement } from "./elements.js";
import { icon } from "./icons.js";
import { plain } from "./mrkdwn.js";

const GROUPS = new Set(["radio_buttons", "checkboxes", "file_input"]);

/** Renders an input block. */
export function inputBlock(block, surface) {
  const inputId = uid("input");
  const labelId = uid("label");
  const describedBy = uid("about");
  const label = plain(block.label);
  const optional = block.optional ? h("span", { class: "field-optional" }, "(optional)") : null;
  const context = { label, labelId, inputId, describedBy, optional: Boolean(block.optional), dispatch: Boolean(block.dispatch_action) };
  const control = renderElement(block.element, block, surface, context);
  const labelTag = GROUPS.has(block.element?.type) ? "div" : "label";
  return h("div", { class: "field" },
    h(labelTag, { class: "field-label", id: labelId, for: labelTag === "label" ? inputId : null }, label, " ", optional),
    control,
    h("div", { class: "field-about", id: describedBy },
      h("div", { class: "field-error", role: "alert", hidden: true, data: { "error-for": block.block_id } }),
      block.hint ? h("div", { class: "field-hint" }, plain(block.hint)) : null,
    ),
  );
}

/** Shows or clears (null) the error of one block; returns whether the block stands in `root`. */
export function showFieldError(root, blockId, text) {
  const line = [...root.querySelectorAll("[data-error-for]")].find((node) => node.dataset.errorFor === blockId);
  if (!line) return false;
  line.hidden = !text;
  line.replaceChildren(...(text ? [icon("warn", 16), document.createTextNode(text)] : []));
  const field = line.closest(".field");
  field.classList.toggle("field-wrong", Boolean(text));
  const control = field.querySelector("[data-action-id]");
  if (text) control?.setAttribute("aria-invalid", "true");
  else control?.removeAttribute("aria-invalid");
  return true;
}

function textOf(payload) {
  return typeof payload?.value === "string" ? payload.value.trim() : "";
}

function isEmpty(payload) {
  if (!payload) return true;
  const { type, ...rest } = payload;
  return Object.values(rest).every((value) => value === null || value === "" || (Array.isArray(value) && value.length === 0) || (typeof value === "string" && !value.trim()));
}

function tooShortOrLong(element, value) {
  const length = [...value].length;
  if (element.min_length && length < element.min_length) return `This needs at least ${element.min_length} characters.`;
  const limit = element.max_length ?? 3000;
  return length > limit ? `Please shorten this to ${limit} characters or fewer (now ${length}).` : null;
}

function badNumber(element, value) {
  const pattern = element.is_decimal_allowed ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
  if (!pattern.test(value)) return element.is_decimal_allowed ? "Please enter a number." : "Please enter a whole number.";
  if (element.min_value !== undefined && Number(value) < Number(element.min_value)) return `Please enter ${element.min_value} or more.`;
  if (element.max_value !== undefined && Number(value) > Number(element.max_value)) return `Please enter ${element.max_value} or less.`;
  return null;
}

const CHECKS = {
  plain_text_input: tooShortOrLong,
  url_text_input: (element, value) => (/^https?:\/\/[^\s/$.?#].[^\s]*$/i.test(value) ? null : "Please enter a valid URL."),
  email_text_input: (element, value) => (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? null : "Please enter a valid email address."),
  number_input: badNumber,
};

/** What Slack itself would say about a form before sending it: {block_id: sentence}. */
export function formErrors(list, surface) {
  const errors = {};
  for (const block of list) {
    if (block.type !== "input") continue;
    const payload = surface.get(block, block.element);
    if (isEmpty(payload)) {
      if (!block.optional) errors[block.block_id] = "Please complete this required field.";
      continue;
    }
    const text = textOf(payload);
    const problem = text ? CHECKS[block.element.type]?.(block.element, text) : null;
    if (problem) errors[block.block_id] = problem;
  }
  return errors;
}
