/** The left column: workspace, person switcher, channels, direct messages, apps. */

import { activeChannel, sameplaceFor } from "./current.js";
import { h, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { menu } from "./overlays.js";
import { avatar, channelName, channelSign, isAppChannel, role, userName } from "./people.js";
import { go, openChannel } from "./route.js";
import { directWith, resolveChannel, state } from "./store.js";
import { unreadCount } from "./unread.js";

function switchTo(userId) {
  try { localStorage.setItem("likeness-sandbox-user", userId); } catch { /* the next visit starts as the first person */ }
  go({ user: userId, channel: sameplaceFor(userId) });
}

function switchMenu(anchor) {
  const people = [...state.users.values()].filter((user) => !user.is_bot);
  menu(anchor, people.map((user) => ({
    label: userName(user.id), detail: [`@${user.name}`, role(user)].filter(Boolean).join(" · "), lead: avatar(user.id, 32),
    tail: user.id === state.me.id ? icon("check") : null, data: { user: user.id }, run: () => switchTo(user.id),
  })), { label: "Use the workspace as", heading: "Use the workspace as", testid: "person-menu" });
}

function row({ id, key, sign, label, unread, mentions, active, muted, note }) {
  const make = () => h("button", {
    type: "button", class: ["side-row", active && "active", unread && "unread", muted && "side-muted"].filter(Boolean).join(" "),
    "aria-current": active ? "page" : null, data: { testid: "channel-link", channel: id, unread: unread ? "true" : null },
    on: { click: () => openRow(id) },
  }, h("span", { class: "side-sign" }, sign()), h("span", { class: "side-label" }, label), note ? h("span", { class: "side-note" }, note) : null,
  mentions ? h("span", { class: "badge", "aria-label": `${mentions} unread` }, String(mentions)) : unread ? h("span", { class: "dot", "aria-label": "unread" }) : null);
  return { key, sig: JSON.stringify([id, label, unread, mentions, active, muted, note, state.people]), make };
}

function openRow(id) {
  const channel = resolveChannel(id);
  const home = isAppChannel(channel) && state.app.home_tab !== false && !unreadCount(channel);
  openChannel(id, home ? "home" : null);
}

function channelRow(channel, active) {
  const unread = unreadCount(channel);
  const direct = channel.kind === "im";
  return row({
    id: channel.id, key: direct ? channel.im_user : channel.id, sign: () => channelSign(channel), label: channelName(channel), unread: unread > 0,
    mentions: direct ? unread : 0, active: active?.id === channel.id, note: channel.archived ? "archived" : null,
    muted: !direct && !channel.members.includes(state.me.id),
  });
}

function personRow(user, active) {
  const channel = directWith(user.id);
  if (channel) return { ...channelRow(channel, active) };
  return row({ id: user.id, key: user.id, sign: () => avatar(user.id, 20), label: userName(user.id), active: active?.im_user === user.id, muted: true });
}

function heading(key, text) {
  return { key, sig: text, make: () => h("h2", { class: "side-heading" }, text) };
}

function items() {
  const active = activeChannel();
  const channels = [...state.channels.values()].filter((channel) => channel.kind !== "im").sort((a, b) => a.name.localeCompare(b.name));
  const people = [...state.users.values()].filter((user) => !user.is_bot && user.id !== state.me.id && (!user.deleted || directWith(user.id)));
  const apps = [...state.users.values()].filter((user) => user.is_bot);
  return [
    heading("h-channels", "Channels"), ...channels.map((channel) => channelRow(channel, active)),
    heading("h-people", "Direct messages"), ...people.map((user) => personRow(user, active)),
    heading("h-apps", "Apps"), ...apps.map((user) => personRow(user, active)),
  ];
}

function team() {
  return h("div", { class: "side-team" }, h("h1", {}, state.team.name),
    h("span", { class: state.online ? "side-state" : "side-state side-offline", data: { testid: "live-state" } },
      state.online ? "Local workspace" : "Reconnecting…"));
}

function switcher() {
  return h("button", {
    type: "button", class: "person-switch", "aria-haspopup": "menu", data: { testid: "person-switcher", user: state.me.id },
    on: { click: (event) => switchMenu(event.currentTarget) },
  }, avatar(state.me.id, 26), h("span", {}, h("span", { class: "person-you" }, "You are: "), userName(state.me.id)), icon("down", 16));
}

/** Makes the empty column. */
export function buildSidebar() {
  return h("nav", { class: "sidebar", "aria-label": "Workspace", data: { testid: "sidebar" } },
    h("div", { class: "side-top" }), h("div", { class: "side-list" }));
}

/** Brings the column up to date. */
export function renderSidebar(node) {
  const top = {
    key: "top", sig: JSON.stringify([state.team, state.me, state.online, state.people]),
    make: () => h("div", {}, team(), switcher()),
  };
  reconcile(node.querySelector(".side-top"), [top]);
  reconcile(node.querySelector(".side-list"), items());
}
