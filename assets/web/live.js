// News of the booking: the server says that there is some, the page fetches itself anew. Without this file
// everything works by reloading.
(() => {
  "use strict";
  const page = document.getElementById("page");
  if (!page || !page.dataset.live || !("EventSource" in window)) return;
  const stream = new EventSource(page.dataset.live);
  stream.onmessage = async (news) => {
    if (news.data === page.dataset.version) return;
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("page");
    if (!fresh) return;
    page.dataset.version = fresh.dataset.version;
    page.replaceChildren(...fresh.childNodes);
    page.setAttribute("aria-live", "polite");
  };
  addEventListener("pagehide", () => stream.close());
})();
