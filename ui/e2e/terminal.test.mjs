// Orders to a truck's terminal from its page: a text that is carried out, a form that is refused, who may set parameters.
import assert from 'node:assert/strict';
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

const PATIENCE = { timeout: 150_000 };

async function as(username, work, options) {
  const page = await openPage(browser, server.url, options);
  await logIn(page, username);
  const answer = await work(page);
  await closePage(page);
  return answer;
}

/** A truck that is on line. */
async function online(page) {
  for (let n = 0; n < 100; n += 1) {
    const { body } = await call(page, 'GET', '/vehicles/live');
    const found = body.find((one) => one.online);
    if (found) return found.vehicle_id;
    await page.waitForTimeout(1000);
  }
  throw new Error('no truck is on line');
}

const noKeys = async (page, what) => assert.ok(!/(terminal|vocabulary|vehicle)\.[a-z_]+/.test(await page.locator('main').innerText()), `${what}: every text is there`);

describe('orders to a terminal', () => {
  let truck;

  it('sends a text; the terminal says that it is done', () =>
    as('enforcement', async (page) => {
      truck = await online(page);
      await page.goto(`/vehicles/${truck}`);
      await page.getByRole('button', { name: '下发文本' }).click();
      await page.getByRole('button', { name: '下发', exact: true }).click();
      await page.getByText('请填写').first().waitFor();
      await assertAccessible(page, 'the form of a text');
      await page.locator('textarea').fill('您已连续驾驶超过4小时，请到前方服务区休息');
      await page.getByRole('button', { name: '下发', exact: true }).click();
      await page.getByText('已执行').first().waitFor(PATIENCE);
      await page.getByText('您已连续驾驶超过4小时').waitFor();
      await settled(page);
      await noKeys(page, 'the page of a vehicle');
      await assertAccessible(page, 'the page of a vehicle');
    }));

  it('sets fatigue parameters, prefilled with what the law says, and checks them', () =>
    as('officer', async (page) => {
      await page.goto(`/vehicles/${truck}`);
      await page.getByRole('button', { name: '设置疲劳参数' }).click();
      const continuous = page.getByLabel('连续驾驶上限（分钟）');
      assert.equal(await continuous.inputValue(), '240');
      await continuous.fill('10');
      await page.getByRole('button', { name: '下发', exact: true }).click();
      await page.getByText('超出允许范围').first().waitFor();
      await assertAccessible(page, 'the form of the parameters');
      await shoot(page, 'terminal-parameters');
      await continuous.fill('240');
      await page.getByRole('button', { name: '下发', exact: true }).click();
      await page.getByText(/连续驾驶上限（分钟） 240/).first().waitFor(PATIENCE);
    }));

  it('fits a phone, speaks English, and leaves parameters to the authority', () =>
    as(
      'leader',
      async (page) => {
        await page.goto(`/vehicles/${truck}`);
        await page.getByText('Send a text').first().waitFor();
        await settled(page);
        assert.equal(await page.getByRole('button', { name: 'Set fatigue limits' }).count(), 0, 'a leader gives no orders');
        await noKeys(page, 'the page in English');
        await assertAccessible(page, 'the page on a phone');
        await assertFits(page, 'the page on a phone');
      },
      { viewport: PHONE, hasTouch: true, isMobile: true, language: 'en' },
    ));
});
