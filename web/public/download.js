// Streams a download to disk: the page gives a stream, and this worker answers a request for an address of its own with
// it, so that the browser saves bytes as they come. It has no cache and answers nothing else.
const waiting = new Map();

addEventListener("install", () => { skipWaiting(); });
addEventListener("activate", (event) => { event.waitUntil(clients.claim()); });

addEventListener("message", (event) => {
  const { id, name, size, stream } = event.data ?? {};
  if (typeof id !== "string" || !(stream instanceof ReadableStream)) return;
  waiting.set(id, { name: String(name), size, stream });
  event.ports[0]?.postMessage("ready");
});

addEventListener("fetch", (event) => {
  const id = new URL(event.request.url).pathname.match(/\/download\/([0-9a-f-]{36})$/)?.[1];
  if (id === undefined) return;
  const found = waiting.get(id);
  waiting.delete(id);
  if (!found) {
    event.respondWith(new Response(null, { status: 404 }));
    return;
  }
  const plain = found.name.replace(/[^A-Za-z0-9._ -]/g, "_");
  const exact = encodeURIComponent(found.name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  event.respondWith(new Response(found.stream, {
    headers: {
      "Content-Type": "application/octet-stream",
      "Content-Disposition": `attachment; filename="${plain}"; filename*=UTF-8''${exact}`,
      "Content-Length": String(found.size),
      "X-Content-Type-Options": "nosniff",
      "Content-Security-Policy": "default-src 'none'; sandbox",
    },
  }));
});
