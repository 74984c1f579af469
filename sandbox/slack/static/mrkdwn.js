/** Renders Slack's mrkdwn as DOM nodes. */

import { fragment, h, safeUrl } from "./dom.js";
import { replaceEmoji } from "./emoji.js";
import { emojiNode, withEmoji } from "./emojiart.js";
import { channelName, userName } from "./people.js";
import { state } from "./store.js";
import { dateToken } from "./time.js";

const STYLES = { "*": "strong", _: "em", "~": "s" };
const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/** Undoes the three escapes that Slack knows. */
function unescape(text) {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity]);
}

/** A link that opens in a new tab; an address with another scheme stays text. */
export function link(address, label) {
  const url = safeUrl(address);
  if (!url) return document.createTextNode(label);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label);
}

/** A person's name as a pill. */
export function userMention(id, label) {
  const own = id === state.me?.id ? " mention-me" : "";
  const name = state.users.has(id) ? userName(id) : label ?? id;
  return h("span", { class: `mention${own}`, data: { user: id } }, `@${name}`);
}

/** A channel's name as a link inside the page. */
export function channelMention(id, label) {
  const channel = state.channels.get(id);
  if (!channel) return h("span", { class: "mention" }, label ? `#${label}` : "#private-channel");
  return h("button", { type: "button", class: "mention", data: { "open-channel": id } }, `#${channelName(channel)}`);
}

/** A moment in the reader's locale and time zone. */
function moment(body) {
  const [head, fallback] = split(body, "|");
  const [, seconds, pattern, address] = head.split("^");
  const text = dateToken(seconds, unescape(pattern ?? ""), state.me?.locale || "en-US") ?? unescape(fallback ?? "");
  return address ? link(unescape(address), text) : document.createTextNode(text);
}

function split(text, mark) {
  const index = text.indexOf(mark);
  return index < 0 ? [text, null] : [text.slice(0, index), text.slice(index + 1)];
}

function angle(body) {
  const [target, label] = split(body, "|");
  if (target.startsWith("@")) return userMention(target.slice(1), label);
  if (target.startsWith("#")) return channelMention(target.slice(1), label);
  if (target.startsWith("!date^")) return moment(body);
  if (/^!(here|channel|everyone)$/.test(target)) return h("span", { class: "mention mention-me" }, `@${target.slice(1)}`);
  if (target.startsWith("!")) return h("span", { class: "mention" }, label ?? `@${target.slice(1)}`);
  if (!safeUrl(unescape(target))) return document.createTextNode(`<${unescape(body)}>`);
  return link(unescape(target), unescape(label ?? target));
}

const WORD = /[\p{L}\p{N}]/u;

function skipSpan(text, index) {
  if (text[index] === "<") return text.indexOf(">", index);
  if (text[index] === "`") return text.indexOf("`", index + 1);
  return -1;
}

function closing(text, start, mark) {
  for (let index = start + 1; index < text.length && text[index] !== "\n"; index += 1) {
    const skip = skipSpan(text, index);
    if (skip > index) index = skip;
    else if (text[index] === mark && index > start + 1 && !/\s/.test(text[index - 1]) && !WORD.test(text[index + 1] ?? "")) return index;
  }
  return -1;
}

const AT = {
  "<": /<([^<>\n]+)>/y,
  "`": /`([^`\n]+)`/y,
  ":": /:([a-z0-9_+'-]+):/y,
  h: /https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)"'*_~]/y,
};

function special(text, index) {
  const pattern = AT[text[index]];
  if (!pattern) return null;
  pattern.lastIndex = index;
  const match = pattern.exec(text);
  if (!match) return null;
  const length = match[0].length;
  if (text[index] === "<") return { length, node: angle(match[1]) };
  if (text[index] === "`") return { length, node: h("code", {}, unescape(match[1])) };
  if (text[index] === "h") {
    const address = unescape(match[0]);
    return WORD.test(text[index - 1] ?? "") ? null : { length, node: link(address, address) };
  }
  const node = emojiNode(match[1]);
  return node ? { length, node } : null;
}

function styled(text, index) {
  const tag = STYLES[text[index]];
  if (!tag || WORD.test(text[index - 1] ?? "") || /\s/.test(text[index + 1] ?? " ")) return null;
  const end = closing(text, index, text[index]);
  if (end < 0) return null;
  return { length: end - index + 1, node: h(tag, {}, ...inline(text.slice(index + 1, end))) };
}

function inline(text) {
  const nodes = [];
  let plain = "";
  for (let index = 0; index < text.length;) {
    const found = special(text, index) ?? styled(text, index);
    if (found) {
      if (plain) nodes.push(...withEmoji(unescape(plain)));
      plain = "";
      nodes.push(found.node);
      index += found.length;
    } else {
      plain += text[index];
      index += 1;
    }
  }
  if (plain) nodes.push(...withEmoji(unescape(plain)));
  return nodes;
}

const QUOTE = /^(?:&gt;|>) ?/;

function lines(text) {
  const nodes = [];
  let plain = [];
  let quoted = [];
  const flush = () => {
    if (quoted.length) nodes.push(h("blockquote", {}, ...inline(quoted.join("\n"))));
    if (plain.length) nodes.push(...inline(plain.join("\n")));
    plain = [];
    quoted = [];
  };
  for (const line of text.split("\n")) {
    const isQuote = QUOTE.test(line);
    if (isQuote ? plain.length : quoted.length) flush();
    if (isQuote) quoted.push(line.replace(QUOTE, ""));
    else plain.push(line);
  }
  flush();
  return nodes;
}

/** Renders mrkdwn text. */
export function mrkdwn(text) {
  const parts = String(text ?? "").split(/```\n?([\s\S]*?)\n?```\n?/);
  return fragment(
    parts.map((part, index) => (index % 2 ? h("pre", {}, unescape(part.replace(/<([^<>|]+)(?:\|([^<>]*))?>/g, "$1"))) : part ? lines(part) : null)),
  );
}

/** Renders a text object: mrkdwn or plain_text. */
export function textObject(object) {
  if (!object) return fragment();
  if (typeof object === "string") return fragment(object);
  if (object.type === "mrkdwn") return mrkdwn(object.text);
  return fragment(plainNodes(object));
}

/** A plain_text object as nodes. */
export function plainNodes(object) {
  return withEmoji(plain(object));
}

/** A plain_text object as a string. */
export function plain(object) {
  if (!object) return "";
  const text = typeof object === "string" ? object : object.text ?? "";
  return object.emoji === false ? text : replaceEmoji(text);
}
