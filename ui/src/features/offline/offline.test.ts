// @vitest-environment jsdom
import 'fake-indexeddb/auto';

import { beforeEach, describe, expect, it, vi } from 'vitest';

import { ApiProblem, offlineProblem } from '@/api/problem';
import { begin, type Inspection } from '@/features/risks/inspection';

const server = vi.hoisted(() => ({
  user: 'u1' as string | null,
  taken: [] as string[],
  received: new Map<string, unknown>(),
  /** Refusals by what is asked for. */
  upload: null as ApiProblem | null,
  inspection: null as ApiProblem | null,
  /** What is received waits for this. */
  slow: Promise.resolve() as Promise<unknown>,
}));

vi.mock('@/features/session/session', () => ({ me: { value: { id: 'u1' } }, may: () => true }));
vi.mock('@/features/evidence/upload', () => ({
  upload: async ({ name }: { name: string }) => {
    if (server.upload) throw server.upload;
    server.taken.push(name);
    return { hash: name.replace('.jpg', '') };
  },
}));
vi.mock('@/api/client', () => ({
  send: (work: Promise<unknown>) => work,
  api: {
    GET: async () => {
      if (server.user === null) throw new ApiProblem('not_logged_in', 401);
      return { id: server.user };
    },
    POST: async (_: string, { body }: { body: { id: string } }) => {
      if (server.inspection) throw server.inspection;
      server.received.set(body.id, body);
      await server.slow;
      return { id: body.id, received_at: '2026-11-26T10:00:00Z', sha256: 'f0', inspected: { failed: 1 } };
    },
  },
}));

const { database } = await import('./database');
const { anew, handIn, idTaken, keepDraft, inspectionsOf, openInspection, throwAway } = await import('./inspections');
const { keepPhoto } = await import('./photos');
const { flush } = await import('./sync');
const { tell } = await import('./waiting');

const LIST = { enterprise: { id: 'e1', name: '示例运输' }, today: '2026-11-26', risks: [{ controls: [{ id: 'c1' }, { id: 'c2' }] }] };
let seed = 0;
function filled(photos: string[] = []): Inspection {
  seed += 1;
  const inspection = begin(LIST as never, 1_700_000_000_000 + seed, new Uint8Array(16).fill(seed));
  Object.assign(inspection.answers.c1!, { outcome: 'failed', note: '终端离线', evidence: photos });
  inspection.answers.c2!.outcome = 'kept';
  return inspection;
}
const photo = (hash: string, user = 'u1') => keepPhoto(user, { blob: new Blob([hash]), name: `${hash}.jpg`, capturedAt: null, shrunk: false }, hash, 1);
const stateOf = async (id: string) => (await database.inspections.get(id))?.state;

beforeEach(async () => {
  Object.assign(server, { user: 'u1', taken: [], received: new Map(), upload: null, inspection: null });
  await Promise.all([database.inspections.clear(), database.photos.clear(), database.answers.clear()]);
});

describe('an inspection on the device', () => {
  it('goes on where it was left, and is not touched any more once it is handed in', async () => {
    const one = filled();
    await keepDraft('u1', '示例运输', one, 5);
    expect((await openInspection('u1', 'e1'))?.inspection).toEqual(one);
    expect(await openInspection('u2', 'e1')).toBeUndefined();
    await handIn('u1', '示例运输', one, 6);
    await keepDraft('u1', '示例运输', { ...one, note: 'later' }, 7);
    expect((await database.inspections.get(one.id))?.inspection.note).toBe('');
    await throwAway(one.id);
    expect(await stateOf(one.id)).toBe('waiting');
  });

  it('is sent after its pictures, which stay until the receipt', async () => {
    const one = filled(['p1', 'p2']);
    await photo('p1');
    await photo('p2');
    await handIn('u1', '示例运输', one, 1_700_000_100_000);
    server.inspection = offlineProblem();
    await flush();
    expect(server.taken.sort()).toEqual(['p1.jpg', 'p2.jpg']);
    expect(await stateOf(one.id)).toBe('waiting');
    expect(await database.photos.count()).toBe(2);
    server.inspection = null;
    await flush();
    expect(server.taken.length).toBe(2);
    expect(await stateOf(one.id)).toBe('sent');
    expect((await database.inspections.get(one.id))?.receipt).toEqual({ received_at: '2026-11-26T10:00:00Z', sha256: 'f0', failed: 1 });
    expect(await database.photos.count()).toBe(0);
    // What is sent again is the same to the last byte: the time of handing in does not move.
    expect(server.received.get(one.id)).toMatchObject({ finished_at: '2023-11-14T22:15:00.000Z' });
  });

  it('is sent by whoever hands it in, also when a round is nearly over', async () => {
    const [early, late] = [filled(), filled()];
    await handIn('u1', '示例运输', early, 1);
    let go: (value: unknown) => void = () => undefined;
    server.slow = new Promise((done) => (go = done));
    const round = flush();
    // The round has looked for what waits once it sends.
    await vi.waitUntil(() => server.received.has(early.id));
    await handIn('u1', '示例运输', late, 2);
    const sent = Promise.all([flush(), flush()]);
    go(null);
    await Promise.all([round, sent]);
    expect(await stateOf(late.id)).toBe('sent');
  });

  it('waits while a picture has not arrived', async () => {
    const one = filled(['p1']);
    await photo('p1');
    await handIn('u1', '示例运输', one, 1);
    server.upload = offlineProblem();
    await flush();
    expect([await stateOf(one.id), server.received.size]).toEqual(['waiting', 0]);
  });

  it('stays when the session ended, and is never sent in another name', async () => {
    const one = filled();
    await handIn('u1', '示例运输', one, 1);
    for (const user of [null, 'u2']) {
      server.user = user;
      await flush();
      expect([await stateOf(one.id), server.received.size]).toEqual(['waiting', 0]);
    }
  });

  it('comes back with the reason when it is refused', async () => {
    const one = filled();
    await handIn('u1', '示例运输', one, 1);
    server.inspection = new ApiProblem('invalid', 422, [{ pointer: '/answers/0/note', code: 'too_long', params: {} }] as never);
    await flush();
    expect(await database.inspections.get(one.id)).toMatchObject({ state: 'returned', refusal: { code: 'invalid', errors: [{ code: 'too_long' }] } });
    expect((await openInspection('u1', 'e1'))?.id).toBe(one.id);
  });

  it('sends pictures anew that the server does not know any more', async () => {
    const one = filled(['p1']);
    await photo('p1');
    await handIn('u1', '示例运输', one, 1);
    server.inspection = new ApiProblem('invalid', 422, [{ pointer: '/answers', code: 'evidence_unknown', params: {} }] as never);
    await flush();
    server.inspection = null;
    await handIn('u1', '示例运输', one, 2);
    await flush();
    expect([server.taken, await stateOf(one.id)]).toEqual([['p1.jpg', 'p1.jpg'], 'sent']);
  });

  it('goes on under a new id when the server has another one: both stay', async () => {
    const one = filled();
    await handIn('u1', '示例运输', one, 1);
    server.inspection = new ApiProblem('wrong_state', 409, [{ pointer: '', code: 'inspection_id_reused', params: {} }] as never);
    await flush();
    expect(idTaken((await database.inspections.get(one.id))!)).toBe(true);
    server.inspection = null;
    const next = await anew(one.id, 1_700_000_200_000, new Uint8Array(16).fill(9));
    await flush();
    expect(next).not.toBe(one.id);
    expect([...server.received.keys()]).toEqual([next]);
    expect(await stateOf(String(next))).toBe('sent');
  });

  it('drops only its own pictures', async () => {
    const [one, two] = [filled(['p1', 'p2']), filled(['p2'])];
    await Promise.all(['p1', 'p2'].map((hash) => photo(hash)));
    await keepDraft('u1', '示例运输', two, 2);
    await handIn('u1', '示例运输', one, 1);
    await flush();
    expect((await database.photos.toArray()).map((kept) => kept.hash)).toEqual(['p2']);
    await throwAway(two.id);
    expect(await database.photos.count()).toBe(0);
    expect((await inspectionsOf('u1', ['sent'])).length).toBe(1);
  });
});

describe('what waits', () => {
  it('is counted for its account alone', async () => {
    await handIn('u1', '示例运输', filled(['p1']), 5);
    await photo('p1');
    await handIn('u2', '示例运输', filled(), 3);
    const told = tell('u1', await database.inspections.toArray(), await database.photos.toArray());
    expect([told.waiting, told.returned, told.oldest, told.others]).toEqual([1, 0, 5, 1]);
    expect(told.items.map((one) => one.photos)).toEqual([{ all: 1, sent: 0, refused: 0 }]);
  });
});
