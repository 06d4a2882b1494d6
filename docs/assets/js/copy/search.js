// The search of a copy that is read from a folder, for the worker that `worker.js` starts. What it needs, the page brings.
import { SearchSession } from "../search/session.js";

/** @type {Map<string, (text: string | null) => void>} */
const awaited = new Map();

/** @param {string} address */
async function load(address) {
  const text = await new Promise((/** @type {(text: string | null) => void} */ resolve) => {
    awaited.set(address, resolve);
    self.postMessage({ needed: address });
  });
  if (text === null) throw new TypeError(`not in this copy: ${address}`);
  return JSON.parse(text);
}

/**
 * The answer with addresses of files: a folder's address would list the folder.
 *
 * @param {any} message
 */
function toFiles(message) {
  if (!message.data?.items) return message;
  const items = message.data.items.map((/** @type {any[]} */ group) =>
    group.map((item) => ({ ...item, location: item.location.replace(/#|$/, "index.html$&") })),
  );
  return { ...message, data: { ...message.data, items } };
}

const session = new SearchSession(load, (message) => self.postMessage(toFiles(message)));
self.addEventListener("message", ({ data }) => {
  if ("brought" in data) awaited.get(data.brought)?.(data.text);
  else session.receive(data);
});
