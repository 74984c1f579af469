/** Puts the page together and keeps it up to date. */

import { post } from "./api.js";
import { composerFor } from "./composer.js";
import { iconButton, textButton } from "./controls.js";
import { activeChannel, activeTab, isPhone } from "./current.js";
import { h, reconcile } from "./dom.js";
import { headerItem } from "./header.js";
import { buildHome, openHome, renderHome } from "./home.js";
import { follow } from "./live.js";
import { MessageList } from "./messages.js";
import { renderModal } from "./modal.js";
import { notice } from "./notices.js";
import { toast } from "./overlays.js";
import { channelName, isAppChannel } from "./people.js";
import { profile } from "./profile.js";
import { go, onRoute, openChannel, permalinkTarget, route } from "./route.js";
import { buildSidebar, renderSidebar } from "./sidebar.js";
import { changed, isReply, state, subscribe } from "./store.js";
import { firstUnread, markRead, unreadCount } from "./unread.js";

const FIRST_PERSON = "U0MAYA";
const root = document.getElementById("app");
const sidebar = buildSidebar();
const list = new MessageList("Messages", "messages");
const threadList = new MessageList("Thread", "thread-messages");
const home = buildHome();
const head = h("header", { class: "panel-head" });
const foot = h("div", { class: "panel-foot" });
const panel = h("main", { class: "panel" }, head, list.wrap, home, foot);
const threadFoot = h("div", { class: "panel-foot" });
const threadName = h("span", { class: "muted" });
const thread = h("aside", { class: "thread", "aria-label": "Thread", data: { testid: "thread" } },
  h("header", { class: "panel-head" }, h("div", { class: "head head-row" },
    iconButton("back", "Back to the channel", () => go({ thread: null }), { size: 22, look: "phone-only" }),
    h("h2", { class: "head-name" }, h("span", {}, "Thread"), threadName),
    iconButton("close", "Close thread", () => go({ thread: null }), { size: 20, look: "wide-only", testid: "thread-close" }))),
  threadList.wrap, threadFoot);
const shell = h("div", { class: "shell" }, sidebar, panel, thread);

let openPlace = null;
let openThreadTs = null;
let newFrom = null;
let homeFor = null;
let flashing = null;

function keepOnly(parent, node) {
  if (parent.firstChild !== node || parent.children.length > 1) parent.replaceChildren(...(node ? [node] : []));
}

function preview(channel) {
  const join = async () => {
    const answer = await post("join", { user: state.me.id, channel: channel.id });
    if (!answer.ok) toast(`You could not join: ${answer.error}`);
  };
  return h("div", { class: "preview" }, h("p", {}, "You are looking at ", h("strong", {}, `#${channel.name}`)),
    textButton("Join channel", join, { look: "primary", testid: "join" }));
}

function footFor(channel) {
  if (channel.archived) return { key: "archived", make: () => h("p", { class: "preview muted" }, "This channel is archived.") };
  const member = channel.kind === "im" || channel.members.includes(state.me.id);
  if (member) return { key: "composer", node: composerFor(channel).node };
  return { key: `join-${channel.id}-${state.me.id}`, make: () => preview(channel) };
}

function renderFoot(channel) {
  const wanted = footFor(channel);
  if (wanted.node) keepOnly(foot, wanted.node);
  else if (foot.dataset.kind !== wanted.key || !foot.children.length) keepOnly(foot, wanted.make());
  foot.dataset.kind = wanted.key;
}

function renderChannel(channel) {
  const place = `${state.me.id}/${channel.id}`;
  if (place !== openPlace) newFrom = firstUnread(channel);
  reconcile(head, [headerItem(channel)]);
  const onHome = isAppChannel(channel) && activeTab() === "home";
  list.wrap.hidden = onHome;
  home.hidden = !onHome;
  foot.hidden = onHome;
  if (onHome) renderHome(home);
  else list.showChannel(channel, newFrom);
  renderFoot(channel);
  if (place !== openPlace && !route().thread) focusComposer(channel);
  openPlace = place;
  if (!onHome && document.visibilityState === "visible" && markRead(channel.id)) changed();
  if (onHome && homeFor !== state.me.id) { homeFor = state.me.id; openHome(); }
  if (!onHome) homeFor = null;
}

function focusComposer(channel, ts = null) {
  if (!isPhone() && !document.querySelector("dialog[open]")) composerFor(channel, ts).focus();
}

function renderThread(channel) {
  const ts = route().thread;
  const opened = ts !== openThreadTs;
  openThreadTs = ts;
  thread.hidden = !ts;
  if (!ts) return;
  threadName.textContent = channel.kind === "im" ? channelName(channel) : `#${channel.name}`;
  threadList.showThread(channel.id, ts);
  if (channel.archived || (channel.kind !== "im" && !channel.members.includes(state.me.id))) keepOnly(threadFoot, null);
  else {
    keepOnly(threadFoot, composerFor(channel, ts).node);
    if (opened) focusComposer(channel, ts);
  }
}

function renderNothing() {
  const asked = route().channel;
  openPlace = null;
  thread.hidden = true;
  for (const node of [list.wrap, home, foot]) node.hidden = true;
  const make = () => h("div", { class: "nothing" }, asked ? [
    h("p", {}, `${state.me.real_name} cannot see this conversation.`),
    textButton("Show the channels", () => openChannel(null)),
  ] : null);
  reconcile(head, [{ key: "nothing", sig: `${asked}/${state.me.id}`, make }]);
}

function flashTarget() {
  if (!flashing) return;
  const ts = flashing;
  const message = state.messages.get(activeChannel()?.id)?.get(ts);
  if (!message) return;
  flashing = null;
  if (isReply(message) && route().thread !== message.thread_ts) {
    flashing = ts;
    go({ thread: message.thread_ts });
    return;
  }
  requestAnimationFrame(() => { list.flash(ts); threadList.flash(ts); });
}

function title(channel) {
  const waiting = [...state.channels.values()].reduce((sum, item) => sum + (item.kind === "im" ? unreadCount(item) : 0), 0);
  document.title = `${waiting ? `(${waiting}) ` : ""}${channel ? channelName(channel) : state.team.name} · ${state.me.real_name} · ${state.team.name}`;
}

function render() {
  if (!state.loaded) {
    keepOnly(root, h("div", { class: "starting" }, h("p", {}, state.failure ?? "Opening the workspace…")));
    return;
  }
  keepOnly(root, shell);
  const channel = activeChannel();
  shell.dataset.pane = route().thread && channel ? "thread" : route().channel ? "main" : "list";
  shell.classList.toggle("with-thread", Boolean(route().thread && channel));
  if (channel) {
    renderChannel(channel);
    renderThread(channel);
  } else renderNothing();
  renderSidebar(sidebar);
  renderModal();
  flashTarget();
  title(channel);
}

let person = null;

function onRouteChange() {
  const wanted = route().user;
  if (wanted && wanted !== person) {
    person = wanted;
    homeFor = null;
    state.loaded = false;
    state.views = [];
    renderModal();
    follow(person, (event) => event.type === "notice" && notice(event.text));
  }
  changed();
}

function switchPlace(event) {
  const mention = event.target.closest("[data-open-channel]");
  if (mention) openChannel(mention.dataset.openChannel);
  const name = event.target.closest(".message-name[data-user], .mention[data-user]");
  if (name) profile(name, name.dataset.user);
  const anchor = event.target.closest("a[href]");
  const target = anchor ? permalinkTarget(anchor.href) : null;
  if (!target || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  flashing = target.ts;
  go({ channel: target.channel, thread: target.thread, tab: null });
  changed();
}

function start() {
  flashing = new URLSearchParams(location.search).get("ts");
  if (!route().user) {
    let last = null;
    try { last = localStorage.getItem("likeness-sandbox-user"); } catch { last = null; }
    go({ user: last ?? FIRST_PERSON }, { replace: true });
  }
  subscribe(render);
  onRoute(onRouteChange);
  document.addEventListener("click", switchPlace);
  document.addEventListener("visibilitychange", changed);
  matchMedia("(max-width: 700px)").addEventListener("change", changed);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && route().thread && !document.querySelector("dialog[open], .popover:popover-open")) go({ thread: null });
  });
  onRouteChange();
}

start();
