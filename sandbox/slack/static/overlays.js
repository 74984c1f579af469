/** Menus, confirmation dialogs, the picture viewer and passing notes. */

import { h, uid } from "./dom.js";
import { icon } from "./icons.js";
import { plain, textObject } from "./mrkdwn.js";

/** Puts a shown popover beside its anchor, above it where there is no room below. */
export function place(popover, anchor, { end = false } = {}) {
  const box = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popover;
  const left = end ? box.right - width : box.left;
  const below = box.bottom + 4;
  const top = below + height > innerHeight - 8 ? Math.max(8, box.top - height - 4) : below;
  popover.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  popover.style.top = `${top}px`;
}

/** The element under which a popover must stand so that an open dialog does not make it inert. */
export function host(anchor) {
  return anchor.closest("dialog") ?? document.body;
}

/** Shows a popover that leaves the page when it closes. */
export function popup(anchor, content, options = {}) {
  const popover = h("div", { class: `popover ${options.class ?? ""}`, popover: "auto", role: options.role, "aria-label": options.label, data: { testid: options.testid } }, content);
  host(anchor).append(popover);
  anchor.setAttribute("aria-expanded", "true");
  popover.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    popover.remove();
    anchor.setAttribute("aria-expanded", "false");
  });
  popover.showPopover();
  place(popover, anchor, options);
  return popover;
}

function moveFocus(popover, step) {
  const items = [...popover.querySelectorAll("[role=menuitem]")];
  const index = items.indexOf(document.activeElement);
  items.at((index + step + items.length) % items.length)?.focus();
}

/** Opens a menu of [{label, detail?, lead?, value?, data?, run}]; empty lists say so. */
export function menu(anchor, items, { label = "Menu", empty = "Nothing here", heading = null, end = false, testid } = {}) {
  const rows = items.map((item) => h(
    "button", { type: "button", role: "menuitem", class: "menu-item", data: { value: item.value, ...item.data }, on: { click: () => { popover.hidePopover(); item.run(); } } },
    item.lead ?? null,
    h("span", { class: "menu-text" }, h("span", {}, item.label), item.detail ? h("span", { class: "muted" }, item.detail) : null),
    item.tail ?? null,
  ));
  const popover = popup(anchor, [
    heading ? h("div", { class: "menu-heading" }, heading) : null,
    rows.length ? rows : h("div", { class: "menu-empty muted" }, empty),
  ], { role: "menu", label, class: "menu", end, testid });
  popover.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); moveFocus(popover, step); }
    if (event.key === "Tab") popover.hidePopover();
  });
  rows[0]?.focus({ preventScroll: true });
  return popover;
}

/** Shows a Block Kit confirm object; resolves to true when it was confirmed. */
export function askConfirm(confirm) {
  return new Promise((resolve) => {
    const titleId = uid("confirm");
    const style = confirm.style === "danger" ? "button-danger" : "button-primary";
    const done = (answer) => { dialog.close(); dialog.remove(); resolve(answer); };
    const dialog = h("dialog", { class: "confirm", role: "alertdialog", "aria-labelledby": titleId, data: { testid: "confirm" } },
      h("h2", { id: titleId }, plain(confirm.title)),
      h("div", { class: "mrkdwn" }, textObject(confirm.text)),
      h("div", { class: "dialog-foot" },
        h("button", { type: "button", class: "button", data: { testid: "confirm-deny" }, on: { click: () => done(false) } }, plain(confirm.deny) || "Cancel"),
        h("button", { type: "button", class: `button ${style}`, autofocus: true, data: { testid: "confirm-yes" }, on: { click: () => done(true) } }, plain(confirm.confirm) || "Yes")));
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); done(false); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Shows a picture as large as the window. */
export function lightbox(source, alt) {
  const close = () => { dialog.close(); dialog.remove(); };
  const dialog = h("dialog", { class: "lightbox", "aria-label": alt || "Picture", data: { testid: "lightbox" } },
    h("button", { type: "button", class: "lightbox-close", "aria-label": "Close picture", on: { click: close } }, icon("close", 22)),
    h("img", { src: source, alt }),
    alt ? h("p", {}, alt) : null);
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); close(); });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) close(); });
  document.body.append(dialog);
  dialog.showModal();
}

let shelf = null;

/** Shows a note for some seconds, above everything. */
export function toast(text, seconds = 7) {
  shelf ??= h("div", { class: "toasts", popover: "manual", role: "status" });
  const open = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
  if (shelf.parentNode !== open) open.append(shelf);
  if ([...shelf.children].some((item) => item.dataset.text === text)) return;
  const note = h("div", { class: "toast", data: { testid: "toast", text } }, icon("warn"), h("span", {}, text),
    h("button", { type: "button", class: "icon-button", "aria-label": "Dismiss", on: { click: () => dismiss() } }, icon("close", 14)));
  const dismiss = () => { note.remove(); if (!shelf.children.length && shelf.matches(":popover-open")) shelf.hidePopover(); };
  shelf.append(note);
  // Shown anew, it stands above a dialog that was opened since.
  if (shelf.matches(":popover-open")) shelf.hidePopover();
  shelf.showPopover();
  setTimeout(dismiss, seconds * 1000);
}
