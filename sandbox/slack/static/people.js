/** Names, initials and avatars of users, and names of conversations. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { state } from "./store.js";

const FALLBACK = ["#8a4f7d", "#2f6f8f", "#a1562b", "#4b6b2f", "#6a5acd", "#96434f"];

/** A user's display name. */
export function userName(id) {
  const user = state.users.get(id);
  return user ? user.real_name || user.name : id ?? "Unknown";
}

function initials(name) {
  const parts = name.trim().split(/\s+/);
  const first = [...(parts[0] ?? "?")];
  if (/\p{Script=Han}/u.test(first[0] ?? "")) return first.slice(-1).join("");
  return [first[0], parts.length > 1 ? [...parts.at(-1)][0] : ""].join("").toUpperCase();
}

function colourOf(user) {
  const colour = user?.color;
  if (colour) return colour.startsWith("#") ? colour : `#${colour}`;
  const sum = [...(user?.id ?? "?")].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return FALLBACK[sum % FALLBACK.length];
}

/** A square avatar; size in CSS pixels. */
export function avatar(id, size = 36) {
  const user = state.users.get(id);
  const app = user?.is_bot || id === state.botUserId;
  return h(
    "span",
    {
      class: app ? "avatar avatar-app" : "avatar",
      "aria-hidden": "true",
      style: { "--size": `${size}px`, "--avatar": app ? "var(--app)" : colourOf(user) },
    },
    app ? icon("mark", Math.round(size * 0.7)) : initials(userName(id)),
  );
}

/** What a person is besides a member, or null. */
export function role(user) {
  if (user.deleted) return "Deactivated";
  if (user.is_bot) return "App";
  if (user.is_admin) return "Admin";
  return user.is_restricted ? "Guest" : null;
}

/** A conversation's name without its sign. */
export function channelName(channel) {
  return channel.kind === "im" ? userName(channel.im_user) : channel.name;
}

/** The sign in front of a conversation's name. */
export function channelSign(channel, size = 18) {
  if (channel.kind === "im") return avatar(channel.im_user, size + 2);
  return icon(channel.kind === "private" ? "lock" : "hash", size);
}

/** Says whether a conversation is the one with the app. */
export function isAppChannel(channel) {
  return channel?.kind === "im" && channel.im_user === state.botUserId;
}

/** Finds the user that a typed @name means. */
export function findByHandle(text) {
  const wanted = text.replace(/^@/, "").trim().toLocaleLowerCase();
  return [...state.users.values()].find(
    (user) => user.id.toLocaleLowerCase() === wanted || user.name.toLocaleLowerCase() === wanted || user.real_name.toLocaleLowerCase() === wanted,
  );
}
