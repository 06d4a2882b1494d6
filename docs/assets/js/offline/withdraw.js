// Takes the service worker out of the browsers that have it, with all it saved: the build serves this as sw.js where
// `extra.offline_app` in mkdocs.yml is false, and in `make serve`, whose pages must never come from a saved copy.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  const withdraw = async () => {
    await caches.delete(`sim-guide ${new URL(self.registration.scope).pathname}`);
    await self.registration.unregister();
  };
  event.waitUntil(withdraw());
});
