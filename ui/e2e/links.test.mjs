// 查岗 on the page of links: asked, shown, closed, with the keyboard; both languages, two sizes. The demo has no platform
// below, so the link and what was asked over it are told by the test; what the server does stands in its own tests.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { assertAccessible, assertFits, closePage, DESK, launch, logIn, openPage, PHONE, settled } from './support/browser.mjs';
import { startDemo } from './support/server.mjs';
import { textsOf } from './support/texts.mjs';

let server;
let browser;

before(async () => {
  server = await startDemo(['--no-traces']);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const LINK = { kind: 'platform_in', id: 'county', main_up: true, sub_up: true, changed_at: null, last_at: null, day: null, index: null };
const HOUR = 3_600_000;
const at = (hours) => new Date(Date.now() + hours * HOUR).toISOString();

/** A question as the server would tell it. */
const row = (number, more) => ({
  id: `00000000-0000-4000-8000-00000000000${number}`,
  number,
  link: 'county',
  object_type: 1,
  object: '',
  text: '请回复值班人员姓名',
  by: '示例值班长',
  at: at(-2),
  deadline: at(-1),
  delivery: 'delivered',
  tries: 1,
  problem: null,
  done_at: at(-2),
  answer: null,
  closed_at: null,
  may_close: false,
  version: 2,
  ...more,
});

/** A page whose server has a platform below; `told` is what goes to the server. */
async function withPlatform(page, told) {
  let rows = [row(2, { state: 'overdue', may_close: true }), row(1, { state: 'answered', answer: { text: '王测试在岗', by: '王测试', phone: '0571-0000', at: at(-1.5), in_time: true } })];
  const paged = (items) => ({ items, total: items.length, page: 1, page_size: 10 });
  await page.route('**/api/v1/links?*', (route) => route.fulfill({ json: paged([LINK]) }));
  await page.route('**/api/v1/links/days?*', (route) => route.fulfill({ json: paged([]) }));
  await page.route('**/api/v1/links/checks?*', (route) => route.fulfill({ json: paged(rows) }));
  await page.route('**/api/v1/links/checks', (route) => {
    const body = route.request().postDataJSON();
    told.push(body);
    rows = [row(3, { state: 'queued', deadline: body.deadline, text: body.text, object_type: body.object_type, object: body.object, delivery: 'queued', tries: 0 }), ...rows];
    return route.fulfill({ json: rows[0] });
  });
  await page.route('**/api/v1/links/checks/*/close', (route) => {
    rows = rows.map((one) => (one.may_close ? { ...one, state: 'settled', may_close: false, closed_at: at(0) } : one));
    return route.fulfill({ json: rows[1] });
  });
}

describe('a platform below', () => {
  for (const [size, viewport] of [['desk', DESK], ['phone', PHONE]]) {
    for (const language of ['zh-CN', 'en']) {
      it(`is asked whether somebody is on duty: ${size}, ${language}`, async () => {
        const t = textsOf(language);
        const page = await openPage(browser, server.url, { viewport, language });
        await logIn(page, 'officer');
        const told = [];
        await withPlatform(page, told);
        await page.goto('/signals/links?open=platform_in/county');
        await page.getByText('王测试在岗').waitFor();
        await settled(page);
        await assertAccessible(page, `what was asked, ${size}, ${language}`);
        await assertFits(page, `what was asked, ${size}, ${language}`);

        const ask = page.getByRole('button', { name: t('links.check.action'), exact: true });
        await ask.focus();
        await ask.press('Enter');
        const object = page.getByRole('combobox').last();
        await object.selectOption('2');
        await page.getByRole('button', { name: t('links.check.submit') }).press('Enter');
        await page.locator('[aria-invalid="true"]').first().waitFor();
        await settled(page);
        await assertAccessible(page, `the form with its error, ${size}, ${language}`);
        await assertFits(page, `the form, ${size}, ${language}`);
        await page.locator('[aria-invalid="true"]').first().fill('330282');
        await page.getByRole('button', { name: t('links.check.submit') }).press('Enter');
        await page.getByText(t('links.check.number', { n: 3 })).waitFor();
        assert.equal(told.length, 1);
        assert.deepEqual([told[0].link, told[0].object_type, told[0].object, told[0].text], ['county', 2, '330282', t('links.check.proposed')]);
        const minutes = (Date.parse(told[0].deadline) - Date.now()) / 60_000;
        assert.ok(minutes > 8 && minutes < 11, `ten minutes: ${minutes}`);

        await page.getByRole('button', { name: t('links.check.close_of', { n: 2 }) }).press('Enter');
        await page.locator('.checks').getByText(t('vocabulary.supervision_state.settled')).waitFor();
        assert.ok(!/(links|step|vocabulary|pager)\.[a-z_]+/.test(await page.locator('main').innerText()), 'every text is there');
        await closePage(page);
      });
    }
  }
});
