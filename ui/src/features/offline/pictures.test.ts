// @vitest-environment jsdom
import 'fake-indexeddb/auto';

import { expect, it, vi } from 'vitest';

vi.mock('@/features/session/session', () => ({ me: { value: { id: 'u1' } } }));

const { pictureOf } = await import('./pictures');
const { forgetAnswers } = await import('./forget');

it('keeps an earlier picture for when there is no signal, until its person logs out', async () => {
  const asked: string[] = [];
  let online = true;
  vi.stubGlobal('fetch', async (path: string) => {
    if (!online) throw new TypeError('no connection');
    asked.push(path);
    return path.endsWith('gone') ? new Response(null, { status: 404 }) : new Response('picture');
  });
  await pictureOf('a1');
  await expect(pictureOf('gone')).rejects.toThrow('404');
  online = false;
  expect(await pictureOf('a1')).toBeDefined();
  await expect(pictureOf('b2')).rejects.toThrow('no connection');
  expect(asked).toEqual(['/api/v1/evidence/a1', '/api/v1/evidence/gone']);
  await forgetAnswers('u1');
  await expect(pictureOf('a1')).rejects.toThrow('no connection');
});

it('lets go of what nobody has looked at for a month', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 0 });
  let online = true;
  vi.stubGlobal('fetch', async () => {
    if (!online) throw new TypeError('no connection');
    return new Response('picture');
  });
  await pictureOf('old');
  await pictureOf('used');
  vi.setSystemTime(20 * 86_400_000);
  await pictureOf('used');
  vi.setSystemTime(31 * 86_400_000);
  await pictureOf('new');
  online = false;
  expect(await pictureOf('used')).toBeDefined();
  expect(await pictureOf('new')).toBeDefined();
  await expect(pictureOf('old')).rejects.toThrow('no connection');
  vi.useRealTimers();
});
