/** What is open, kept in the address bar: user, channel, thread, tab. */

const KEYS = ["user", "channel", "thread", "tab"];
const listeners = new Set();

/** Reads the current route. */
export function route() {
  const query = new URLSearchParams(location.search);
  return Object.fromEntries(KEYS.map((key) => [key, query.get(key)]));
}

/** Goes to the current route changed by `patch`; null removes a part. */
export function go(patch, { replace = false } = {}) {
  const next = { ...route(), ...patch };
  const query = new URLSearchParams();
  for (const key of KEYS) if (next[key]) query.set(key, next[key]);
  const address = `?${query}`;
  if (address === location.search) return;
  history[replace ? "replaceState" : "pushState"](null, "", address);
  listeners.forEach((listener) => listener(route()));
}

/** Calls `listener` after each change of the route, by us or by the browser's buttons. */
export function onRoute(listener) {
  listeners.add(listener);
}

/** Opens a conversation; threads close. */
export function openChannel(channel, tab = null) {
  go({ channel, tab, thread: null });
}

/** Opens a thread beside its channel. */
export function openThread(channel, thread) {
  go({ channel, thread, tab: null });
}

/** Finds channel, message and thread in a message's permalink, or null. */
export function permalinkTarget(address) {
  const match = /\/archives\/([A-Z0-9]+)\/p(\d+)(\d{6})/.exec(address);
  if (!match) return null;
  const thread = new URL(address, location.href).searchParams.get("thread_ts");
  return { channel: match[1], ts: `${match[2]}.${match[3]}`, thread };
}

addEventListener("popstate", () => listeners.forEach((listener) => listener(route())));
