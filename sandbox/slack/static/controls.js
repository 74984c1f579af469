/** Small controls that many parts of the page use. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

/** A button that shows only an icon; `run` gets the button. */
export function iconButton(name, label, run, { testid, size = 18, look = "" } = {}) {
  return h("button", {
    type: "button", class: `icon-button ${look}`, "aria-label": label, title: label, data: { testid },
    on: { click: (event) => run(event.currentTarget) },
  }, icon(name, size));
}

/** A button with words; `look` is "primary", "danger" or "small". */
export function textButton(label, run, { testid, look, data = {}, autofocus } = {}) {
  return h("button", {
    type: "button", class: look ? `button button-${look}` : "button", autofocus, data: { testid, ...data }, on: { click: () => run() },
  }, label);
}

/** A link that opens in a new tab. */
export function newTab(href, props, ...children) {
  return h("a", { ...props, href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

/** A label with a quieter second line. */
export function twoLines(label, detail) {
  return h("span", { class: "menu-text" }, h("span", {}, label), detail ? h("span", { class: "muted" }, detail) : null);
}
