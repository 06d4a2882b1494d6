import { pathOf, textOf } from "./files.js";

/**
 * Stands in for a worker whose script is a file: no browser starts one from a folder, but all start one from a text they were
 * given. The files that the worker needs are brought by the page.
 */
export class FolderWorker extends EventTarget {
  /** @type {Promise<Worker>} */
  #worker;

  /**
   * @param {typeof Worker} Native
   * @param {string} path - Of the worker's script, below the copy's folder.
   */
  constructor(Native, path) {
    super();
    this.#worker = this.#start(Native, path);
    this.#worker.catch(() => this.dispatchEvent(new Event("error")));
  }

  /** @param {unknown} message */
  postMessage(message) {
    this.#worker.then(
      (worker) => worker.postMessage(message),
      () => {}, // said before, once
    );
  }

  /**
   * @param {typeof Worker} Native
   * @param {string} path
   */
  async #start(Native, path) {
    const address = URL.createObjectURL(new Blob([await textOf(path)], { type: "text/javascript" }));
    const worker = new Native(address);
    worker.addEventListener("message", ({ data }) => {
      if ("needed" in data) this.#bring(worker, data.needed);
      else this.dispatchEvent(new MessageEvent("message", { data }));
    });
    worker.addEventListener("error", () => this.dispatchEvent(new Event("error")));
    return worker;
  }

  /**
   * @param {Worker} worker
   * @param {string} address
   */
  async #bring(worker, address) {
    const text = await textOf(pathOf(address) ?? "").catch(() => null);
    worker.postMessage({ brought: address, text });
  }
}
