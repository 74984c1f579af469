/** Input blocks: label, element, hint and error line. */

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
