/** The app's Home tab. */

import { post } from "./api.js";
import { block as renderBlock, withIds } from "./blocks.js";
import { h, reconcile } from "./dom.js";
import { toast } from "./overlays.js";
import { changed, state } from "./store.js";
import { Surface } from "./surface.js";

let surface = null;
let owner = null;

/** Tells the app that the Home tab was opened, and shows what it answers. */
export async function openHome() {
  const { id } = state.me;
  state.homeAsked = true;
  const answer = await post("home", { user: id });
  if (state.me.id !== id) return;
  state.homeAsked = false;
  if (answer.ok && answer.view) state.home = answer.view;
  if (!answer.ok) toast(`The Home tab could not be opened (${answer.error}).`);
  changed();
}

function homeSurface() {
  if (!surface || owner !== state.me.id) {
    surface = new Surface({ home: true }, state.home?.state?.values);
    surface.problem = (error) => error && toast(`That did not work. Try again? (${error})`);
    owner = state.me.id;
  }
  return surface;
}

/** Makes the empty tab. */
export function buildHome() {
  return h("div", { class: "scroller home", data: { testid: "home" } }, h("div", { class: "home-blocks blocks" }), h("p", { class: "home-empty muted" }));
}

/** Brings the tab up to date. */
export function renderHome(node) {
  const list = withIds(state.home?.blocks);
  const here = homeSurface();
  const items = list.map((item) => ({
    key: `${owner}/${item.block_id}`, sig: JSON.stringify(item), make: () => renderBlock(item, here),
  }));
  reconcile(node.querySelector(".home-blocks"), items);
  const empty = node.querySelector(".home-empty");
  empty.hidden = list.length > 0;
  empty.textContent = state.homeAsked ? "Opening…" : "The app has not published a Home tab for you yet.";
}
