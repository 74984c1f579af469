/** The page's copy of what one person may see, and who wants to know when it changes. */

export const state = {
  loaded: false, online: false, failure: null,
  me: null, team: { id: "", name: "" }, app: {}, botUserId: null,
  users: new Map(), channels: new Map(), messages: new Map(),
  home: null, homeAsked: false, commands: [], shortcuts: [], views: [],
  people: 0,
};

const listeners = new Set();
let scheduled = false;

/** Calls `listener` soon after each change. */
export function subscribe(listener) {
  listeners.add(listener);
}

/** Tells the listeners once for any number of changes in this turn. */
export function changed() {
  if (scheduled) return;
  scheduled = true;
  queueMicrotask(() => {
    scheduled = false;
    listeners.forEach((listener) => listener());
  });
}

function byTs(messages) {
  return new Map(messages.map((message) => [message.ts, message]));
}

/** Takes in the answer of GET state. */
export function loadState(answer) {
  Object.assign(state, {
    loaded: true, failure: null, me: answer.me, team: answer.team, app: answer.app ?? {}, botUserId: answer.bot_user_id,
    users: new Map(answer.users.map((user) => [user.id, user])),
    channels: new Map(answer.channels.map((channel) => [channel.id, channel])),
    messages: new Map(Object.entries(answer.messages).map(([id, list]) => [id, byTs(list)])),
    home: answer.home, commands: answer.commands ?? [], shortcuts: answer.shortcuts ?? [],
    views: chain(answer.open_views ?? []), people: state.people + 1,
  });
  changed();
}

function chain(views) {
  const ordered = [];
  const rest = [...views];
  while (rest.length) {
    const last = ordered.at(-1);
    let index = rest.findIndex((view) => (last ? view.previous_view_id === last.id : !view.previous_view_id));
    if (index < 0) index = 0;
    ordered.push(...rest.splice(index, 1));
  }
  return ordered;
}

/** Adds or replaces a message. */
export function putMessage(channel, message) {
  if (!state.messages.has(channel)) state.messages.set(channel, new Map());
  const held = state.messages.get(channel);
  held.set(message.ts, message);
  ordered.delete(held);
  changed();
}

/** Takes a message away. */
export function dropMessage(channel, ts) {
  const held = state.messages.get(channel);
  if (held?.delete(ts)) ordered.delete(held);
  changed();
}

/** Puts a view on top of the stack, or in place of the one with its id. */
export function putView(view) {
  const index = state.views.findIndex((item) => item.id === view.id);
  if (index >= 0) state.views = state.views.with(index, view);
  else if (view.previous_view_id) state.views = [...state.views, view];
  else state.views = [view];
  changed();
}

/** Takes a view off the stack. */
export function dropView(id) {
  state.views = state.views.filter((view) => view.id !== id);
  changed();
}

/** Takes all views off. */
export function clearViews() {
  state.views = [];
  changed();
}

const EVENTS = {
  message: (event) => putMessage(event.channel, event.message),
  message_changed: (event) => putMessage(event.channel, event.message),
  ephemeral: (event) => putMessage(event.channel, { ...event.message, ephemeral: true }),
  message_deleted: (event) => dropMessage(event.channel, event.ts),
  channel: (event) => state.channels.set(event.channel.id, event.channel),
  user: (event) => { state.users.set(event.user.id, event.user); state.people += 1; },
  view_opened: (event) => putView(event.view),
  view_pushed: (event) => putView(event.view),
  view_updated: (event) => { if (state.views.some((view) => view.id === event.view.id)) putView(event.view); },
  view_closed: (event) => dropView(event.view_id),
  home: (event) => { state.home = event.view; },
};

/** Applies one live event; unknown kinds change nothing. */
export function applyEvent(event) {
  EVENTS[event.type]?.(event);
  changed();
}

// Order and threads of a channel are worked out once per change.
const ordered = new WeakMap();

function inOrder(channel) {
  const held = state.messages.get(channel);
  if (!held) return { list: [], threads: new Map() };
  if (!ordered.has(held)) {
    const list = [...held.values()].sort((a, b) => (a.ts < b.ts ? -1 : 1));
    const threads = new Map();
    for (const message of list) {
      if (!message.thread_ts || message.thread_ts === message.ts) continue;
      threads.set(message.thread_ts, [...(threads.get(message.thread_ts) ?? []), message]);
    }
    ordered.set(held, { list, threads });
  }
  return ordered.get(held);
}

/** A channel's messages in order of time. */
export function messagesOf(channel) {
  return inOrder(channel).list;
}

/** The replies of a message in order of time. */
export function repliesOf(channel, ts) {
  return inOrder(channel).threads.get(ts) ?? [];
}

/** Says whether a message stands in a thread only. */
export function isReply(message) {
  return Boolean(message.thread_ts) && message.thread_ts !== message.ts && message.subtype !== "thread_broadcast";
}

/** The direct conversation with a user, or undefined. */
export function directWith(userId) {
  return [...state.channels.values()].find((channel) => channel.kind === "im" && channel.im_user === userId);
}

/** Turns a route's channel part (a channel's or a user's id) into a channel; a DM not yet made gets a stand-in. */
export function resolveChannel(id) {
  if (!id) return null;
  if (state.channels.has(id)) return state.channels.get(id);
  if (!state.users.has(id)) return null;
  return directWith(id) ?? { id, name: "", kind: "im", members: [state.me.id, id], im_user: id, bot_is_member: false, archived: false };
}
