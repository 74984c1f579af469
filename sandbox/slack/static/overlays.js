/** Menus, confirmation dialogs, the picture viewer and passing notes. */

import { iconButton, textButton, twoLines } from "./controls.js";
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
  const popover = h("div", {
    class: `popover ${options.class ?? ""}`, popover: "auto", role: options.role, "aria-label": options.label,
    data: { testid: options.testid },
  }, content);
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
  const choose = (item) => () => { popover.hidePopover(); item.run(); };
  const rows = items.map((item) => h(
    "button", { type: "button", role: "menuitem", class: "menu-item", data: { value: item.value, ...item.data }, on: { click: choose(item) } },
    item.lead ?? null, twoLines(item.label, item.detail), item.tail ?? null,
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
    const look = confirm.style === "danger" ? "danger" : "primary";
    const done = (answer) => { dialog.close(); dialog.remove(); resolve(answer); };
    const dialog = h("dialog", { class: "confirm", role: "alertdialog", "aria-labelledby": titleId, data: { testid: "confirm" } },
      h("h2", { id: titleId }, plain(confirm.title)),
      h("div", { class: "mrkdwn" }, textObject(confirm.text)),
      h("div", { class: "dialog-foot" },
        textButton(plain(confirm.deny) || "Cancel", () => done(false), { testid: "confirm-deny" }),
        textButton(plain(confirm.confirm) || "Yes", () => done(true), { look, autofocus: true, testid: "confirm-yes" })));
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); done(false); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Wraps a picture in a button that shows it large. */
export function opensLarge(source, alt, image) {
  return h("button", {
    type: "button", class: "image-button", "aria-label": `Open picture: ${alt}`, on: { click: () => lightbox(source, alt) },
  }, image);
}

/** Shows a picture as large as the window. */
function lightbox(source, alt) {
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
    iconButton("close", "Dismiss", () => dismiss(), { size: 14 }));
  const dismiss = () => { note.remove(); if (!shelf.children.length && shelf.matches(":popover-open")) shelf.hidePopover(); };
  shelf.append(note);
  // Shown anew, it stands above a dialog that was opened since.
  if (shelf.matches(":popover-open")) shelf.hidePopover();
  shelf.showPopover();
  setTimeout(dismiss, seconds * 1000);
}
