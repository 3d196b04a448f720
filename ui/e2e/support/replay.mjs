// Sends the track of one truck through the gateway, with the program under test.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

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
