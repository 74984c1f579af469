/** Renders rich_text blocks. */

import { fragment, h } from "./dom.js";
import { emojiNode } from "./emojiart.js";
import { channelMention, link, userMention } from "./mrkdwn.js";
import { state } from "./store.js";
import { dateToken } from "./time.js";

const STYLE_TAGS = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

function styledText(node, style) {
  return Object.entries(STYLE_TAGS).reduce((inner, [name, tag]) => (style?.[name] ? h(tag, {}, inner) : inner), node);
}

function unknown(element) {
  return h("span", { class: "render-error" }, `Unknown rich text element: ${element.type}`);
}

const INLINE = {
  text: (element) => document.createTextNode(element.text),
  link: (element) => link(element.url, element.text ?? element.url),
  emoji: (element) => emojiNode(element.name) ?? document.createTextNode(`:${element.name}:`),
  user: (element) => userMention(element.user_id),
  channel: (element) => channelMention(element.channel_id),
  broadcast: (element) => h("span", { class: "mention mention-me" }, `@${element.range}`),
  color: (element) => h("code", {}, element.value),
  date: (element) => document.createTextNode(
    dateToken(element.timestamp, element.format, state.me?.locale || "en-US") ?? element.fallback ?? "",
  ),
};

function inline(elements) {
  return (elements ?? []).map((element) => {
    const make = INLINE[element.type];
    return make ? styledText(make(element), element.style) : unknown(element);
  });
}

const SECTIONS = {
  rich_text_section: (element) => h("div", { class: "rich-section" }, inline(element.elements)),
  rich_text_quote: (element) => h("blockquote", {}, inline(element.elements)),
  rich_text_preformatted: (element) => h("pre", {}, inline(element.elements)),
  rich_text_list: (element) => h(
    element.style === "ordered" ? "ol" : "ul",
    { class: "rich-list", start: element.offset ? String(element.offset + 1) : null, style: { "--indent": String(element.indent ?? 0) } },
    (element.elements ?? []).map((item) => h("li", {}, inline(item.elements))),
  ),
};

/** Renders one rich_text block. */
export function richText(block) {
  return fragment((block.elements ?? []).map((element) => (SECTIONS[element.type] ?? unknown)(element)));
}
