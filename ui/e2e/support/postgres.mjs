// A PostgreSQL for one test: started in a folder of its own as an unprivileged user, reached by a socket in it only, gone
// when the test ends. `null` where it is not installed.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const INSTALLED = '/usr/lib/postgresql';

function programs() {
  if (!existsSync(INSTALLED)) return null;
  const folders = readdirSync(INSTALLED).map((version) => join(INSTALLED, version, 'bin'));
  return folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? null;
}

const KEEPER = `
set -e
folder=$(mktemp -d /tmp/anlu-e2e-pg-XXXXXX)
trap 'rm -rf "$folder"' EXIT
"$1/initdb" -D "$folder/data" -U anlu -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$folder/log" 2>&1 </dev/null
"$1/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off >>"$folder/log" 2>&1 </dev/null &
server=$!
until "$1/pg_isready" -q -h "$folder" -U anlu; do kill -0 $server; sleep 0.1; done
"$1/createdb" -h "$folder" -U anlu anlu
echo "$folder"
read -r _ || true
kill -INT $server
wait $server || true
`;

/** Answers `url`, the address of an empty database, and `stop()`. */
export async function startPostgres() {
  const found = programs();
  if (found === null) return null;
  const shell = ['sh', '-c', KEEPER, 'keeper', found];
  // PostgreSQL refuses to run as root.
  const [program, ...args] = process.getuid() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', '--', ...shell] : shell;
  const child = spawn(program, args, { cwd: '/tmp', stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((done) => child.once('exit', done));
  const folder = await new Promise((done, failed) => {
    child.stdout.once('data', (line) => done(String(line).trim()));
    child.once('error', failed);
    void ended.then((code) => failed(new Error(`PostgreSQL ended with ${code}`)));
  });
  const stop = async () => {
    child.stdin.end();
    await ended;
  };
  return { url: `postgres://anlu@localhost/anlu?host=${encodeURIComponent(folder)}`, stop };
}
