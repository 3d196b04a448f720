// Frames of the live map with many vehicles that move, in headless Chromium (drawn by the processor). The vehicles are made
// here and take the place of the server's answers. Each scene is measured with one vehicle, which is the map alone, and with
// all of them: in two windows, dragged about and left alone.
//   ANLU_BIN=… node tools/bench/map.mjs [VEHICLES] [MOVED-A-SECOND] [DIST]
// DIST: another build of the interface to show, for comparing two.
// Of each scene: time between frames, and what a frame cost the main thread of the page (all of it, and its scripts), the
// whole process of the page (with the worker of the map) and the process that draws.
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

import { closePage, DESK, launch, logIn, openPage } from '../../ui/e2e/support/browser.mjs';
import { startDemo } from '../../ui/e2e/support/server.mjs';

const [vehicles, moved, dist] = [Number(process.argv[2] ?? 20_000), Number(process.argv[3] ?? 667), process.argv[4]];
const SECONDS = 10;
const SMALL = { width: 1024, height: 640 };
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png', '.webmanifest': 'application/json' };

/** Vehicle `n` at second `time`, inside the demo's county, which the map then shows whole; with one alert in two hundred. */
const vehicle = (n, time) => ({
  vehicle_id: `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`,
  plate: `示A${String(n).padStart(5, '0')}`,
  enterprise: { id: '00000000-0000-7000-8000-000000000000', name: `示例${n % 400}公司` },
  lon: 121.0 + ((n * 7919) % 10_007) / 25_000 + time * 0.0001,
  lat: 30.03 + ((n * 104_729) % 10_009) / 30_000,
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

/** In the page: vehicles move, frames are counted. */
function beginFrames({ make, all, some }) {
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
}

/** Seconds of work so far: the page's main thread, its scripts, the whole processes. */
async function work(session, whole) {
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name) => metrics.find((one) => one.name === name).value;
  const { processInfo } = await whole.send('SystemInfo.getProcessInfo');
  const cpu = (type) => processInfo.filter((one) => one.type === type).reduce((sum, one) => sum + one.cpuTime, 0);
  return { main: of('TaskDuration'), script: of('ScriptDuration'), page: cpu('renderer'), drawing: cpu('GPU') };
}

async function measure(page, whole, dragged) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const box = await page.locator('[data-map=gl]').boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  if (dragged) {
    await page.mouse.move(x, y);
    await page.mouse.down();
  }
  await page.evaluate(() => (window.frames_.length = 0));
  const before = await work(session, whole);
  const until = Date.now() + SECONDS * 1000;
  if (!dragged) await page.waitForTimeout(SECONDS * 1000);
  else for (let n = 0; Date.now() < until; n += 1) await page.mouse.move(x + 120 * Math.sin(n / 9), y + 60 * Math.cos(n / 13));
  const after = await work(session, whole);
  const frames = (await page.evaluate(() => window.frames_)).sort((a, b) => a - b);
  if (dragged) await page.mouse.up();
  const at = (share) => Math.round(frames[Math.floor((frames.length - 1) * share)]);
  const each = Object.fromEntries(Object.keys(before).map((name) => [`${name}_ms`, Math.round(((after[name] - before[name]) * 10_000) / frames.length) / 10]));
  return { frames_a_second: Math.round(frames.length / SECONDS), median_ms: at(0.5), p95_ms: at(0.95), longest_ms: at(1), ...each };
}

const server = await startDemo(['--no-traces']);
const browser = await launch();
try {
  const whole = await browser.newBrowserCDPSession();
  for (const viewport of [DESK, SMALL]) {
    for (const count of [1, vehicles]) {
      const page = await openPage(browser, server.url, { viewport });
      await page.addInitScript(beginEvents);
      await page.route('**/api/v1/vehicles/live*', (route) => route.fulfill({ json: Array.from({ length: count }, (_, n) => vehicle(n, 0)) }));
      if (dist) {
        await page.route((url) => !url.pathname.startsWith('/api/'), async (route) => {
          const path = new URL(route.request().url()).pathname;
          const file = extname(path) === '' ? 'index.html' : path.slice(1);
          return route.fulfill({ body: await readFile(join(dist, file)), contentType: TYPES[extname(file)] ?? 'application/octet-stream' });
        });
      }
      await logIn(page, 'officer');
      await page.goto('/signals/map');
      await page.locator('[data-map=gl][data-loaded]').waitFor({ timeout: 120_000 });
      await page.evaluate(beginFrames, { make: vehicle.toString(), all: count, some: Math.min(count, moved) });
      await page.waitForTimeout(3000);
      for (const dragged of [false, true]) {
        const found = await measure(page, whole, dragged);
        console.log(JSON.stringify({ bench: 'map', window: `${viewport.width}x${viewport.height}`, vehicles: count, moved_a_second: Math.min(count, moved), dragged, ...found }));
      }
      await closePage(page);
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
