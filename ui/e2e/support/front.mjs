// A front of the server that can be cut off, and that can pretend that the server was upgraded: the interface it gives
// out is then another one, and the files of the one before are gone.
import { createServer, request } from 'node:http';

/** `cut`: nothing gets through; `marker`: when set, pages carry it as the title and the service worker differs. */
export async function startFront(target) {
  const to = new URL(target);
  const front = { cut: false, marker: null, url: '', stop: async () => {} };
  const server = createServer((asked, answer) => {
    if (front.cut) {
      asked.socket.destroy();
      return;
    }
    const headers = { ...asked.headers, host: to.host };
    // The server looks where a request comes from; compressed pages could not be changed here.
    if (headers.origin) headers.origin = to.origin;
    if (front.marker) for (const name of ['accept-encoding', 'if-none-match']) delete headers[name];
    const passed = request({ host: to.hostname, port: to.port, method: asked.method, path: asked.url, headers }, (got) => {
      const page = front.marker && /^\/(index\.html|sw\.js|$)/.test(asked.url);
      if (!page) {
        answer.writeHead(got.statusCode, got.headers);
        got.pipe(answer);
        return;
      }
      const parts = [];
      got.on('data', (part) => parts.push(part));
      got.on('end', () => {
        const text = Buffer.concat(parts).toString();
        const changed = asked.url.startsWith('/sw.js') ? text.replace(/(url:"index\.html",revision:")/, `$1${front.marker}`) : text.replace('<head>', `<head><meta name="version" content="${front.marker}">`);
        const { 'content-length': _, etag: __, ...rest } = got.headers;
        answer.writeHead(got.statusCode, rest);
        answer.end(changed);
      });
    });
    passed.on('error', () => asked.socket.destroy());
    asked.on('error', () => passed.destroy());
    asked.pipe(passed);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  front.url = `http://127.0.0.1:${server.address().port}`;
  front.stop = () =>
    new Promise((done) => {
      server.closeAllConnections();
      server.close(done);
    });
  return front;
}
