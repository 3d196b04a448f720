// Fails when a first load has grown beyond its budget (kilobytes of 1000 bytes, gzip). Reads vite's manifest.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const DIST = new URL('../dist/', import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(`${DIST}.vite/manifest.json`, 'utf8'));

/** Files a page needs before it can be used: its chunk, what that imports statically, and their styles. */
function needed(entries) {
  const chunks = new Set();
  const out = new Set();
  const visit = (key) => {
    if (chunks.has(key)) return;
    chunks.add(key);
    const chunk = manifest[key];
    if (chunk === undefined) throw new Error(`no chunk ${key} in the manifest`);
    out.add(chunk.file);
    for (const css of chunk.css ?? []) out.add(css);
    for (const next of chunk.imports ?? []) visit(next);
  };
  entries.forEach(visit);
  return [...out];
}

const BUDGETS = [
  { name: 'log-in', limit: 200, entries: ['index.html', 'src/pages/session/LogIn.vue'] },
  { name: 'first route (today)', limit: 300, entries: ['index.html', 'src/pages/today/Today.vue'] },
  // The worker of the map is loaded beside it and not counted.
  { name: 'map', limit: 480, entries: ['index.html', 'src/pages/signals/LiveMap.vue', 'src/features/map/GlMap.vue'] },
];

let failed = false;
for (const { name, limit, entries } of BUDGETS) {
  const size = needed(entries).reduce((sum, file) => sum + gzipSync(readFileSync(DIST + file), { level: 9 }).length, 0);
  const kb = size / 1000;
  console.log(`${name}: ${kb.toFixed(0)} KB of ${limit} KB`);
  failed ||= kb > limit;
}
if (failed) {
  console.error('over budget: load what is not needed at first with a dynamic import');
  process.exit(1);
}
