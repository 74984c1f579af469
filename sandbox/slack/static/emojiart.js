/** Emoji as nodes: the font's where the system has one in colour, else small drawings of the common ones. */

import { h } from "./dom.js";
import { emojiCharacter } from "./emoji.js";
import { drawing } from "./icons.js";

const GREEN = "#1c8f5f", RED = "#cf3044", AMBER = "#c77d0a", BLUE = "#2b6cb0", GREY = "#6b7672", PURPLE = "#7a4fb5";

/** Short name: colour and path on a 20 x 20 grid. */
const ART = {
  white_check_mark: [GREEN, "M5 10.5l3.2 3.3L15 6.5"],
  x: [RED, "M6 6l8 8M14 6l-8 8"],
  no_entry: [RED, "M5.5 10h9"],
  warning: [AMBER, "M10 5v6M10 14.6v.1"],
  exclamation: [RED, "M10 5v6M10 14.6v.1"],
  grey_question: [GREY, "M7.3 7.6A2.7 2.7 0 1 1 10 10.4v1.4M10 14.8v.1"],
  question: [RED, "M7.3 7.6A2.7 2.7 0 1 1 10 10.4v1.4M10 14.8v.1"],
  information_source: [BLUE, "M10 9v6M10 5.4v.1"],
  hourglass: [AMBER, "M6.5 4.5h7M6.5 15.5h7M7.3 4.5c0 4 5.4 7 5.4 11M12.7 4.5c0 4-5.4 7-5.4 11"],
  hourglass_flowing_sand: [AMBER, "M6.5 4.5h7M6.5 15.5h7M7.3 4.5c0 4 5.4 7 5.4 11M12.7 4.5c0 4-5.4 7-5.4 11"],
  clock3: [BLUE, "M10 5v5h4"],
  mag: [BLUE, "M9 13a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 12l3.4 3.4"],
  lock: [GREY, "M6 9.5h8v5.5H6zM7.6 9.5V7.6a2.4 2.4 0 0 1 4.8 0v1.9"],
  key: [AMBER, "M8 12a2.4 2.4 0 1 1-4.8 0A2.4 2.4 0 0 1 8 12zM8 12h8v2.4M13 12v1.8"],
  iphone: [GREY, "M7 4h6v12H7zM9.4 13.8h1.2"],
  outbox_tray: [BLUE, "M5 12v3.5h10V12M10 12V5M7 7.6L10 4.8l3 2.8"],
  inbox_tray: [BLUE, "M5 12v3.5h10V12M10 4.8v7M7 9.2l3 2.8 3-2.8"],
  wastebasket: [GREY, "M5.5 6.5h9M7 6.5l.7 9h4.6l.7-9M8.5 6.5V5h3v1.5"],
  envelope: [BLUE, "M4.5 6h11v8.5h-11zM4.5 6.5L10 11l5.5-4.5"],
  email: [BLUE, "M4.5 6h11v8.5h-11zM4.5 6.5L10 11l5.5-4.5"],
  raised_hand: [AMBER, "M6 11V7.5M8.3 10V5.5M10.7 10V4.8M13 10V6.5M6 11c0 3.5 1.8 5 4 5s4.2-1.5 4.5-4.6V9.5"],
  wave: [AMBER, "M6 11V7.5M8.3 10V5.5M10.7 10V4.8M13 10V6.5M6 11c0 3.5 1.8 5 4 5s4.2-1.5 4.5-4.6V9.5"],
  eyes: [PURPLE, "M7 12.5c-1.2 0-2-1.2-2-2.5s.8-2.5 2-2.5S9 8.7 9 10s-.8 2.5-2 2.5zM13 12.5c-1.2 0-2-1.2-2-2.5s.8-2.5 2-2.5 2 1.2 2 2.5-.8 2.5-2 2.5z"],
  bell: [AMBER, "M6 13.5h8c-1-1-1-2-1-4a3 3 0 0 0-6 0c0 2 0 3-1 4zM9.2 15.5h1.6"],
  bulb: [AMBER, "M8 12.8c-1.2-.8-2-2-2-3.6a4 4 0 0 1 8 0c0 1.6-.8 2.8-2 3.6v1.2H8zM8.8 16h2.4"],
  link: [BLUE, "M8.6 11.4l3-3M9.4 6.8l1.3-1.3a2.5 2.5 0 0 1 3.6 3.6L13 10.4M10.6 13.2l-1.3 1.3a2.5 2.5 0 0 1-3.6-3.6L7 9.6"],
  clapper: [GREY, "M4.5 9h11v6.5h-11zM4.5 9l10.6-3.4M8 7.9l1 1.1M11 6.9l1 2"],
  movie_camera: [PURPLE, "M4.5 7h7.5v6.5H4.5zM12 9.5l3.5-2v5.5l-3.5-2"],
  camera: [PURPLE, "M4.5 7h2.5l1-1.5h4L13 7h2.5v7.5h-11zM10 12.6a2 2 0 1 0 0-4 2 2 0 0 0 0 4z"],
  frame_with_picture: [PURPLE, "M4.5 5.5h11v9h-11zM4.5 12.5l3-3 2.5 2.5 1.5-1.5 4 3"],
  pencil2: [GREY, "M5 15l.6-3L12.5 5.2l2.3 2.3L8 14.4z"],
  memo: [GREY, "M6 4.5h8v11H6zM8 8h4M8 10.5h4M8 13h2"],
  shield: [GREEN, "M10 4.5l5 1.8v3.5c0 3-2 5-5 6-3-1-5-3-5-6V6.3z"],
  tada: [PURPLE, "M5 15l3-7 4 4zM12 7.5l2-2M13 10h2.5M10.5 6V4"],
  sparkles: [AMBER, "M9 5l1.3 3.7L14 10l-3.7 1.3L9 15l-1.3-3.7L4 10l3.7-1.3zM14.5 4v3M13 5.5h3"],
  rocket: [BLUE, "M10 4c2.5 1.8 3 4.5 2.5 7.5h-5C7 8.5 7.5 5.8 10 4zM7.5 10L5.5 13M12.5 10l2 3M10 13.5V16"],
  arrows_counterclockwise: [BLUE, "M5.5 10a4.5 4.5 0 0 1 8-2.8M14.5 10a4.5 4.5 0 0 1-8 2.8M13.5 4.5v2.7h-2.7M6.5 15.5v-2.7h2.7"],
  repeat: [BLUE, "M5.5 10a4.5 4.5 0 0 1 8-2.8M14.5 10a4.5 4.5 0 0 1-8 2.8M13.5 4.5v2.7h-2.7M6.5 15.5v-2.7h2.7"],
  heart: [RED, "M10 15l-4.5-4.6a2.7 2.7 0 0 1 4.5-3 2.7 2.7 0 0 1 4.5 3z"],
  large_green_circle: [GREEN, ""], large_yellow_circle: [AMBER, ""], red_circle: [RED, ""], large_blue_circle: [BLUE, ""],
};

const BY_CHARACTER = new Map(Object.keys(ART).map((name) => [emojiCharacter(name), name]).filter(([character]) => character));
const ANY = new RegExp([...BY_CHARACTER.keys()].map((character) => `${character.replace("\uFE0F", "")}\uFE0F?`).join("|"), "gu");

let coloured = null;

// Draws a red circle emoji and looks whether red comes out.
function hasEmojiFont() {
  if (coloured !== null) return coloured;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 20;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.font = "16px sans-serif";
  context.fillText("🔴", 0, 16);
  const { data } = context.getImageData(0, 0, 20, 20);
  coloured = data.some((value, index) => index % 4 === 0 && value > 120 && data[index + 1] < value / 2);
  return coloured;
}

function drawn(name) {
  const [colour, path] = ART[name];
  return h("span", { class: "emoji emoji-art", role: "img", "aria-label": name.replaceAll("_", " "), style: { "--tile": colour } }, drawing(path, 16));
}

/** The node for a short name, or null when the name is not known. */
export function emojiNode(name) {
  const character = emojiCharacter(name);
  if (!character) return null;
  if (hasEmojiFont()) return h("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " ") }, character);
  return Object.hasOwn(ART, name) ? drawn(name) : document.createTextNode(`:${name}:`);
}

/** A string with its emoji characters as nodes. */
export function withEmoji(text) {
  if (hasEmojiFont()) return [text];
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(ANY)) {
    const name = BY_CHARACTER.get(match[0]) ?? BY_CHARACTER.get(match[0].replace("\uFE0F", "")) ?? BY_CHARACTER.get(`${match[0]}\uFE0F`);
    nodes.push(text.slice(from, match.index), drawn(name));
    from = match.index + match[0].length;
  }
  return [...nodes, text.slice(from)].filter((part) => part !== "");
}
