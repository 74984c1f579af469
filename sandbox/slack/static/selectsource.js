/** Where a select's choices come from, and how its value is written in a payload. */

import { plain } from "./mrkdwn.js";
import { avatar, channelName, channelSign, role, userName } from "./people.js";
import { state } from "./store.js";

const MATCH = (text, query) => text.toLocaleLowerCase().includes(query.toLocaleLowerCase());

function optionItem(option, group) {
  return { value: option.value, label: plain(option.text), detail: option.description ? plain(option.description) : null, group, option };
}

function flatten(holder) {
  if (holder.option_groups) return holder.option_groups.flatMap((group) => group.options.map((option) => optionItem(option, plain(group.label))));
  return (holder.options ?? []).map((option) => optionItem(option));
}

function filtered(items, query) {
  const wanted = query.replace(/^[@#]/, "");
  return { items: wanted ? items.filter((item) => MATCH(item.label, wanted) || (item.detail && MATCH(item.detail, wanted))) : items };
}

/** Single or multiple value under Slack's key, e.g. selected_user and selected_users. */
function codec(element, name, toRaw, toItem) {
  const multiple = element.type.startsWith("multi_");
  const key = multiple ? `selected_${name}s` : `selected_${name}`;
  return {
    picked: (payload) => (multiple ? payload?.[key] ?? [] : [payload?.[key]].filter(Boolean)).map(toItem),
    part: (items) => ({ [key]: multiple ? items.map(toRaw) : items.length ? toRaw(items[0]) : null }),
    wrap: (raw) => ({ type: element.type, [key]: multiple ? raw ?? [] : raw ?? null }),
    multiple,
  };
}

function staticSource(element) {
  const code = codec(element, "option", (item) => item.option, (option) => optionItem(option));
  return {
    ...code,
    initial: () => code.wrap(code.multiple ? element.initial_options : element.initial_option),
    find: async (query) => filtered(flatten(element), query),
  };
}

const pause = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

function externalSource(element, surface, block) {
  const code = codec(element, "option", (item) => item.option, (option) => optionItem(option));
  const least = element.min_query_length ?? 3;
  const find = async (query, stillWanted) => {
    if (query.length < least) return { note: least === 1 ? "Type to search" : `Type at least ${least} characters` };
    if (query) await pause(200);
    if (!stillWanted()) return { items: [] };
    const answer = await surface.options(block, element, query);
    if (answer.error) return { note: `The choices could not be loaded (${answer.error}).` };
    return { items: flatten(answer) };
  };
  return { ...code, initial: () => code.wrap(code.multiple ? element.initial_options : element.initial_option), find };
}

function userItem(id) {
  const user = state.users.get(id);
  return { value: id, label: userName(id), detail: user ? [`@${user.name}`, role(user)].filter(Boolean).join(" · ") : null, lead: () => avatar(id, 20) };
}

function userSource(element) {
  const code = codec(element, "user", (item) => item.value, userItem);
  const people = () => [...state.users.values()].filter((user) => !user.deleted).sort((a, b) => Number(a.is_bot) - Number(b.is_bot));
  return {
    ...code,
    initial: () => code.wrap(code.multiple ? element.initial_users : element.initial_user),
    find: async (query) => filtered(people().map((user) => userItem(user.id)), query),
  };
}

function channelItem(id) {
  const channel = state.channels.get(id);
  if (!channel) return { value: id, label: id };
  return { value: id, label: channelName(channel), lead: () => channelSign(channel, 16) };
}

function allowed(channel, element) {
  if (channel.archived) return false;
  if (element.type.endsWith("channels_select")) return channel.kind === "public";
  const { include, exclude_bot_users: noBots } = element.filter ?? {};
  if (include && !include.includes(channel.kind)) return false;
  return !(noBots && channel.kind === "im" && state.users.get(channel.im_user)?.is_bot);
}

function conversationSource(element, surface) {
  const name = element.type.endsWith("channels_select") ? "channel" : "conversation";
  const code = codec(element, name, (item) => item.value, channelItem);
  const list = () => [...state.channels.values()].filter((channel) => allowed(channel, element));
  const preset = () => {
    const given = code.multiple ? element[`initial_${name}s`] : element[`initial_${name}`];
    if (given || !element.default_to_current_conversation) return given;
    const current = state.channels.get(surface.currentChannel());
    if (!current || !allowed(current, element)) return null;
    return code.multiple ? [current.id] : current.id;
  };
  return { ...code, initial: () => code.wrap(preset()), find: async (query) => filtered(list().map((channel) => channelItem(channel.id)), query) };
}

const SOURCES = { static: staticSource, external: externalSource, users: userSource, conversations: conversationSource, channels: conversationSource };

/** The source for a select element. */
export function sourceFor(element, surface, block) {
  return SOURCES[element.type.replace(/^multi_/, "").replace(/_select$/, "")](element, surface, block);
}
