/** Where one writes: text, commands with suggestions, mentions, files, shortcuts. */

import { post, upload } from "./api.js";
import { iconButton } from "./controls.js";
import { h } from "./dom.js";
import { chip } from "./files.js";
import { menu, toast } from "./overlays.js";
import { avatar, channelName, userName } from "./people.js";
import { openChannel, route } from "./route.js";
import { runCommand } from "./commands.js";
import { state } from "./store.js";
import { Suggestions } from "./suggestions.js";

const cache = new Map();

function literal(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** Writes typed text as Slack's client sends it: escaped, with mentions, channels and links marked. */
function toWire(text) {
  const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const people = [...state.users.values()]
    .flatMap((user) => [[`@${user.real_name}`, user.id], [`@${user.name}`, user.id]])
    .sort((a, b) => b[0].length - a[0].length);
  let marked = escaped.replace(/https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)"']/g, "<$&>");
  for (const [name, id] of people) {
    marked = marked.replace(new RegExp(`(^|[\\s(])${literal(name)}(?![\\p{L}\\p{N}_-])`, "gu"), `$1<@${id}>`);
  }
  for (const channel of state.channels.values()) {
    if (channel.kind === "im") continue;
    marked = marked.replace(new RegExp(`(^|[\\s(])#${literal(channel.name)}(?![\\w-])`, "g"), `$1<#${channel.id}>`);
  }
  return marked;
}

class Composer {
  constructor(channel, thread) {
    Object.assign(this, { channel, thread, files: [], sending: false });
    const prefix = thread ? "thread-" : "";
    const where = channel.kind === "im" ? channelName(channel) : `#${channel.name}`;
    const label = thread ? "Reply…" : `Message ${where}`;
    this.area = h("textarea", {
      class: "composer-text", rows: "1", placeholder: label, "aria-label": thread ? "Reply in thread" : label,
      data: { testid: `${prefix}composer` },
    });
    this.tray = h("div", { class: "composer-files" });
    this.problem = h("div", {
      class: "composer-problem", role: "alert", hidden: true, data: { testid: `${prefix}composer-problem` },
    });
    this.picker = h("input", {
      type: "file", multiple: true, class: "visually-hidden", tabindex: "-1", "aria-hidden": "true",
      data: { testid: `${prefix}attach` },
    });
    this.send = this.tool("send", "Send", `${prefix}send`, () => this.submit(), "composer-send");
    this.suggestions = new Suggestions(this.area, { commands: !thread });
    this.node = h("div", { class: "composer" }, this.problem, this.suggestions.node,
      h("div", { class: "composer-box" }, this.area, this.tray,
        h("div", { class: "composer-tools" }, this.picker,
          this.tool("clip", "Attach files", `${prefix}attach-button`, () => this.picker.click()),
          this.tool("bolt", "Shortcuts", `${prefix}shortcuts`, (anchor) => this.shortcuts(anchor)),
          this.tool("at", "Mention someone", `${prefix}mention`, () => this.insert("@")),
          h("span", { class: "composer-hint muted" }, h("kbd", {}, "Shift"), " + ", h("kbd", {}, "Enter"), " for a new line"), this.send)));
    this.listen();
    this.refresh();
  }

  tool(name, label, testid, run, look) {
    return iconButton(name, label, run, { testid, size: 20, look });
  }

  listen() {
    this.area.addEventListener("input", () => { this.say(null); this.refresh(); });
    this.area.addEventListener("keydown", (event) => {
      if (event.isComposing || this.suggestions.key(event)) return;
      if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); this.submit(); }
    });
    this.picker.addEventListener("change", () => { this.attach([...this.picker.files]); this.picker.value = ""; });
    this.area.addEventListener("paste", (event) => {
      const pasted = [...(event.clipboardData?.files ?? [])];
      if (pasted.length) { event.preventDefault(); this.attach(pasted); }
    });
    this.node.addEventListener("dragover", (event) => event.preventDefault());
    this.node.addEventListener("drop", (event) => { event.preventDefault(); this.attach([...event.dataTransfer.files]); });
  }

  insert(text) {
    this.area.setRangeText(text, this.area.selectionStart, this.area.selectionEnd, "end");
    this.area.focus();
    this.area.dispatchEvent(new Event("input"));
  }

  focus() {
    this.area.focus({ preventScroll: true });
  }

  refresh() {
    this.area.style.height = "auto";
    this.area.style.height = `${Math.min(Math.max(this.area.scrollHeight, 36), 220)}px`;
    this.send.disabled = this.sending || !(this.area.value.trim() || this.files.length);
    this.node.classList.toggle("composer-ready", !this.send.disabled);
    this.tray.replaceChildren(...this.files.map((file) => chip(file, file.busy ? null : () => this.detach(file))));
  }

  detach(file) {
    this.files = this.files.filter((item) => item !== file);
    this.refresh();
  }

  say(text) {
    this.problem.hidden = !text;
    this.problem.textContent = text ?? "";
  }

  async attach(picked) {
    for (const file of picked) {
      const waiting = { name: file.name, busy: true };
      this.files.push(waiting);
      this.refresh();
      const answer = await upload(state.me.id, file);
      this.files = this.files.flatMap((item) => (item === waiting ? (answer.ok ? [answer.file] : []) : [item]));
      if (!answer.ok) this.say(`${file.name}: ${answer.error}`);
      this.refresh();
    }
    this.area.focus();
  }

  shortcuts(anchor) {
    const own = state.shortcuts.filter((shortcut) => shortcut.type === "global");
    menu(anchor, own.map((shortcut) => ({
      label: shortcut.name, detail: shortcut.description || userName(state.botUserId), lead: avatar(state.botUserId, 24), data: { "callback-id": shortcut.callback_id },
      run: async () => {
        const answer = await post("shortcut", { user: state.me.id, callback_id: shortcut.callback_id });
        if (!answer.ok) toast(`${shortcut.name} did not work (${answer.error}).`);
      },
    })), { label: "Shortcuts", heading: "Shortcuts", empty: "No app offers a shortcut here.", testid: "shortcut-menu" });
  }

  async submit() {
    const text = this.area.value.trim();
    if (this.sending || !(text || this.files.length) || this.files.some((file) => file.busy)) return;
    this.sending = true;
    this.say(null);
    this.refresh();
    const isCommand = text.startsWith("/") && !this.files.length;
    const problem = isCommand ? await runCommand(text, this.channel, this.thread) : await this.post(text);
    this.sending = false;
    if (problem) this.say(problem);
    else { this.area.value = ""; this.files = []; }
    this.refresh();
    this.suggestions.close();
  }

  async post(text) {
    const { id } = this.channel;
    const answer = await post("message", {
      user: state.me.id, channel: id, text: toWire(text), thread_ts: this.thread ?? undefined,
      file_ids: this.files.map((file) => file.id),
    });
    // A first message to a person makes the conversation, which has its own id.
    if (answer.ok && answer.channel && answer.channel !== id && route().channel === id) openChannel(answer.channel);
    return answer.ok ? null : `Your message was not sent: ${answer.error}`;
  }
}

/** The composer of a channel or thread; what was typed stays when one comes back. */
export function composerFor(channel, thread = null) {
  const key = [state.me.id, channel.kind === "im" ? channel.im_user : channel.id, thread ?? ""].join("/");
  if (!cache.has(key)) cache.set(key, new Composer(channel, thread));
  const composer = cache.get(key);
  composer.channel = channel;
  return composer;
}
