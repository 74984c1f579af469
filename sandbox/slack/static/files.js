/** Shows files: pictures inline, clips and sound with controls, the rest as cards. */

import { fileUrl } from "./api.js";
import { iconButton, newTab } from "./controls.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { opensLarge } from "./overlays.js";

/** A file's size in words. */
function size(bytes) {
  if (!bytes) return "";
  const units = ["B", "kB", "MB", "GB"];
  const step = Math.min(Math.floor(Math.log(bytes) / Math.log(1000)), units.length - 1);
  return `${(bytes / 1000 ** step).toFixed(step && bytes / 1000 ** step < 10 ? 1 : 0)} ${units[step]}`;
}

function isPicture(file) {
  return /^image\/(png|jpe?g|gif|webp|avif|bmp)$/.test(file.mimetype ?? "");
}

function download(file) {
  return h("a", {
    class: "file-download", href: fileUrl(file.id), download: file.name, title: "Download", "aria-label": `Download ${file.name}`,
  }, icon("download"));
}

function caption(file) {
  return h("figcaption", { class: "file-caption" }, h("span", { class: "file-name" }, file.title || file.name), download(file));
}

function pictureFile(file) {
  const source = fileUrl(file.id);
  const alt = file.alt_txt || file.title || file.name;
  return h("figure", { class: "file-picture" }, caption(file),
    opensLarge(source, alt, h("img", { class: "image-full", src: source, alt, loading: "lazy" })));
}

function videoFile(file) {
  return h("figure", { class: "file-video" }, caption(file),
    h("video", {
      controls: true, preload: "metadata", playsinline: true, src: fileUrl(file.id),
      "aria-label": file.alt_txt || file.title || file.name, data: { testid: "video" },
    }));
}

function audioFile(file) {
  return h("figure", { class: "file-audio" }, caption(file), h("audio", { controls: true, preload: "metadata", src: fileUrl(file.id) }));
}

/** A file as a card with name, type and size. */
export function fileCard(file) {
  return newTab(fileUrl(file.id), { class: "file-card" },
    h("span", { class: "file-card-icon" }, icon("file", 22)),
    h("span", { class: "file-card-text" }, h("span", { class: "file-name" }, file.title || file.name),
      h("span", { class: "muted" }, [file.mimetype, size(file.size)].filter(Boolean).join(" · "))));
}

function one(file) {
  const mimetype = file.mimetype ?? "";
  let node;
  if (file.mode === "tombstone") node = h("span", { class: "muted" }, "This file was deleted.");
  else if (isPicture(file)) node = pictureFile(file);
  else if (mimetype.startsWith("video/")) node = videoFile(file);
  else if (mimetype.startsWith("audio/")) node = audioFile(file);
  else node = fileCard(file);
  node.dataset.fileId = file.id;
  return node;
}

/** Shows the files of a message. */
export function files(list) {
  return list?.length ? h("div", { class: "files" }, list.map(one)) : null;
}

/** A small tile for a file that is being added; `remove` may be missing while it is on its way. */
export function chip(file, remove) {
  return h("div", { class: file.busy ? "file-chip file-chip-busy" : "file-chip", data: { "file-id": file.id } },
    isPicture(file) ? h("img", { src: fileUrl(file.id), alt: "" }) : h("span", { class: "file-card-icon" }, icon("file", 18)),
    h("span", { class: "file-chip-name" }, file.name),
    remove ? iconButton("close", `Remove ${file.name}`, remove, { size: 14 }) : null);
}
