// Latency of one API operation: a fixed number of clients ask it again and again over kept connections.
// usage: node api.mjs URL USERNAME PASSWORD PATH REQUESTS CLIENTS; answers one JSON object.
const [base, username, password, path, requests, clients] = process.argv.slice(2);
const login = await fetch(`${base}/api/v1/session`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ username, password }),
});
if (login.status !== 200) throw new Error(`log-in: ${login.status} ${await login.text()}`);
const cookie = login.headers.get('set-cookie').split(';')[0];
const took = [];
let left = Number(requests);
let bytes = 0;
async function client(record) {
  while (left > 0) {
    left -= 1;
    const started = performance.now();
    const reply = await fetch(base + path, { headers: { cookie } });
    const body = await reply.arrayBuffer();
    if (reply.status !== 200) throw new Error(`${path}: ${reply.status}`);
    bytes = body.byteLength;
    if (record) took.push(performance.now() - started);
  }
}
// A few requests first, so that connections and caches are there.
left = 50;
await Promise.all(Array.from({ length: Number(clients) }, () => client(false)));
left = Number(requests);
const started = performance.now();
await Promise.all(Array.from({ length: Number(clients) }, () => client(true)));
const seconds = (performance.now() - started) / 1000;
took.sort((a, b) => a - b);
const at = (share) => Number(took[Math.min(took.length - 1, Math.floor(took.length * share))].toFixed(2));
console.log(
  JSON.stringify({
    path,
    requests: took.length,
    clients: Number(clients),
    p50_ms: at(0.5),
    p99_ms: at(0.99),
    per_second: Math.round(took.length / seconds),
    bytes,
  }),
);
