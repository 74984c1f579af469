/** All select menus, single and multiple, as one combobox. */

import { iconButton, twoLines } from "./controls.js";
import { h, uid } from "./dom.js";
import { icon } from "./icons.js";
import { plain } from "./mrkdwn.js";
import { askConfirm, host, place } from "./overlays.js";
import { sourceFor } from "./selectsource.js";

class Combobox {
  constructor(element, block, surface, context) {
    Object.assign(this, { element, block, surface, context });
    this.source = sourceFor(element, surface, block);
    this.multiple = element.type.startsWith("multi_");
    this.listId = uid("list");
    this.shown = [];
    this.active = -1;
    this.turn = 0;
    this.surface.start(block, element, this.source.initial());
    this.build();
    this.showPicked();
  }

  build() {
    const { element, block, context } = this;
    this.input = h("input", {
      class: "select-input", id: context.inputId, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.listId, "aria-describedby": context.describedBy,
      "aria-label": context.inputId ? null : context.label || plain(element.placeholder) || "Select",
      autofocus: element.focus_on_load ? true : null,
      data: { "action-id": element.action_id, "block-id": block.block_id },
    });
    this.chips = h("span", { class: "select-chips" });
    this.clear = iconButton("close", "Clear selection", () => this.pick(null), { size: 14 });
    this.clear.hidden = true;
    this.list = h("div", {
      class: "popover select-list", id: this.listId, role: "listbox", popover: "manual",
      "aria-label": context.label || "Options", "aria-multiselectable": this.multiple ? "true" : null,
    });
    this.node = h("div", { class: this.multiple ? "select select-multi" : "select" },
      this.chips, this.input, this.clear, h("span", { class: "select-arrow" }, icon("down", 16)), this.list);
    this.listen();
  }

  listen() {
    this.node.addEventListener("mousedown", (event) => {
      if (event.target.closest("button, .select-list")) return;
      if (event.target !== this.input) event.preventDefault();
      this.input.focus();
      if (this.isOpen() && event.target !== this.input) this.close();
      else this.open();
    });
    this.input.addEventListener("input", () => { this.open(); });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.pick(this.shown[Number(row.dataset.index)]);
    });
  }

  picked() {
    return this.source.picked(this.surface.get(this.block, this.element));
  }

  showPicked() {
    const picked = this.picked();
    const placeholder = plain(this.element.placeholder) || (this.multiple ? "Select options" : "Select an option");
    if (this.multiple) {
      this.chips.replaceChildren(...picked.map((item) => h("span", { class: "select-chip", data: { value: item.value } },
        item.lead?.() ?? null, item.label, iconButton("close", `Remove ${item.label}`, () => this.pick(item), { size: 12 }))));
      this.input.value = "";
      this.input.placeholder = picked.length ? "" : placeholder;
    } else {
      this.chips.replaceChildren(...(picked[0]?.lead ? [picked[0].lead()] : []));
      this.input.value = picked[0]?.label ?? "";
      this.input.placeholder = placeholder;
      this.clear.hidden = !(picked.length && this.context.optional);
    }
    this.input.dataset.selected = picked.map((item) => item.value).join(",");
  }

  isOpen() {
    return this.list.matches(":popover-open");
  }

  query() {
    const picked = this.picked();
    const same = !this.multiple && picked[0]?.label === this.input.value;
    return same ? "" : this.input.value.trim();
  }

  async open() {
    if (!this.isOpen()) {
      // A list inside a dialog must be the dialog's child, or the dialog would make it inert.
      if (!this.node.closest("dialog")) host(this.node).append(this.list);
      this.list.style.minWidth = `${this.node.offsetWidth}px`;
      this.list.showPopover();
      this.input.setAttribute("aria-expanded", "true");
      this.input.select();
    }
    const turn = (this.turn += 1);
    const wait = setTimeout(() => turn === this.turn && this.note("Loading…"), 120);
    const found = await this.source.find(this.query(), () => turn === this.turn);
    clearTimeout(wait);
    if (turn !== this.turn || !this.isOpen()) return;
    if (found.note) this.note(found.note);
    else this.fill(found.items);
  }

  note(text) {
    this.shown = [];
    this.active = -1;
    this.list.replaceChildren(h("div", { class: "select-note muted" }, text));
    place(this.list, this.node);
  }

  fill(items) {
    if (!items.length) { this.note("No matches"); return; }
    const chosen = new Set(this.picked().map((item) => item.value));
    this.shown = items;
    let group = null;
    const rows = items.flatMap((item, index) => {
      const heading = item.group && item.group !== group ? [h("div", { class: "select-group", role: "presentation" }, item.group)] : [];
      group = item.group ?? null;
      return [...heading, this.row(item, index, chosen.has(item.value))];
    });
    this.list.replaceChildren(...rows);
    place(this.list, this.node);
    this.point(Math.max(0, items.findIndex((item) => chosen.has(item.value))));
  }

  row(item, index, chosen) {
    return h("div", {
      class: "select-option", role: "option", id: `${this.listId}-${index}`, "aria-selected": String(chosen),
      data: { index: String(index), value: item.value },
    }, item.lead?.() ?? null, twoLines(item.label, item.detail), chosen ? icon("check", 16) : null);
  }

  point(index) {
    this.active = index;
    for (const row of this.list.querySelectorAll("[role=option]")) row.classList.toggle("active", Number(row.dataset.index) === index);
    const row = this.list.querySelector(".active");
    row?.scrollIntoView({ block: "nearest" });
    if (row) this.input.setAttribute("aria-activedescendant", row.id);
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!this.isOpen()) this.open();
      else if (this.shown.length) this.point((this.active + step + this.shown.length) % this.shown.length);
    } else if (event.key === "Enter" && this.isOpen() && this.shown[this.active]) {
      event.preventDefault();
      event.stopPropagation();
      this.pick(this.shown[this.active]);
    } else if (event.key === "Escape" && this.isOpen()) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Backspace" && this.multiple && !this.input.value && this.picked().length) {
      this.pick(this.picked().at(-1));
    }
  }

  close() {
    if (!this.isOpen()) return;
    this.turn += 1;
    this.list.hidePopover();
    if (this.list.parentNode !== this.node) this.node.append(this.list);
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.showPicked();
  }

  async pick(item) {
    const before = this.picked();
    const most = this.element.max_selected_items;
    let next = item ? [item] : [];
    if (this.multiple) {
      const has = before.some((other) => other.value === item.value);
      next = has ? before.filter((other) => other.value !== item.value) : [...before, item];
      if (most && next.length > most) { this.note(`You can pick at most ${most}.`); return; }
    }
    const part = this.source.part(next);
    this.surface.set(this.block, this.element, { type: this.element.type, ...part });
    if (this.multiple && this.isOpen()) {
      this.showPicked();
      this.open();
    } else {
      this.close();
      this.showPicked();
    }
    if (this.context.dispatch === false) return;
    if (!this.element.confirm || (await askConfirm(this.element.confirm))) await this.surface.act(this.block, this.element, part);
  }
}

/** Renders any select element. */
export function selectElement(element, block, surface, context) {
  return new Combobox(element, block, surface, context).node;
}
