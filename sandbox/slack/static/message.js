/** One message: who, when, text or blocks, files, replies, and what one can do with it. */

import { post } from "./api.js";
import { blocks } from "./blocks.js";
import { iconButton } from "./controls.js";
import { h, reconcile } from "./dom.js";
import { files } from "./files.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { menu, toast } from "./overlays.js";
import { avatar, userName } from "./people.js";
import { openThread } from "./route.js";
import { dropMessage, isReply, repliesOf, state } from "./store.js";
import { Surface } from "./surface.js";
import { clock, fullTime, tsDate } from "./time.js";

const surfaces = new Map();

function surfaceOf(channel, message) {
  const key = `${state.me.id}/${channel}/${message.ts}`;
  if (!surfaces.has(key)) {
    const surface = new Surface({ message: { channel, ts: message.ts } });
    surface.problem = (error) => showProblem(message.ts, error);
    surfaces.set(key, surface);
  }
  return surfaces.get(key);
}

function showProblem(ts, error) {
  for (const line of document.querySelectorAll(`[data-ts="${CSS.escape(ts)}"] > .message-main > .message-problem`)) {
    line.hidden = !error;
    line.replaceChildren(...(error ? [icon("warn", 16), document.createTextNode(`That did not work. Try again? (${error})`)] : []));
  }
}

function attachment(item, surface) {
  return h("div", { class: "attachment", style: { "--bar": /^#?[0-9a-f]{6}$/i.test(item.color ?? "") ? `#${item.color.replace("#", "")}` : "var(--line-strong)" } },
    item.pretext ? h("div", { class: "mrkdwn" }, mrkdwn(item.pretext)) : null,
    item.title ? h("strong", {}, item.title) : null,
    item.blocks ? h("div", { class: "blocks" }, blocks(item.blocks, surface)) : item.text ? h("div", { class: "mrkdwn" }, mrkdwn(item.text)) : null);
}

function body(message, surface) {
  if (message.subtype === "tombstone") return [h("em", { class: "muted" }, "This message was deleted.")];
  const edited = message.edited ? h("span", { class: "edited", title: fullTime(tsDate(message.edited.ts)), data: { testid: "edited" } }, "(edited)") : null;
  if (message.blocks?.length) return [h("div", { class: "blocks" }, blocks(message.blocks, surface)), edited];
  return [message.text ? h("div", { class: "mrkdwn message-text" }, mrkdwn(message.text), edited ? " " : null, edited) : null];
}

function replyBar(message, channel, all) {
  const replies = all.filter((item) => !item.ephemeral);
  const count = Math.max(replies.length, message.reply_count ?? 0);
  const people = [...new Set(replies.map((item) => item.user))].slice(0, 4);
  const last = replies.at(-1);
  return h("button", { type: "button", class: "reply-bar", hidden: count === 0, data: { testid: "reply-bar" }, on: { click: () => openThread(channel, message.ts) } },
    h("span", { class: "reply-faces" }, people.map((id) => avatar(id, 22))),
    h("span", { class: "reply-count" }, `${count} ${count === 1 ? "reply" : "replies"}`),
    last ? h("span", { class: "muted reply-last" }, `Last reply ${fullTime(tsDate(last.ts))}`) : null, icon("back", 14));
}

function shortcutMenu(anchor, message, channel) {
  const own = state.shortcuts.filter((shortcut) => shortcut.type === "message");
  menu(anchor, own.map((shortcut) => ({
    label: shortcut.name, detail: shortcut.description || userName(state.botUserId), lead: avatar(state.botUserId, 24), data: { "callback-id": shortcut.callback_id },
    run: async () => {
      const answer = await post("shortcut", { user: state.me.id, callback_id: shortcut.callback_id, channel, message_ts: message.ts });
      if (!answer.ok) toast(`${shortcut.name} did not work (${answer.error}).`);
    },
  })), { label: "Message shortcuts", heading: "Message shortcuts", empty: "No app offers a message shortcut here.", end: true, testid: "message-menu" });
}

function toolbar(message, channel, inThread) {
  const tools = (...items) => h("div", { class: "message-tools" }, items);
  if (message.ephemeral) {
    return tools(iconButton("close", "Dismiss this message", () => dropMessage(channel, message.ts), { testid: "dismiss" }));
  }
  return tools(
    inThread || isReply(message) ? null : iconButton("reply", "Reply in thread", () => openThread(channel, message.ts), { testid: "reply" }),
    iconButton("more", "More actions", (anchor) => shortcutMenu(anchor, message, channel), { testid: "message-more" }),
  );
}

function headline(message, name) {
  const date = tsDate(message.ts);
  const app = message.bot_id || state.users.get(message.user)?.is_bot;
  return h("div", { class: "message-head" },
    h("button", { type: "button", class: "message-name", data: { user: message.user } }, name),
    app ? h("span", { class: "app-badge" }, "APP") : null,
    h("time", { datetime: date.toISOString(), title: fullTime(date) }, clock(date)));
}

function parts(message, channel, options, surface) {
  const { grouped = false, inThread = false } = options;
  const name = message.username ?? userName(message.user ?? state.botUserId);
  const shared = (message.permalink_files ?? []).filter((file) => !(message.files ?? []).some((own) => own.id === file.id));
  const shown = [...(message.files ?? []), ...shared];
  const people = state.people;
  const replies = inThread || isReply(message) ? [] : repliesOf(channel, message.ts);
  const heard = replies.map((item) => [item.ts, item.user, item.ephemeral]);
  const part = (key, made, sig) => ({ key, sig: JSON.stringify(sig), make: made });
  return [
    message.ephemeral && part("private", () => h("div", { class: "message-private" }, icon("eye", 15), "Only visible to you"), 0),
    !grouped && part("head", () => headline(message, name), [name, people]),
    part("body", () => h("div", { class: "message-body" }, body(message, surface)), [message.subtype, message.text, message.blocks, message.edited, people]),
    message.attachments && part("attachments", () => h("div", {}, message.attachments.map((item) => attachment(item, surface))), [message.attachments, people]),
    shown.length && part("files", () => files(shown), shown),
    part("problem", () => h("div", { class: "message-problem", role: "alert", hidden: true, data: { testid: "message-problem" } }), 0),
    (replies.length || message.reply_count) && !inThread && part("replies", () => replyBar(message, channel, replies), [heard, message.reply_count, people]),
  ].filter(Boolean);
}

function quietTime(date) {
  return h("time", { datetime: date.toISOString(), title: fullTime(date) }, clock(date).replace(/\s?[AP]M$/, ""));
}

/** A message as an item for `reconcile`; `grouped` leaves out the name, `inThread` the ways into the thread. */
export function messageItem(message, channel, options) {
  const { grouped = false, inThread = false } = options;
  const surface = surfaceOf(channel, message);
  const fill = (main) => reconcile(main, parts(message, channel, options, surface));
  const make = () => {
    const name = message.username ?? userName(message.user ?? state.botUserId);
    const date = tsDate(message.ts);
    const main = h("div", { class: "message-main" });
    fill(main);
    return h("article", {
      class: ["message", grouped && "message-grouped", message.ephemeral && "message-ephemeral"].filter(Boolean).join(" "), tabindex: "-1",
      "aria-label": `${name}, ${clock(date)}`,
      data: { testid: "message", ts: message.ts, channel, user: message.user, ephemeral: message.ephemeral ? "true" : null },
    },
    h("div", { class: "message-side" }, grouped ? quietTime(date) : avatar(message.user ?? state.botUserId, 36)),
    main, toolbar(message, channel, inThread));
  };
  const replies = inThread ? [] : repliesOf(channel, message.ts).map((item) => [item.ts, item.user]);
  return {
    key: message.ts, sig: JSON.stringify([message, replies, options, state.people]), make,
    shape: JSON.stringify([options, message.ephemeral, message.user, state.people]), patch: (node) => fill(node.querySelector(".message-main")),
  };
}
