// What if: a draft of a rule is laid over the pack in use and judged over what the demo has driven so far; both
// languages, two sizes; a faulty draft says where; one that runs can be stopped.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { assertAccessible, assertFits, call, closePage, launch, logIn, openPage, PHONE, settled, shoot } from './support/browser.mjs';
import { startDemo } from './support/server.mjs';

let server;
let browser;
let ran;

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
  const answer = await work(page);
  await closePage(page);
  return answer;
}

const STRICTER = 'id = "fatigue.continuous"\n[params]\nlimit_minutes = 60\n[severity]\nwarning_above_minutes = 60\n';
const file = (text) => ({ name: 'fatigue.continuous.toml', mimeType: 'text/plain', buffer: Buffer.from(text) });
const noKeys = async (page, what) => assert.ok(!/(backtests|signals|field|vocabulary)\.[a-z_]+/.test(await page.locator('main').innerText()), `${what}: every text is there`);

describe('what if', () => {
  it('says what is missing, and where a draft is faulty', () =>
    as('officer', async (page) => {
      await page.goto('/signals');
      await page.getByRole('link', { name: '规则推演' }).click();
      await page.getByRole('button', { name: '开始推演' }).click();
      await page.getByRole('link', { name: /上传草案：/ }).waitFor();
      await settled(page);
      await assertAccessible(page, 'the form with an error');
      await page.locator('input[type=file]').setInputFiles(file('id = "fatigue.continuous"\n[params]\nlimit = 3\n'));
      await page.getByRole('button', { name: '开始推演' }).click();
      await page.getByText(/fatigue\.continuous\.toml 第 \d+ 行/).first().waitFor();
      await noKeys(page, 'the form');
      await assertFits(page, 'the form');
    }));

  it('tells in words, by rule and by vehicle what a draft would find', () =>
    as('officer', async (page) => {
      // Positions reach the files of history within a minute or so.
      for (let n = 0; n < 60; n += 1) {
        await page.goto('/signals/backtests');
        await page.locator('input[type=file]').setInputFiles(file(STRICTER));
        await page.getByRole('button', { name: '开始推演' }).click();
        await page.waitForURL(/backtests\/[0-9a-f-]{36}$/);
        await page.getByRole('heading', { level: 1, name: '推演完成' }).waitFor({ timeout: 120_000 });
        ran = new URL(page.url()).pathname;
        const { body } = await call(page, 'GET', ran.replace('/signals', ''));
        if (body.report.changed > 0) break;
        await page.waitForTimeout(5000);
      }
      const { body } = await call(page, 'GET', ran.replace('/signals', ''));
      const rule = body.report.rules.find((one) => one.rule === 'fatigue.continuous');
      assert.ok(rule.new > rule.old, 'an hour at the wheel is more often passed than four');
      await page.getByText(/240.*60/).first().waitFor();
      const row = page.locator('.bars tr').filter({ has: page.getByRole('rowheader', { name: '连续驾驶超时', exact: true }) });
      assert.match(await row.innerText(), new RegExp(`\\+${rule.new - rule.old}`));
      const vehicle = page.locator('table a .plate').first();
      await vehicle.waitFor();
      await settled(page);
      await assertAccessible(page, 'the report');
      await assertFits(page, 'the report');
      await noKeys(page, 'the report');
      await shoot(page, 'backtest');
      await page.getByRole('button', { name: '增加', exact: true }).click();
      // The rows are fetched anew: one that is about to go takes no click.
      await page.waitForFunction(() => [...document.querySelectorAll('[role=region][aria-label="哪些车辆的判定有变化"] tbody tr')].every((one) => one.textContent.includes('增加')));
      await vehicle.click();
      await page.waitForURL(/\/vehicles\/[0-9a-f-]{36}/);
    }));

  it('is its owner\'s, fits a phone and speaks English', async () => {
    await as('leader', async (page) => {
      assert.equal((await call(page, 'GET', ran.replace('/signals', ''))).status, 404, 'another officer has not asked for it');
    });
    await as(
      'officer',
      async (page) => {
        await page.goto(ran);
        await page.getByRole('heading', { level: 1, name: 'Done' }).waitFor();
        await page.getByText('Continuous driving').first().waitFor();
        await settled(page);
        await assertAccessible(page, 'the report on a phone');
        await assertFits(page, 'the report on a phone');
        await noKeys(page, 'the report in English');
        await page.goto('/signals/backtests');
        await settled(page);
        await assertAccessible(page, 'the form on a phone');
        await assertFits(page, 'the form on a phone');
      },
      { viewport: PHONE, hasTouch: true, isMobile: true, language: 'en-US' },
    );
  });

  it('can be stopped, and is not for everybody', async () => {
    await as('officer', async (page) => {
      const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
      const asked = { old: 'national', new: 'national', from: day, to: day };
      // Two at once: the second waits for its turn unless the first is over already.
      await call(page, 'POST', '/backtests', asked);
      const { body, status } = await call(page, 'POST', '/backtests', asked);
      assert.equal(status, 202);
      const stopped = await call(page, 'POST', `/backtests/${body.id}/cancel`);
      assert.equal(stopped.status, 200);
      await page.goto(`/signals/backtests/${body.id}`);
      await page.getByRole('heading', { level: 1, name: /已停止|推演完成/ }).waitFor();
    });
    await as('safety', async (page) => {
      assert.equal((await call(page, 'GET', '/packs')).status, 403);
    });
  });
});
