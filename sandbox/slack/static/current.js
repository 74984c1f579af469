/** Which conversation is on the screen. */

import { route } from "./route.js";
import { resolveChannel, state } from "./store.js";

const narrow = matchMedia("(max-width: 700px)");

/** Says whether the page is as narrow as a phone. */
export function isPhone() {
  return narrow.matches;
}

/** The open conversation; a wide window falls back to the first channel of one's own. */
export function activeChannel() {
  const asked = route().channel;
  if (asked) return resolveChannel(asked);
  if (isPhone()) return null;
  const own = [...state.channels.values()].filter((channel) => channel.kind !== "im" && channel.members.includes(state.me.id));
  return own[0] ?? [...state.channels.values()][0] ?? null;
}

/** The tab of the conversation with the app: "home", "messages". */
export function activeTab() {
  return route().tab === "home" ? "home" : "messages";
}

/** The channel part of the route that shows the same place to another person. */
export function sameplaceFor(userId) {
  const channel = activeChannel();
  if (!channel || channel.kind !== "im") return route().channel;
  return channel.im_user === userId ? state.me.id : channel.im_user;
}
