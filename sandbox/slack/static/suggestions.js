/** The list above a composer: commands after "/", people after "@". */

import { BUILT_IN } from "./commands.js";
import { twoLines } from "./controls.js";
import { h, uid } from "./dom.js";
import { icon } from "./icons.js";
import { avatar, role, userName } from "./people.js";
import { state } from "./store.js";

function commandItems(text) {
  const typed = /^\/\S*$/.exec(text)?.[0]?.toLowerCase();
  if (!typed) return null;
  return [...state.commands, ...BUILT_IN].filter((item) => item.command.toLowerCase().startsWith(typed)).map((item) => ({
    value: item.command, insert: `${item.command} `, from: 0, lead: () => (BUILT_IN.includes(item) ? icon("bolt", 22) : avatar(state.botUserId, 28)),
    label: item.command, hint: item.usage_hint, detail: item.description,
  }));
}

function personItems(text) {
  const match = /(?:^|\s)@([\p{L}\p{N}._-]{0,20})$/u.exec(text);
  if (!match) return null;
  const typed = match[1].toLocaleLowerCase();
  const starts = (user) => [user.name, ...userName(user.id).split(/\s+/)].some((part) => part.toLocaleLowerCase().startsWith(typed));
  return [...state.users.values()].filter((user) => !user.deleted && starts(user)).slice(0, 8).map((user) => ({
    value: user.id, insert: `@${text.startsWith("/") ? user.name : userName(user.id)} `, from: text.length - match[1].length - 1, lead: () => avatar(user.id, 28),
    label: userName(user.id), detail: [`@${user.name}`, role(user)].filter(Boolean).join(" · "),
  }));
}

export class Suggestions {
  constructor(area, { commands }) {
    this.area = area;
    this.commands = commands;
    this.items = [];
    this.active = 0;
    this.id = uid("suggest");
    this.node = h("div", { class: "suggestions", id: this.id, role: "listbox", "aria-label": "Suggestions", hidden: true, data: { testid: "suggestions" } });
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-controls", this.id);
    area.addEventListener("input", () => this.update());
    area.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.node.addEventListener("mousedown", (event) => event.preventDefault());
    this.node.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.take(this.items[Number(row.dataset.index)]);
    });
  }

  update() {
    const text = this.area.value.slice(0, this.area.selectionStart);
    this.items = (this.commands ? commandItems(text) : null) ?? personItems(text) ?? [];
    this.active = 0;
    this.draw();
  }

  draw() {
    this.node.hidden = !this.items.length;
    this.node.replaceChildren(...this.items.map((item, index) => h("div", {
      class: index === this.active ? "suggestion active" : "suggestion", role: "option", id: `${this.id}-${index}`,
      "aria-selected": String(index === this.active), data: { index: String(index), value: item.value },
    }, item.lead(), twoLines([h("strong", {}, item.label), item.hint ? h("span", { class: "muted" }, ` ${item.hint}`) : null], item.detail))));
    if (this.items.length) this.area.setAttribute("aria-activedescendant", `${this.id}-${this.active}`);
    else this.area.removeAttribute("aria-activedescendant");
    this.node.children[this.active]?.scrollIntoView({ block: "nearest" });
  }

  close() {
    this.items = [];
    this.draw();
  }

  take(item) {
    const end = this.area.selectionStart;
    this.area.setRangeText(item.insert, item.from, end, "end");
    this.close();
    this.area.focus();
    this.area.dispatchEvent(new Event("input"));
  }

  /** Handles a key while the list is open; returns whether it was used up. */
  key(event) {
    if (!this.items.length) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const item = this.items[this.active];
    const whole = this.area.value.slice(item.from).trim() === item.insert.trim();
    if (event.key === "Enter" && whole) { this.close(); return false; }
    if (step) { this.active = (this.active + step + this.items.length) % this.items.length; this.draw(); }
    else if (event.key === "Tab" || event.key === "Enter") this.take(item);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}
