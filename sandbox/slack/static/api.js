/** Calls of the workspace's own page API. */

const BASE = new URL(".", new URL("..", import.meta.url));

/** Makes the absolute address of a page API path such as "state". */
export function apiUrl(path) {
  return new URL(path, BASE).href;
}

/** The address of a file's bytes. */
export function fileUrl(id) {
  return apiUrl(`file/${encodeURIComponent(id)}`);
}

async function answer(response) {
  try {
    return await response.json();
  } catch {
    return { ok: false, error: `the workspace answered ${response.status} without JSON` };
  }
}

/** Posts JSON; always resolves to an object with `ok`. */
export async function post(path, body) {
  try {
    const response = await fetch(apiUrl(path), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return await answer(response);
  } catch {
    return { ok: false, error: "the workspace cannot be reached" };
  }
}

/** Gets JSON; throws when the workspace cannot be reached or refuses. */
export async function get(path) {
  const response = await fetch(apiUrl(path), { cache: "no-store" });
  const body = await answer(response);
  if (!response.ok || body.ok === false) throw new Error(body.error ?? `status ${response.status}`);
  return body;
}

/** Uploads one file for a person. */
export async function upload(user, file) {
  const form = new FormData();
  form.append("user", user);
  form.append("file", file, file.name);
  try {
    return await answer(await fetch(apiUrl("upload"), { method: "POST", body: form }));
  } catch {
    return { ok: false, error: "the file could not be uploaded" };
  }
}
