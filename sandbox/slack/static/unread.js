/** Which messages a person has not seen, kept in the browser per person and channel. */

import { isReply, messagesOf, state } from "./store.js";

const KEY = "likeness-sandbox-read";

function load() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

let marks = load();

/** The ts up to which the current person has read a channel. */
function readUpTo(channelId) {
  return marks[state.me.id]?.[channelId] ?? "0";
}

function countsAsNew(message) {
  return message.user !== state.me.id && !isReply(message);
}

/** How many messages of a channel the current person has not seen. */
export function unreadCount(channel) {
  if (channel.kind !== "im" && !channel.members.includes(state.me.id)) return 0;
  const mark = readUpTo(channel.id);
  return messagesOf(channel.id).filter((message) => message.ts > mark && countsAsNew(message)).length;
}

/** The first unread message's ts; null when there is none, or nothing was read before. */
export function firstUnread(channel) {
  const mark = readUpTo(channel.id);
  // A line above everything would say nothing.
  if (mark === "0") return null;
  return messagesOf(channel.id).find((message) => message.ts > mark && countsAsNew(message))?.ts ?? null;
}

/** Marks a channel as read; returns whether that changed anything. */
export function markRead(channelId) {
  const last = messagesOf(channelId).at(-1)?.ts;
  if (!last || last <= readUpTo(channelId)) return false;
  marks = { ...marks, [state.me.id]: { ...marks[state.me.id], [channelId]: last } };
  try {
    localStorage.setItem(KEY, JSON.stringify(marks));
  } catch {
    // A browser that keeps nothing shows dots again after a reload.
  }
  return true;
}
