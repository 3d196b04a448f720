// Sends the track of one truck through the gateway, with the program under test.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { call } from './browser.mjs';

const run = promisify(execFile);
const STEP_S = 30;

/**
 * Drives for `hours` until now without a rest.
 * @param {string} gateway host:port
 * @param {string} sim number of the terminal's SIM, which the registry knows
 */
export async function drive(gateway, sim, hours) {
  const folder = await mkdtemp(join(tmpdir(), 'anlu-replay-'));
  try {
    const count = (hours * 3600) / STEP_S;
    const start = Date.now() - hours * 3_600_000;
    const rows = Array.from({ length: count }, (_, i) => `truck,${start + i * STEP_S * 1000},${(121 + i * 0.0003).toFixed(6)},${(30.15 + i * 0.0001 + 0.02 * Math.sin(i / 60)).toFixed(6)},${(62 + 14 * Math.sin(i / 11)).toFixed(1)}`);
    const [track, phones] = [join(folder, 'track.csv'), join(folder, 'phones.csv')];
    await writeFile(track, ['vehicle,ts,lon,lat,speed_kmh', ...rows, ''].join('\n'));
    await writeFile(phones, `truck,${sim}\n`);
    await run(process.env.ANLU_BIN, ['replay', track, '--phones', phones, '--to', gateway, '--speed', 'max']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A debug build on a busy machine needs its time, seconds. */
const PATIENCE = 150;

/** A truck of the registry that nobody has heard, once the demo's own trucks have logged in, which takes some seconds. */
export async function parked(page) {
  let heard = new Set();
  for (let n = 0, last = -1; n < 40 && (heard.size === 0 || heard.size !== last); n += 1) {
    last = heard.size;
    await page.waitForTimeout(3000);
    heard = new Set((await call(page, 'GET', '/vehicles/live')).body.map((one) => one.vehicle_id));
  }
  for (let n = 1; ; n += 1) {
    const { body } = await call(page, 'GET', `/vehicles?class=heavy_truck&page_size=100&page=${n}`);
    const found = body.items.find((one) => one.sim && !one.retired && !heard.has(one.id));
    if (found) return found;
    if (body.items.length === 0) throw new Error('every truck is on the road');
  }
}

/** The signal of a truck that drove too long, waited for: it has one finding, whatever else the running demo finds. */
export async function tired(page, truck) {
  for (let n = 0; n < PATIENCE; n += 1) {
    const { body } = await call(page, 'GET', `/signals?kind=fatigue&q=${encodeURIComponent(truck.plate)}`);
    if (body.items.length > 0) return body.items[0];
    await page.waitForTimeout(1000);
  }
  throw new Error('the drive gave no signal');
}
