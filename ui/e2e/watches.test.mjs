// A watch from the proposal to the answer of the police: two officers, a signed answer, both languages, two sizes.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';

import { assertAccessible, assertFits, call, closePage, launch, logIn, openPage, PHONE, settled, shoot } from './support/browser.mjs';
import { startDemo } from './support/server.mjs';

let server;
let browser;

before(async () => {
  server = await startDemo();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function as(username, work, options) {
  const page = await openPage(browser, server.url, options);
  await logIn(page, username);
  const done = await work(page);
  await closePage(page);
  return done;
}

const PATIENCE = { timeout: 150_000 };
const SECRET = Buffer.from('YW5sdS1kZW1vLXBhcnRuZXItc2VjcmV0LTAx', 'base64');
const noKeys = async (page, what) => {
  const text = await page.locator('main').innerText();
  assert.ok(!/(watches|signals|today|timeline|vocabulary|step)\.[a-z_]+/.test(text), `${what}: every text is there`);
};

/** An open signal on which a watch can be proposed, waited for. */
async function signal(page) {
  for (let n = 0; n < 150; n += 1) {
    const { body } = await call(page, 'GET', '/signals?settled=false&page_size=100');
    for (const row of body.items) {
      const { body: record } = await call(page, 'GET', `/signals/${row.id}`);
      if (record.actions.includes('propose_watch') && record.vehicle && !record.watch_id) return record;
    }
    await page.waitForTimeout(1000);
  }
  throw new Error('no signal came');
}

/** What a partner posts, signed as docs/WATCH.md says. */
async function post(watch, body, secret = SECRET) {
  const [id, seconds, text] = [randomUUID(), String(Math.floor(Date.now() / 1000)), JSON.stringify(body)];
  const code = createHmac('sha256', secret).update(`${id}.${seconds}.${text}`).digest('base64');
  return fetch(`${server.url}/api/v1/partners/police/watches/${watch}/answers`, {
    method: 'POST',
    body: text,
    headers: { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${code}` },
  });
}

describe('a watch', () => {
  let watch;

  /** What Today asks of the visitor about this watch. */
  async function asked(page) {
    const { body } = await call(page, 'GET', '/today');
    const items = [...body.overdue, ...body.today, ...body.week].filter((item) => item.kind === 'watch' && item.id === watch);
    return items.map((item) => `${item.why_code} ${item.verb_code}`);
  }

  it('is proposed from a signal; its proposer cannot confirm it', () =>
    as('officer', async (page) => {
      let found;
      let proposed = { status: 409 };
      // The vehicle drives on: a revision may come between looking and acting.
      for (let tries = 0; tries < 5 && proposed.status === 409; tries += 1) {
        found = await signal(page);
        proposed = await call(page, 'POST', `/signals/${found.id}/triage`, { version: found.version, action: 'propose_watch', message: '连续驾驶严重超时，请协助拦停', reason: null, hazard: null });
      }
      assert.equal(proposed.status, 200);
      watch = proposed.body.signal.watch_id;
      await page.goto('/watches');
      await page.getByText(found.vehicle.plate).first().waitFor();
      await settled(page);
      await assertAccessible(page, 'the list of watches');
      await noKeys(page, 'the list');
      await shoot(page, 'watches');
      await page.locator('main a', { hasText: found.vehicle.plate }).first().click();
      await page.getByText('须由另一名有权限的人员确认').waitFor();
      assert.equal(await page.getByRole('button', { name: '撤回', exact: true }).count(), 1);
      assert.deepEqual(await asked(page), [], 'whoever proposed it is not asked to confirm it');
    }));

  it('stands in the list of today of a second officer, with its one verb', () =>
    as('enforcement', async (page) => {
      assert.deepEqual(await asked(page), ['watch_proposed watch.confirm']);
      await page.goto('/');
      const row = page.locator(`[data-row][href="/watches/${watch}"]`);
      await row.focus();
      await page.locator('.preview').getByText('连续驾驶严重超时，请协助拦停').first().waitFor();
      await settled(page);
      await assertAccessible(page, 'a watch in the list of today');
      await noKeys(page, 'the list of today');
      assert.equal(await row.innerText(), '确认布控');
      await row.click();
      await page.waitForURL(`**/watches/${watch}`);
    }));

  it('is confirmed by a second officer, delivered to both partners, and answered', () =>
    as('enforcement', async (page) => {
      await page.goto(`/watches/${watch}`);
      await page.getByRole('button', { name: '确认布控', exact: true }).click();
      await assertAccessible(page, 'the form of the confirmation');
      await page.getByRole('button', { name: '确认并送达' }).click();
      await page.getByText('请写明理由').first().waitFor();
      await page.locator('textarea').fill('经核实属实，请拦停');
      await page.getByRole('button', { name: '确认并送达' }).click();
      await page.waitForFunction(() => document.querySelectorAll('.status.good').length >= 2 && /布控中/.test(document.querySelector('main').innerText), undefined, PATIENCE);
      const text = await page.locator('main').innerText();
      assert.match(text, /安路县公安局交警大队（示例）/);
      assert.match(text, /安路县应急管理局（示例）/);
      await noKeys(page, 'the record');

      const at = new Date().toISOString();
      assert.equal((await post(watch, { outcome: 'stopped', at }, Buffer.alloc(27))).status, 401);
      const taken = await post(watch, { outcome: 'stopped', at, place: '示例收费站', by: '示例中队', note: '驾驶员已休息' });
      assert.deepEqual([taken.status, (await taken.json()).state], [200, 'answered']);
      await page.getByText('地点：示例收费站').waitFor(PATIENCE);
      await settled(page);
      await assertAccessible(page, 'the record of a watch');
      await assertFits(page, 'the record of a watch');
      await shoot(page, 'watch');
      assert.deepEqual(await asked(page), ['watch_answered watch.close']);
    }));

  it('fits a phone, and speaks English', () =>
    as(
      'leader',
      async (page) => {
        await page.goto(`/watches/${watch}`);
        await page.getByText('Stopped').first().waitFor();
        await settled(page);
        await noKeys(page, 'the record in English');
        await assertAccessible(page, 'the record on a phone');
        await assertFits(page, 'the record on a phone');
        await shoot(page, 'watch-phone-en');
        await page.goto('/watches?view=answered');
        await page.getByText('2/2').first().waitFor();
        await settled(page);
        await assertAccessible(page, 'the list on a phone');
        await assertFits(page, 'the list on a phone');
        await noKeys(page, 'the list in English');
      },
      { viewport: PHONE, hasTouch: true, isMobile: true, language: 'en' },
    ));

  it('is closed; nobody of an enterprise sees any of it', async () => {
    await as('enforcement', async (page) => {
      await page.goto(`/watches/${watch}`);
      await page.getByRole('button', { name: '办结', exact: true }).click();
      await page.getByRole('button', { name: '确认办结' }).click();
      await page.getByText('布控已结束').waitFor();
      await page.getByText('已通知布控结束').first().waitFor(PATIENCE);
    });
    await as('principal', async (page) => {
      assert.equal((await call(page, 'GET', `/watches/${watch}`)).status, 403);
      await page.goto('/signals');
      await settled(page);
      assert.equal(await page.getByRole('link', { name: '布控', exact: true }).count(), 0);
    });
  });
});
