import { SearchSession } from "./search/session.js";

/** @param {string} address */
async function load(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status} ${address}`);
  return response.json();
}

const session = new SearchSession(load, (message) => self.postMessage(message));
self.addEventListener("message", (event) => session.receive(event.data));
