// Frames of the live map with many vehicles that move, in headless Chromium (drawn by the processor). The vehicles are made
// here and take the place of the server's answers; while frames are counted the map is dragged about.
//   ANLU_BIN=… node tools/bench/map.mjs [VEHICLES] [MOVED-A-SECOND] [DIST]
// DIST: another build of the interface to show, for comparing two.
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

import { closePage, launch, logIn, openPage } from '../../ui/e2e/support/browser.mjs';
import { startDemo } from '../../ui/e2e/support/server.mjs';

const [vehicles, moved, dist] = [Number(process.argv[2] ?? 20_000), Number(process.argv[3] ?? 667), process.argv[4]];
const SECONDS = 15;
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png', '.webmanifest': 'application/json' };

/** Vehicle `n` at second `time`, somewhere in the demo's county, with one alert in two hundred. */
const vehicle = (n, time) => ({
  vehicle_id: `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`,
  plate: `示A${String(n).padStart(5, '0')}`,
  enterprise: { id: '00000000-0000-7000-8000-000000000000', name: `示例${n % 400}公司` },
  lon: 121.05 + ((n * 7919) % 10_007) / 20_000 + time * 0.0001,
  lat: 30.0 + ((n * 104_729) % 10_009) / 25_000,
  speed_kmh: 50,
  direction_deg: 90,
  time: new Date(1_800_000_000_000 + time * 1000).toISOString(),
  online: n % 10 !== 0,
  alert: n % 200 === 0 ? 'warning' : null,
});

/** In the page, before anything else: events come from here. */
function beginEvents() {
  window.sources = [];
  window.EventSource = class extends EventTarget {
    constructor() {
      super();
      window.sources.push(this);
      setTimeout(() => this.dispatchEvent(new Event('open')));
    }
    close() {}
  };
}

const server = await startDemo(['--no-traces']);
const browser = await launch();
try {
  const page = await openPage(browser, server.url);
  await page.addInitScript(beginEvents);
  await page.route('**/api/v1/vehicles/live*', (route) => route.fulfill({ json: Array.from({ length: vehicles }, (_, n) => vehicle(n, 0)) }));
  if (dist) {
    await page.route(/\/(?!api\/)[^?]*$/, async (route) => {
      const path = new URL(route.request().url()).pathname;
      if (path.startsWith('/api/')) return route.fallback();
      const file = extname(path) === '' ? 'index.html' : path.slice(1);
      return route.fulfill({ body: await readFile(join(dist, file)), contentType: TYPES[extname(file)] ?? 'application/octet-stream' });
    });
  }
  await logIn(page, 'officer');
  await page.goto('/signals/map');
  await page.locator('[data-map=gl][data-loaded]').waitFor({ timeout: 120_000 });
  await page.evaluate(
    ({ make, all, some }) => {
      const one = new Function(`return ${make}`)();
      let second = 0;
      setInterval(() => {
        second += 1;
        const list = Array.from({ length: some }, (_, k) => one((second * some + k) % all, second));
        const event = new MessageEvent('vehicles', { data: JSON.stringify({ kind: 'vehicles', vehicles: list }) });
        for (const source of window.sources) source.dispatchEvent(event);
      }, 1000);
      window.frames_ = [];
      let last = performance.now();
      const count = (now) => {
        window.frames_.push(now - last);
        last = now;
        requestAnimationFrame(count);
      };
      requestAnimationFrame(count);
    },
    { make: vehicle.toString(), all: vehicles, some: moved },
  );
  const box = await page.locator('[data-map=gl]').boundingBox();
  await page.waitForTimeout(3000);
  await page.evaluate(() => (window.frames_.length = 0));
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  const until = Date.now() + SECONDS * 1000;
  for (let n = 0; Date.now() < until; n += 1) await page.mouse.move(x + 120 * Math.sin(n / 9), y + 60 * Math.cos(n / 13));
  await page.mouse.up();
  const frames = (await page.evaluate(() => window.frames_)).sort((a, b) => a - b);
  const at = (share) => Math.round(frames[Math.floor((frames.length - 1) * share)]);
  console.log(JSON.stringify({ bench: 'map', vehicles, moved_a_second: moved, frames: frames.length, frames_a_second: Math.round(frames.length / SECONDS), median_ms: at(0.5), p95_ms: at(0.95), longest_ms: at(1) }));
  await closePage(page);
} finally {
  await browser.close();
  await server.stop();
}
