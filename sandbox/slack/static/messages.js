/** Lists of messages: a channel's, with days and a line above what is new, and a thread's. */

import { h, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { messageItem } from "./message.js";
import { channelName, channelSign, isAppChannel } from "./people.js";
import { isReply, messagesOf, repliesOf, state } from "./store.js";
import { dayHeading, tsDate } from "./time.js";

const GROUP_SECONDS = 300;

function follows(message, before) {
  return Boolean(before) && before.user === message.user && !before.ephemeral && !message.ephemeral && !message.username
    && tsDate(message.ts) - tsDate(before.ts) < GROUP_SECONDS * 1000 && tsDate(message.ts).getDate() === tsDate(before.ts).getDate();
}

function dayItem(ts) {
  const text = dayHeading(tsDate(ts));
  return { key: `day-${tsDate(ts).toDateString()}`, sig: text, make: () => h("div", { class: "day-line", role: "separator" }, h("span", {}, text)) };
}

const NEW_LINE = { key: "new", sig: "new", make: () => h("div", { class: "new-line", role: "separator" }, h("span", {}, "New")) };

function welcome(channel) {
  const name = channelName(channel);
  const texts = {
    im: isAppChannel(channel) ? `This is your conversation with ${name}. Only you two see it.` : `This is the very beginning of your direct messages with ${name}.`,
    private: "This is the very beginning of this private channel. Only its members can see it.",
    public: "This is the very beginning of this channel. Everybody in the workspace can see it.",
  };
  return {
    key: "welcome", sig: JSON.stringify([channel.id, name, channel.kind, state.people]),
    make: () => h("div", { class: "welcome" },
      h("h2", {}, channelSign(channel, channel.kind === "im" ? 40 : 24), " ", name), h("p", { class: "muted" }, texts[channel.kind])),
  };
}

function channelItems(channel, newFrom) {
  const items = [welcome(channel)];
  let before = null;
  for (const message of messagesOf(channel.id).filter((item) => !isReply(item))) {
    const newDay = !before || tsDate(before.ts).toDateString() !== tsDate(message.ts).toDateString();
    if (newDay) items.push(dayItem(message.ts));
    const isNew = newFrom === message.ts;
    if (isNew) items.push(NEW_LINE);
    items.push(messageItem(message, channel.id, { grouped: !newDay && !isNew && follows(message, before) }));
    before = message;
  }
  return items;
}

/** A scrolling list that stays at its end while one reads there. */
export class MessageList {
  constructor(label, testid) {
    this.inner = h("div", { class: "message-list", role: "log", "aria-label": label, "aria-live": "off", "aria-relevant": "additions" });
    this.node = h("div", { class: "scroller", tabindex: "0", "aria-label": label, role: "region", data: { testid } }, this.inner);
    this.jump = h("button", { type: "button", class: "jump", hidden: true, on: { click: () => this.toEnd() } }, icon("down", 16), "New messages");
    this.wrap = h("div", { class: "scroller-wrap" }, this.node, this.jump);
    this.pinned = true;
    this.shown = null;
    this.node.addEventListener("scroll", () => {
      this.pinned = this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < 60;
      if (this.pinned) this.jump.hidden = true;
    }, { passive: true });
    new ResizeObserver(() => { if (this.pinned) this.toEnd(); }).observe(this.inner);
    new ResizeObserver(() => { if (this.pinned) this.toEnd(); }).observe(this.node);
  }

  toEnd() {
    this.pinned = true;
    this.node.scrollTop = this.node.scrollHeight;
  }

  fill(place, items) {
    const fresh = this.shown !== place;
    if (fresh) {
      // What was there before is not news: only later additions are read out.
      this.inner.setAttribute("aria-live", "off");
      this.inner.replaceChildren();
      setTimeout(() => this.inner.setAttribute("aria-live", "polite"), 1000);
    }
    this.shown = place;
    const last = this.inner.lastElementChild?.reconcileKey;
    reconcile(this.inner, items);
    if (fresh || this.pinned) this.toEnd();
    else if (items.at(-1)?.key !== last) this.jump.hidden = false;
  }

  /** Shows a channel with a line above the message `newFrom`. */
  showChannel(channel, newFrom) {
    this.fill(`${state.me.id}/${channel.id}`, channelItems(channel, newFrom));
  }

  /** Shows a message and its replies. */
  showThread(channel, ts) {
    const parent = state.messages.get(channel)?.get(ts);
    const replies = repliesOf(channel, ts);
    const count = replies.filter((message) => !message.ephemeral).length;
    const items = parent ? [messageItem(parent, channel, { inThread: true })] : [];
    if (!parent) items.push({ key: "gone", sig: "gone", make: () => h("p", { class: "muted thread-gone" }, "The first message of this thread is not here any more.") });
    if (count) items.push({ key: "count", sig: String(count), make: () => h("div", { class: "thread-count" }, `${count} ${count === 1 ? "reply" : "replies"}`) });
    replies.forEach((message, index) => items.push(messageItem(message, channel, { inThread: true, grouped: follows(message, replies[index - 1]) })));
    this.fill(`${state.me.id}/${channel}/${ts}`, items);
  }

  /** Scrolls to a message and lets it glow. */
  flash(ts) {
    const node = [...this.inner.children].find((item) => item.reconcileKey === ts);
    if (!node) return;
    this.pinned = false;
    node.scrollIntoView({ block: "center" });
    node.classList.add("message-flash");
    setTimeout(() => node.classList.remove("message-flash"), 2500);
  }
}
