/** Renders Block Kit blocks; what it does not know becomes a visible red note. */

import { newTab } from "./controls.js";
import { fragment, h, safeUrl } from "./dom.js";
import { element as renderElement } from "./elements.js";
import { fileCard } from "./files.js";
import { icon } from "./icons.js";
import { inputBlock } from "./inputblock.js";
import { mrkdwn, plain, plainNodes, textObject } from "./mrkdwn.js";
import { opensLarge } from "./overlays.js";
import { richText } from "./richtext.js";
import { state } from "./store.js";

/** A note in place of something that cannot be shown. */
function renderError(text) {
  return h("div", { class: "render-error", role: "note", data: { testid: "render-error" } }, text);
}

function imageSource(block) {
  return block._local_url ?? safeUrl(block.image_url ?? "");
}

function picture(source, alt, className) {
  const image = h("img", { class: className, src: source, alt, loading: "lazy" });
  const missing = () => h("span", { class: "image-missing" }, icon("warn"), ` ${alt || "Picture"} cannot be shown`);
  image.addEventListener("error", () => image.replaceWith(missing()));
  return image;
}

function image(block) {
  const source = imageSource(block);
  const alt = block.alt_text ?? "";
  if (!source) return renderError("This image block has no picture that can be shown.");
  return h(
    "figure", { class: "block-image" },
    block.title ? h("figcaption", {}, plain(block.title)) : null,
    opensLarge(source, alt, picture(source, alt, "image-full")),
  );
}

function section(block, surface) {
  const body = h("div", { class: "section-body" },
    block.text ? h("div", { class: "mrkdwn" }, textObject(block.text)) : null,
    block.fields
      ? h("div", { class: "section-fields" }, block.fields.map((field) => h("div", { class: "mrkdwn" }, textObject(field))))
      : null,
  );
  if (!block.accessory) return h("div", { class: "block-section" }, body);
  const accessory = block.accessory.type === "image"
    ? thumb(block.accessory)
    : renderElement(block.accessory, block, surface, { label: block.text ? textObject(block.text).textContent : "" });
  return h("div", { class: "block-section" }, body, h("div", { class: "section-accessory" }, accessory));
}

function thumb(element) {
  const source = imageSource(element);
  if (!source) return renderError("no picture");
  const alt = element.alt_text ?? "";
  return opensLarge(source, alt, picture(source, alt, "image-thumb"));
}

function contextElement(element) {
  if (element.type === "image") {
    const source = imageSource(element);
    return source ? picture(source, element.alt_text ?? "", "context-image") : renderError("no picture");
  }
  if (element.type === "mrkdwn" || element.type === "plain_text") return h("span", { class: "mrkdwn" }, textObject(element));
  return renderError(`Unknown context element: ${element.type}`);
}

function actions(block, surface) {
  return h("div", { class: "block-actions" }, (block.elements ?? []).map((item) => renderElement(item, block, surface)));
}

function video(block) {
  const source = safeUrl(block.thumbnail_url ?? "");
  const title = plain(block.title);
  return h("div", { class: "block-video" },
    h("div", { class: "video-title" }, newTab(safeUrl(block.title_url ?? block.video_url ?? "") ?? "#", {}, title)),
    block.description ? h("div", { class: "muted" }, plain(block.description)) : null,
    newTab(safeUrl(block.video_url ?? "") ?? "#", { class: "video-thumb", "aria-label": `Play ${title}` },
      source ? picture(source, block.alt_text ?? "", "image-full") : null, icon("play", 44)),
  );
}

function alert(block) {
  return h("div", { class: `block-alert alert-${block.level ?? "default"}`, role: "note" }, icon("warn"), h("span", { class: "mrkdwn" }, textObject(block.text)));
}

function fileBlock(block) {
  const messages = [...state.messages.values()].flatMap((list) => [...list.values()]);
  const file = block.file ?? messages.flatMap((message) => message.files ?? []).find((item) => item.id === block.file_id);
  return file ? fileCard(file) : renderError("This file block's file is not here.");
}

function asMrkdwn(markdown) {
  const strong = markdown.replace(/\*\*(.+?)\*\*/g, "*$1*").replace(/^#{1,6} (.+)$/gm, "*$1*");
  return strong.replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, "<$2|$1>");
}

const BLOCKS = {
  header: (block) => h("h3", { class: "block-header" }, plainNodes(block.text)),
  section,
  context: (block) => h("div", { class: "block-context" }, (block.elements ?? []).map(contextElement)),
  divider: () => h("hr", { class: "block-divider" }),
  image,
  actions,
  input: inputBlock,
  rich_text: (block) => h("div", { class: "mrkdwn block-rich" }, richText(block)),
  video,
  alert,
  file: fileBlock,
  markdown: (block) => h("div", { class: "mrkdwn" }, mrkdwn(asMrkdwn(String(block.text ?? "")))),
};

/** Renders one block. */
export function block(item, surface) {
  const make = BLOCKS[item.type];
  let node;
  try {
    node = make ? make(item, surface) : renderError(`Unknown block: ${item.type}`);
  } catch (error) {
    node = renderError(`This ${item.type} block cannot be shown: ${error.message}`);
  }
  const wrapper = h("div", { class: "block", data: { "block-id": item.block_id, "block-type": item.type } }, node);
  return wrapper;
}

/** Gives each block an id, so that its values can be kept, where the sender gave none. */
export function withIds(blocks) {
  return (blocks ?? []).map((item, index) => (item.block_id ? item : { ...item, block_id: `b${index}` }));
}

/** Renders a list of blocks. */
export function blocks(list, surface) {
  return fragment(withIds(list).map((item) => block(item, surface)));
}

/** Names every input-like element of a list as [block_id, action_id]. */
export function elementKeys(list) {
  return withIds(list).flatMap((item) => [item.element, item.accessory, ...(item.elements ?? [])]
    .filter((part) => part?.action_id)
    .map((part) => [item.block_id, part.action_id]));
}
