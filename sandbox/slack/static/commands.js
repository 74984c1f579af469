/** Slash commands: the app's, and the few of Slack's own that this workspace knows. */

import { post } from "./api.js";
import { findByHandle, userName } from "./people.js";
import { putMessage, state } from "./store.js";

/** Commands of the workspace itself. */
export const BUILT_IN = [{ command: "/invite", description: "Add someone, or an app, to this channel", usage_hint: "@name" }];

async function invite(rest, channel) {
  const wanted = /^<@([A-Z0-9]+)/.exec(rest)?.[1];
  const user = wanted ? state.users.get(wanted) : findByHandle(rest);
  if (channel.kind === "im") return "People cannot be added to a direct message.";
  if (!user) return rest ? `Nobody here is called ${rest}.` : "Whom? For example: /invite @likeness";
  const answer = await post("invite", { user: state.me.id, channel: channel.id, invitee: user.id });
  return answer.ok ? null : `${userName(user.id)} could not be added: ${answer.error}`;
}

/** Runs a command; resolves to null, or to the sentence that tells why it failed. */
export async function runCommand(text, channel, thread) {
  const [, name, rest] = /^(\/\S+)\s*([\s\S]*)$/.exec(text);
  if (name === "/invite") return invite(rest.trim(), channel);
  if (!state.commands.some((item) => item.command === name)) {
    return `${name} is not a valid command. In Slack, all messages that start with the “/” character are interpreted as commands.`;
  }
  if (thread) return `${name} is not supported in threads. Sorry!`;
  const answer = await post("command", { user: state.me.id, channel: channel.id, text });
  if (!answer.ok) return `${name} failed with the error “${answer.error}”`;
  const target = answer.channel ?? (state.channels.has(channel.id) ? channel.id : null);
  if (answer.response?.ts && target) putMessage(target, answer.response);
  return null;
}
