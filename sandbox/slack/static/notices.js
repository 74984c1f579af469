/** Notes from Slack itself, such as an unanswered click. */

import { toast } from "./overlays.js";

// The answer of the call that failed comes a moment later and shows the error in its own place.
const PAUSE = 250;

/** Shows a note, unless a form, a message or the composer shows the same error already. */
export function notice(text) {
  const word = /“([^”]+)”|"([^"]+)"/.exec(text)?.slice(1).find(Boolean);
  setTimeout(() => {
    const lines = [...document.querySelectorAll("[role=alert]:not([hidden])")];
    if (!word || !lines.some((line) => line.textContent.includes(word))) toast(text);
  }, PAUSE);
}
