/** Text, URL, e-mail and number inputs. */

import { h } from "./dom.js";
import { plain } from "./mrkdwn.js";

const HTML_TYPES = { url_text_input: "url", email_text_input: "email", number_input: "text" };

function grow(area) {
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight + 2, 360)}px`;
}

function counter(element, input) {
  if (!element.max_length) return null;
  const line = h("span", { class: "field-count", "aria-hidden": "true" });
  const show = () => {
    const left = element.max_length - [...input.value].length;
    line.textContent = left <= Math.max(20, element.max_length * 0.1) ? String(left) : "";
    line.classList.toggle("field-count-over", left < 0);
  };
  input.addEventListener("input", show);
  show();
  return line;
}

/** Renders a text-like input element. */
export function textInput(element, block, surface, context) {
  const current = surface.start(block, element, { type: element.type, value: element.initial_value ?? null });
  const multiline = element.type === "plain_text_input" && element.multiline;
  const input = h(multiline ? "textarea" : "input", {
    class: "field-text", id: context.inputId, type: multiline ? null : HTML_TYPES[element.type] ?? "text",
    inputmode: element.type === "number_input" ? (element.is_decimal_allowed ? "decimal" : "numeric") : null,
    rows: multiline ? "4" : null, placeholder: plain(element.placeholder) || null, value: current.value ?? "",
    "aria-describedby": context.describedBy, "aria-label": context.inputId ? null : context.label, autocomplete: "off",
    "aria-required": context.optional ? null : "true", autofocus: element.focus_on_load ? true : null,
    data: { "action-id": element.action_id, "block-id": block.block_id },
  });
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const dispatch = () => (context.dispatch ? surface.act(block, element, { value: input.value || null }) : null);
  let pause = null;
  input.addEventListener("input", () => {
    surface.set(block, element, { type: element.type, value: input.value === "" ? null : input.value });
    if (multiline) grow(input);
    if (!triggers.includes("on_character_entered")) return;
    clearTimeout(pause);
    pause = setTimeout(dispatch, 250);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || (multiline && !event.ctrlKey && !event.metaKey)) return;
    if (!context.dispatch || !triggers.includes("on_enter_pressed")) return;
    event.preventDefault();
    event.stopPropagation();
    dispatch();
  });
  if (multiline) requestAnimationFrame(() => grow(input));
  return h("div", { class: "field-box" }, input, counter(element, input));
}
