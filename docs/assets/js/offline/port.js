/** The page's side of the service worker: to start it, to ask it, to take it away again. */

const OFF = "sim-guide.offline";

/**
 * What the page says of the worker (main.html): its address, the guide's root, the page's language, and the words to show.
 *
 * @param {Document} document
 * @returns {HTMLElement | null} Null where there is no worker to be had: the page names none, or the browser allows none.
 */
export function offlineElement(document) {
  const element = /** @type {HTMLElement | null} */ (document.querySelector("[data-offline-worker]"));
  return element && "serviceWorker" in navigator && "caches" in window && /^https?:$/.test(location.protocol) ? element : null;
}

/** Whether the visitor removed the saved pages: then nothing is saved until they ask for it. */
export function isOff() {
  try {
    return localStorage.getItem(OFF) !== null;
  } catch {
    return false;
  }
}

/** @param {boolean} off */
export function setOff(off) {
  try {
    if (off) localStorage.setItem(OFF, "1");
    else localStorage.removeItem(OFF);
  } catch {
    // Where nothing can be kept, the pages are removed all the same.
  }
}

/**
 * Starts the worker, or finds it running.
 *
 * @param {HTMLElement} element - From `offlineElement`.
 * @returns {Promise<ServiceWorkerRegistration | null>} Null where the browser refuses, in a private window for example.
 */
export async function startWorker(element) {
  const { offlineWorker = "", offlineRoot = "" } = element.dataset;
  const absolute = (/** @type {string} */ path) => new URL(path, document.baseURI).href;
  try {
    return await navigator.serviceWorker.register(absolute(offlineWorker), { scope: absolute(offlineRoot), updateViaCache: "none" });
  } catch {
    return null;
  }
}

/**
 * The registration once its worker is active.
 *
 * @param {ServiceWorkerRegistration} registration
 * @returns {Promise<ServiceWorker>}
 */
export async function activeWorker(registration) {
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  if (!worker) throw new Error("no worker");
  while (worker.state !== "activated") {
    if (worker.state === "redundant") throw new Error("the worker could not be installed");
    await new Promise((resolve) => worker.addEventListener("statechange", resolve, { once: true }));
  }
  return worker;
}

/**
 * Asks the worker something; its answers are in worker.js.
 *
 * @param {ServiceWorker} worker
 * @param {{ type: string, [name: string]: unknown }} request
 * @param {number} [patience] - Milliseconds until nothing is taken for an answer.
 * @returns {Promise<any>} Undefined where there is no answer, or the worker met an error.
 */
export function ask(worker, request, patience = 20_000) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const timer = setTimeout(() => resolve(undefined), patience);
    port1.onmessage = ({ data }) => {
      clearTimeout(timer);
      port1.close();
      resolve(data.value);
    };
    worker.postMessage(request, [port2]);
  });
}

/** Deletes what is saved, and the worker. @param {HTMLElement} element */
export async function removeSaved(element) {
  setOff(true);
  const root = new URL(element.dataset.offlineRoot ?? "", document.baseURI);
  const registration = await navigator.serviceWorker.getRegistration(root.href);
  if (registration?.active) await ask(registration.active, { type: "remove" });
  await registration?.unregister();
  await caches.delete(`sim-guide ${root.pathname}`);
}
