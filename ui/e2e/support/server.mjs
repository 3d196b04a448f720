// The server under test: `$ANLU_BIN demo` on free ports and in a folder of its own, gone when the tests end. With
// `ANLU_URL` a server that runs already is used instead, as for work on one test.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Password of every demo account. */
export const PASSWORD = process.env.ANLU_PASSWORD ?? 'AnluDemo2026';

/** A debug build on a busy machine takes its time to load the county, milliseconds. */
const PATIENCE = 180_000;

/** The environment of a program whose database is `store`, or a file. */
const inside = (store) => (store === null ? process.env : { ...process.env, ANLU_STORE_URL: store });

/** Runs `anlu` with `args` and the text `input` on a data folder; fails with what it said. */
function commandOn(data, store) {
  return (args, input = '') =>
    new Promise((resolve, reject) => {
      const child = spawn(process.env.ANLU_BIN, [...args, '--data', data], { stdio: ['pipe', 'ignore', 'pipe'], env: inside(store) });
      let said = '';
      child.stderr.on('data', (part) => (said += part));
      child.once('error', reject);
      child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`anlu ${args.join(' ')} ended with ${code}:\n${said}`))));
      child.stdin.end(input);
    });
}

/**
 * Starts a demo. Answers `url`, `data` (its folder), `gateway` (host:port of the terminals, or null), `command(args, input)`, which runs
 * another `anlu` on its data as an administrator does, and `stop()`.
 * @param {string[]} extra more arguments of `anlu demo`
 * @param {boolean} province with an upper platform, which asks a few seconds after the start
 * @param {string | null} store address of an empty database; null: a file
 */
export async function startDemo(extra = [], province = false, store = null) {
  if (process.env.ANLU_URL) return { url: process.env.ANLU_URL, gateway: process.env.ANLU_GATEWAY ?? null, data: process.env.ANLU_DATA, command: commandOn(process.env.ANLU_DATA, null), stop: async () => {} };
  const program = process.env.ANLU_BIN;
  if (!program) throw new Error('set ANLU_BIN to the program under test (make e2e does)');
  const folder = await mkdtemp(join(tmpdir(), 'anlu-e2e-'));
  const args = ['demo', '--port', '0', '--gateway-port', '0', '--data', join(folder, 'data'), '--generated', ...(province ? [] : ['--alone']), ...(store === null ? [] : ['--store-url', store]), ...extra];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let said = '';
  const started = new Promise((resolve, reject) => {
    const hear = (data) => {
      said += data;
      const url = /^Anlu demo\s+(http:\S+)/m.exec(said)?.[1];
      // The accounts are printed last: then all is there.
      if (url && /^Stop with/m.test(said)) resolve(url);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    void ended.then((code) => reject(new Error(`the demo ended with ${code}:\n${said}`)));
    setTimeout(() => reject(new Error(`the demo did not start in ${PATIENCE / 1000} s:\n${said}`)), PATIENCE).unref();
  });
  const stop = async () => {
    child.kill('SIGINT');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const url = await started;
    return { url, gateway: /on (127\.0\.0\.1:\d+)/.exec(said)?.[1] ?? null, data: join(folder, 'data'), command: commandOn(join(folder, 'data'), store), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
