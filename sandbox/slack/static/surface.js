/** Where blocks stand (a message, a modal, the Home tab): keeps their values and sends their actions. */

import { post } from "./api.js";
import { route } from "./route.js";
import { state } from "./store.js";

const keyOf = (block, action) => JSON.stringify([block, action]);

export class Surface {
  /** `target` is {view_id}, {message: {channel, ts}} or {home: true}; `saved` is a view's state.values. */
  constructor(target, saved = {}) {
    this.target = target;
    this.saved = saved;
    this.values = new Map();
    this.problem = () => {};
    this.edited = () => {};
  }

  /** Returns an element's value, at first the saved or initial one. */
  start(block, element, initial) {
    const key = keyOf(block.block_id, element.action_id);
    if (!this.values.has(key)) {
      const saved = this.saved?.[block.block_id]?.[element.action_id];
      this.values.set(key, { block: block.block_id, action: element.action_id, payload: saved ?? initial });
    }
    return this.values.get(key).payload;
  }

  /** Stores what was typed or picked. */
  set(block, element, payload) {
    this.values.set(keyOf(block.block_id, element.action_id), { block: block.block_id, action: element.action_id, payload });
    this.edited(block.block_id);
  }

  get(block, element) {
    return this.values.get(keyOf(block.block_id, element.action_id))?.payload;
  }

  /** Forgets values of elements that are no longer there, as Slack does after views.update. */
  keepOnly(pairs) {
    const wanted = new Set(pairs.map(([block, action]) => keyOf(block, action)));
    for (const key of this.values.keys()) if (!wanted.has(key)) this.values.delete(key);
  }

  /** All values in the shape of view.state.values. */
  snapshot() {
    const result = {};
    for (const { block, action, payload } of this.values.values()) {
      result[block] = { ...result[block], [action]: payload };
    }
    return result;
  }

  /** Sends one block action; resolves to true when the app took it. */
  async act(block, element, part) {
    const action = { type: element.type, action_id: element.action_id, block_id: block.block_id, action_ts: String(Date.now() / 1000), ...part };
    const answer = await post("action", { user: state.me.id, action, ...this.target, state: { values: this.snapshot() } });
    this.problem(answer.ok ? null : answer.error, element);
    return answer.ok;
  }

  /** Asks the app for the options of an external select; resolves to {options | option_groups} or {error}. */
  async options(block, element, value) {
    const answer = await post("options", {
      user: state.me.id, action_id: element.action_id, block_id: block.block_id, value, ...this.optionsTarget(),
    });
    return answer.ok ? answer : { error: answer.error ?? "failed" };
  }

  // Options of the Home tab are asked for by its view's id.
  optionsTarget() {
    return this.target.home ? { view_id: state.home?.id } : this.target;
  }

  /** The conversation from which this surface was opened. */
  currentChannel() {
    return this.target.message?.channel ?? route().channel;
  }
}
