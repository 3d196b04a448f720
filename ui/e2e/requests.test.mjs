// What an upper platform asks: from the province of the demo over JT/T 809 to the list of today, to the answer that it
// takes; both languages, two sizes.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { assertAccessible, assertFits, call, closePage, launch, logIn, openPage, PHONE, settled, shoot } from './support/browser.mjs';
import { startDemo } from './support/server.mjs';

let server;
let browser;

before(async () => {
  server = await startDemo([], true);
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

const PATIENCE = { timeout: 120_000 };
const noKeys = async (page, what) => {
  const text = await page.locator('main').innerText();
  assert.ok(!/(requests|today|step|vocabulary|pager)\.[a-z_]+/.test(text), `${what}: every text is there`);
};

/** The request of this kind, waited for. */
async function request(page, kind) {
  for (let n = 0; n < 120; n += 1) {
    const { body } = await call(page, 'GET', '/requests?page_size=100');
    const found = body.items.find((one) => one.kind === kind);
    if (found) return found;
    await page.waitForTimeout(1000);
  }
  throw new Error(`no request of kind ${kind} came`);
}

describe('an upper platform', () => {
  let check;
  let demand;

  it('asks who is on duty and demands an answer: both stand in the list of today', () =>
    as('officer', async (page) => {
      check = await request(page, 'inquiry');
      demand = await request(page, 'supervise');
      assert.ok(check.deadline && demand.deadline && demand.vehicle, 'deadlines, and the vehicle by its plate');
      await page.goto('/');
      const row = page.locator(`[data-row][href="/requests/${check.id}"]`);
      await row.waitFor(PATIENCE);
      await page.locator(`[data-row][href="/requests/${demand.id}"]`).waitFor(PATIENCE);
      await row.focus();
      await settled(page);
      await assertAccessible(page, 'a duty check in the list of today');
      await noKeys(page, 'the list of today');
      await row.press('Enter');
      await page.waitForURL(`**/requests/${check.id}`);
      await page.getByText('请报告在岗监控人员姓名和当前在线车辆数（示例）').first().waitFor();
    }));

  it('gets no empty answer, and takes a full one', () =>
    as('officer', async (page) => {
      await page.goto(`/requests/${check.id}`);
      await page.getByRole('button', { name: '答复', exact: true }).click();
      await page.locator('[aria-invalid="true"]').first().waitFor();
      await assertAccessible(page, 'the form with its error');
      await page.locator('textarea').fill('值班人员示例甲，在线车辆正常');
      await page.getByRole('button', { name: '答复', exact: true }).click();
      await page.getByText('已答复，已送达').first().waitFor(PATIENCE);
      await settled(page);
      await assertAccessible(page, 'an answered request');
      await assertFits(page, 'an answered request');
      await noKeys(page, 'the record');
      await shoot(page, 'request');
      await page.goto('/');
      await settled(page);
      assert.equal(await page.locator(`[data-row][href="/requests/${check.id}"]`).count(), 0, 'what is answered is off the list');
    }));

  it('has its text read, and its order to a vehicle answered by the terminal or for it', () =>
    as('officer', async (page) => {
      const message = await request(page, 'message');
      await page.goto(`/requests/${message.id}`);
      await page.getByText('封闭施工').first().waitFor();
      await settled(page);
      await assertAccessible(page, 'a text to be read');
      await page.getByRole('button', { name: '阅知', exact: true }).click();
      await page.getByText('已答复，已送达').first().waitFor(PATIENCE);
      const order = await request(page, 'text');
      await page.goto(`/requests/${order.id}`);
      await page.getByText('请注意控制车速（示例）').first().waitFor();
      await page.locator('main', { hasText: /已执行|终端不在线|终端拒绝或无应答/ }).waitFor(PATIENCE);
      assert.equal(await page.getByRole('button', { name: '答复', exact: true }).count(), 0, 'nobody answers an order');
      await settled(page);
      await assertAccessible(page, 'an order to a vehicle');
      await noKeys(page, 'an order to a vehicle');
    }));

  it('is told what became of the alarm, from a phone, in English', () =>
    as(
      'officer',
      async (page) => {
        await page.goto('/requests');
        await page.locator(`main a[href="/requests/${demand.id}"]`).first().click();
        await page.waitForURL(`**/requests/${demand.id}`);
        await settled(page);
        await noKeys(page, 'the record in English');
        await assertAccessible(page, 'the record on a phone');
        await assertFits(page, 'the record on a phone');
        await page.getByRole('button', { name: 'Answer', exact: true }).click();
        await page.getByText('Answered and delivered').first().waitFor(PATIENCE);
        await shoot(page, 'request-phone-en');
        await page.goto('/requests?view=all');
        await settled(page);
        await noKeys(page, 'the list in English');
        await assertAccessible(page, 'the list on a phone');
        await assertFits(page, 'the list on a phone');
      },
      { viewport: PHONE, hasTouch: true, isMobile: true, language: 'en' },
    ));

  it('is nothing that an enterprise sees', () =>
    as('principal', async (page) => {
      assert.equal((await call(page, 'GET', `/requests/${check.id}`)).status, 403);
    }));
});
