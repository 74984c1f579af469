/** Line icons drawn for this page, on a 20 x 20 grid. */

const PATHS = {
  hash: "M7.5 3.5l-1.5 13M14 3.5l-1.5 13M3.5 7.5h13M3 12.5h13",
  lock: "M5.5 9h9a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1zM7 9V6.5a3 3 0 0 1 6 0V9",
  plus: "M10 4v12M4 10h12",
  send: "M3.5 10L16.5 4l-3.6 12.2-3.2-4.7zM9.7 11.5L16.5 4",
  clip: "M15.5 9.2l-5.6 5.6a3.6 3.6 0 0 1-5.1-5.1l6.3-6.3a2.4 2.4 0 0 1 3.4 3.4l-6 6a1.2 1.2 0 0 1-1.7-1.7l5.2-5.2",
  bolt: "M11 2.8L4.8 11.2h4.4L8.6 17.2l6.6-8.6h-4.6z",
  more: "M10 4.6v.1M10 10v.1M10 15.4v.1",
  reply: "M4 5.5a1.5 1.5 0 0 1 1.5-1.5h9A1.5 1.5 0 0 1 16 5.5v6a1.5 1.5 0 0 1-1.5 1.5H9l-3.5 3v-3A1.5 1.5 0 0 1 4 11.5zM7 7.3h6M7 9.9h4",
  close: "M5 5l10 10M15 5L5 15",
  back: "M12.5 4.5L7 10l5.5 5.5",
  eye: "M2.5 10S5.2 5 10 5s7.5 5 7.5 5-2.7 5-7.5 5-7.5-5-7.5-5zM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
  down: "M5.5 8l4.5 4.5L14.5 8",
  check: "M4.5 10.5l3.5 3.5 7.5-8",
  people: "M7.5 9.5a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM2.5 16.2c0-2.6 2.2-4.4 5-4.4s5 1.8 5 4.4M13 4.3a2.8 2.8 0 0 1 0 5M14.5 12.2c1.9.5 3 2 3 4",
  play: "M7 4.8v10.4l8.2-5.2z",
  file: "M5.5 2.8h6l4 4v9.4a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1V3.8a1 1 0 0 1 1-1zM11.2 2.8v4.3h4.3",
  download: "M10 3.5v9M6.2 9l3.8 3.8L13.8 9M4 16.3h12",
  warn: "M10 3.2L17.5 16h-15zM10 8v3.8M10 13.8v.1",
  at: "M13 10a3 3 0 1 1-6 0 3 3 0 0 1 6 0zm0 0v1.2a2 2 0 0 0 4 0V10a7 7 0 1 0-3 5.7",
  smile: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7.6 8v.3M12.4 8v.3M7 11.8c.8 1 1.8 1.5 3 1.5s2.2-.5 3-1.5",
  copy: "M7 7h8.5v9.5H7zM4.5 13V3.5H13",
  mark: "M3.5 7V5A1.5 1.5 0 0 1 5 3.5h2M13 3.5h2A1.5 1.5 0 0 1 16.5 5v2M16.5 13v2a1.5 1.5 0 0 1-1.5 1.5h-2M7 16.5H5A1.5 1.5 0 0 1 3.5 15v-2M7.7 8v.3M12.3 8v.3M7.2 11.6c.7.9 1.7 1.4 2.8 1.4s2.1-.5 2.8-1.4",
};

/** Returns a decorative SVG line drawing of a path. */
export function drawing(data, size) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  const attributes = { viewBox: "0 0 20 20", width: size, height: size, "aria-hidden": "true", focusable: "false" };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  svg.classList.add("icon");
  path.setAttribute("d", data);
  svg.append(path);
  return svg;
}

/** Returns a decorative icon by name. */
export function icon(name, size = 18) {
  const svg = drawing(PATHS[name], size);
  svg.classList.add(`icon-${name}`);
  return svg;
}
