/** Keeps one WebSocket open for the current person and reads the whole state again after each connection. */

import { apiUrl, get } from "./api.js";
import { applyEvent, changed, loadState, state } from "./store.js";

let session = 0;
let person = null;
let socket = null;

function socketUrl(user) {
  const url = new URL(apiUrl(`live?user=${encodeURIComponent(user)}`));
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

async function refetch(user, current, waiting, onEvent) {
  const answer = await get(`state?user=${encodeURIComponent(user)}`);
  if (current !== session) return;
  loadState(answer);
  state.online = true;
  // Events that came while the state was on its way are in it already or apply again without harm.
  for (const event of waiting.splice(0)) deliver(event, onEvent);
}

function deliver(event, onEvent) {
  applyEvent(event);
  onEvent(event);
}

// A refused WebSocket gives no reason; the state call does.
async function tellWhy(user, current) {
  try {
    await get(`state?user=${encodeURIComponent(user)}`);
  } catch (error) {
    if (current === session) state.failure = error instanceof TypeError ? "The workspace cannot be reached. Trying again…" : error.message;
    changed();
  }
}

/** Reads the whole state again. */
export async function refresh() {
  await refetch(person, session, [], () => {});
}

/** Follows the workspace as `user`; `onEvent` sees each live event after it was applied. */
export function follow(user, onEvent) {
  session += 1;
  const current = session;
  person = user;
  socket?.close();
  let wait = 250;
  let retry = null;
  const again = () => {
    if (current !== session || retry) return;
    state.online = false;
    changed();
    retry = setTimeout(() => { retry = null; connect(); }, wait);
    wait = Math.min(wait * 2, 4000);
  };
  const connect = () => {
    if (current !== session) return;
    const waiting = [];
    let ready = false;
    const own = new WebSocket(socketUrl(user));
    socket = own;
    own.onopen = async () => {
      try {
        await refetch(user, current, waiting, onEvent);
        ready = true;
        wait = 250;
      } catch (error) {
        state.failure = state.loaded ? null : error.message;
        own.close();
      }
    };
    own.onmessage = (frame) => {
      if (current !== session) return;
      const event = JSON.parse(frame.data);
      if (ready) deliver(event, onEvent);
      else waiting.push(event);
    };
    own.onclose = () => {
      if (!state.loaded) tellWhy(user, current);
      again();
    };
  };
  connect();
}
