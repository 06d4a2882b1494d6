// Notes errors and foreign requests in the window's name, for an engine whose driver tells nothing of them. Only the
// server of the engine tests puts this script on a page, in front of everything else.
const noted = window.name.startsWith("[") ? JSON.parse(window.name) : [];

function note(line) {
  noted.push(line);
  window.name = JSON.stringify(noted);
}

function judge(entries) {
  for (const { name } of entries) {
    const url = new URL(name);
    if (/^(http|ws)/.test(url.protocol) && url.host !== location.host) note(`foreign: ${name}`);
  }
}

const requests = new PerformanceObserver((list) => judge(list.getEntries()));
requests.observe({ type: "resource", buffered: true });
addEventListener("pagehide", () => judge(requests.takeRecords()));
addEventListener("unhandledrejection", ({ reason }) => note(`rejection: ${reason}`));
addEventListener("securitypolicyviolation", (event) => note(`policy: ${event.effectiveDirective} ${event.blockedURI}`));
addEventListener(
  "error",
  ({ target, message }) => note(target === window ? `exception: ${message}` : `failed: ${target.src ?? target.href}`),
  true, // an element's error does not bubble
);
const { error } = console;
console.error = (...words) => {
  note(`console: ${words.join(" ")}`);
  error.apply(console, words);
};

window.troubles = () => {
  judge(requests.takeRecords());
  return noted;
};
