/** The line above a conversation: name, members, tabs of the app. */

import { post } from "./api.js";
import { iconButton, textButton, twoLines } from "./controls.js";
import { activeTab } from "./current.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { popup, toast } from "./overlays.js";
import { avatar, channelName, channelSign, isAppChannel, role, userName } from "./people.js";
import { go } from "./route.js";
import { state } from "./store.js";

async function invite(channel, user) {
  const answer = await post("invite", { user: state.me.id, channel: channel.id, invitee: user.id });
  if (!answer.ok) toast(`${userName(user.id)} could not be added: ${answer.error}`);
}

function personRow(user, tail) {
  return h("div", { class: "member", data: { user: user.id } }, avatar(user.id, 28), twoLines(userName(user.id), role(user)), tail);
}

function members(anchor, channel) {
  const inside = (user) => (user.is_bot ? channel.bot_is_member : channel.members.includes(user.id));
  const users = [...state.users.values()];
  const mayAdd = channel.members.includes(state.me.id) && !channel.archived;
  const adder = (user) => textButton("Add", () => { popover.hidePopover(); invite(channel, user); },
    { look: "small", testid: "invite", data: { user: user.id } });
  const popover = popup(anchor, [
    h("div", { class: "menu-heading" }, "In this channel"), users.filter(inside).map((user) => personRow(user)),
    mayAdd ? h("div", { class: "menu-heading" }, "Add people and apps") : null,
    mayAdd ? users.filter((user) => !inside(user) && !user.deleted).map((user) => personRow(user, adder(user))) : null,
  ], { class: "menu members", label: "Members", end: true, testid: "members" });
}

function tabs() {
  const tab = (name, label) => h("button", {
    type: "button", role: "tab", "aria-selected": String(activeTab() === name), class: "tab", data: { testid: `tab-${name}` },
    on: { click: () => go({ tab: name === "home" ? "home" : null, thread: null }) },
  }, label);
  return h("div", { class: "tabs", role: "tablist" }, tab("home", "Home"), tab("messages", "Messages"));
}

function toList() {
  go({ channel: null, tab: null, thread: null });
}

function membersButton(channel) {
  const count = new Set([...channel.members, ...(channel.bot_is_member ? [state.botUserId] : [])]).size;
  return h("button", {
    type: "button", class: "head-members", "aria-haspopup": "dialog", "aria-label": `${count} members`,
    data: { testid: "members-button" }, on: { click: (event) => members(event.currentTarget, channel) },
  }, icon("people"), String(count));
}

/** The header of a conversation as one item for `reconcile`. */
export function headerItem(channel) {
  const app = isAppChannel(channel);
  return {
    key: "header", sig: JSON.stringify([channel, app && activeTab(), state.people]),
    make: () => h("div", { class: app ? "head head-app" : "head" },
      h("div", { class: "head-row" },
        iconButton("back", "Back to the list", toList, { size: 22, look: "phone-only", testid: "back" }),
        h("h2", { class: "head-name", data: { testid: "channel-name" } }, channelSign(channel, 20), h("span", {}, channelName(channel))),
        app ? h("span", { class: "app-badge" }, "APP") : null,
        channel.kind === "im" ? null : membersButton(channel)),
      app && state.app.home_tab !== false ? tabs() : null),
  };
}
