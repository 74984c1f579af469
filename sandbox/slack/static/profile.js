/** The card that a click on a name opens; it can also change what a person is in this local workspace. */

import { post } from "./api.js";
import { textButton, twoLines } from "./controls.js";
import { h } from "./dom.js";
import { refresh } from "./live.js";
import { popup, toast } from "./overlays.js";
import { avatar, role, userName } from "./people.js";
import { openChannel } from "./route.js";
import { state } from "./store.js";

async function patch(user, change) {
  const answer = await post("user", { id: user.id, patch: change });
  if (!answer.ok) toast(`${userName(user.id)} could not be changed: ${answer.error}`);
  await refresh();
}

function controls(user, close) {
  const button = (label, change) => textButton(label, () => { close(); patch(user, change); }, { look: "small" });
  return h("div", { class: "profile-controls" },
    h("div", { class: "muted" }, "In this local workspace"),
    h("div", { class: "profile-buttons" },
      button(user.deleted ? "Activate" : "Deactivate", { deleted: !user.deleted }),
      button(user.is_restricted ? "Make member" : "Make guest", { is_restricted: !user.is_restricted })));
}

/** Opens the card of a user beside the clicked name. */
export function profile(anchor, userId) {
  const user = state.users.get(userId);
  if (!user) return;
  const close = () => popover.hidePopover();
  const popover = popup(anchor, [
    h("div", { class: "profile-head" }, avatar(userId, 56),
      twoLines(h("strong", {}, userName(userId)), [`@${user.name}`, role(user), user.locale].filter(Boolean).join(" · "))),
    userId === state.me.id ? null : textButton("Message", () => { close(); openChannel(userId); }, { look: "primary" }),
    user.is_bot ? null : controls(user, close),
  ], { class: "profile", label: userName(userId), role: "dialog", testid: "profile" });
}
