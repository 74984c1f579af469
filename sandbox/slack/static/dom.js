/** Builds and updates DOM nodes; text always goes in as text nodes, never as HTML. */

const PROPERTIES = new Set(["value", "checked", "disabled", "inert", "hidden", "multiple", "required", "src"]);

function setProp(element, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name === "class") element.className = value;
  else if (name === "on") {
    for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler);
  } else if (name === "data") {
    for (const [key, item] of Object.entries(value)) {
      if (item !== undefined && item !== null) element.setAttribute(`data-${key}`, item);
    }
  } else if (name === "style") {
    for (const [key, item] of Object.entries(value)) element.style.setProperty(key, item);
  } else if (PROPERTIES.has(name)) element[name] = value;
  else element.setAttribute(name, value === true ? "" : value);
}

function append(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return parent;
}

/** Makes an element; `on` holds listeners, `data` data attributes, `style` CSS properties. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) setProp(element, name, value);
  return append(element, children);
}

/** Makes a document fragment. */
export function fragment(...children) {
  return append(document.createDocumentFragment(), children);
}

let counter = 0;

/** Returns an id that is unique on the page. */
export function uid(prefix = "n") {
  counter += 1;
  return `${prefix}-${counter}`;
}

function rememberFocus(node) {
  const active = document.activeElement;
  if (!active || !node.contains(active)) return null;
  const { actionId, blockId, value } = active.dataset;
  const selection = "selectionStart" in active ? safeSelection(active) : null;
  return { actionId, blockId, value, selection };
}

function safeSelection(input) {
  try {
    return input.selectionStart === null ? null : [input.selectionStart, input.selectionEnd];
  } catch {
    return null;
  }
}

function restoreFocus(node, focus) {
  if (!focus) return;
  const candidates = focus.actionId ? [...node.querySelectorAll("[data-action-id]")] : [];
  const target = candidates.find(
    (item) => item.dataset.actionId === focus.actionId && item.dataset.value === focus.value,
  );
  if (!target) {
    if (node.tabIndex >= -1 && node.hasAttribute("tabindex")) node.focus({ preventScroll: true });
    return;
  }
  target.focus({ preventScroll: true });
  if (focus.selection && "setSelectionRange" in target) target.setSelectionRange(...focus.selection);
}

/**
 * Makes a parent's children match `items` ([{key, sig, make, shape?, patch?}]); a node whose key and sig
 * are unchanged stays in place, so that playing videos, focus and half-typed text survive. With the same
 * shape as before it is patched in place.
 */
export function reconcile(parent, items) {
  const known = new Map([...parent.children].map((node) => [node.reconcileKey, node]));
  const wanted = new Map(items.map((item) => [item.key, item]));
  const focuses = new Map();
  for (const [key, node] of known) {
    const item = wanted.get(key);
    if (item && item.sig === node.reconcileSig) continue;
    if (item?.patch && item.shape === node.reconcileShape) {
      item.patch(node);
      node.reconcileSig = item.sig;
      continue;
    }
    if (item) focuses.set(key, rememberFocus(node));
    node.remove();
    known.delete(key);
  }
  items.forEach((item, index) => {
    let node = known.get(item.key);
    if (!node) {
      node = item.make();
      node.reconcileKey = item.key;
      node.reconcileSig = item.sig;
      node.reconcileShape = item.shape;
    }
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
    restoreFocus(node, focuses.get(item.key));
  });
}

const SAFE_SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);

/** Returns the address when a link may carry it, else null. */
export function safeUrl(address) {
  try {
    return SAFE_SCHEMES.has(new URL(address).protocol) ? address : null;
  } catch {
    return null;
  }
}
