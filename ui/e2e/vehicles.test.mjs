// The day record of a vehicle: what it drove, played back on the map; a day without positions says so.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { assertAccessible, assertFits, call, closePage, launch, logIn, openPage, PHONE, settled, shoot } from './support/browser.mjs';
import { drive, parked, tired } from './support/replay.mjs';
import { startDemo } from './support/server.mjs';

let server;
let browser;
let truck;
let day;

const HOURS = 5;
/** A debug build on a busy machine needs its time, milliseconds. */
const PATIENCE = { timeout: 150_000 };

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
  await work(page);
  await closePage(page);
}

/** Drives, and waits until the signal of the drive is there: by then its positions are. Its day is the one to look at. */
async function driven(page) {
  truck = await parked(page);
  await drive(server.gateway, truck.sim, HOURS);
  const { last_at: last } = await tired(page, truck);
  // Around midnight the drive lies in two days: the one with its middle has most of it.
  return new Date(Date.parse(last) - (HOURS / 2) * 3_600_000 + 8 * 3_600_000).toISOString().slice(0, 10);
}

describe('the day record of a vehicle', () => {
  it('tells driving, stops and findings, and plays the way', () =>
    as('officer', async (page) => {
      day = await driven(page);
      await page.goto(`/vehicles/${truck.id}`);
      await page.getByRole('link', { name: '行车记录' }).click();
      await page.goto(`/vehicles/${truck.id}/day?day=${day}`);
      await page.locator('[data-map][data-loaded]').waitFor(PATIENCE);
      const facts = await page.locator('.facts').innerText();
      assert.match(facts, /行驶\s+\d小时/);
      assert.match(facts, /行驶里程\s+\d{2,3}\.\d 公里/);
      assert.match(await page.locator('.bar').getAttribute('aria-label'), /行驶\d小时.*发现 [1-9]\d* 项/);
      const { body } = await call(page, 'GET', `/vehicles/${truck.id}/day?day=${day}`);
      const told = body.driving_minutes + body.still_minutes + body.unknown_minutes;
      const span = (Date.parse(body.points.at(-1).t) - Date.parse(body.points[0].t)) / 60_000;
      assert.ok(Math.abs(told - span) < 1, `the pieces fill the time from first to last position: ${told} of ${span}`);

      const slider = page.locator('.strip input[type=range]');
      await slider.focus();
      await page.keyboard.press('Home');
      // Slow enough to be stopped before its end, also on a slow machine and when midnight has cut the drive in two.
      await page.getByLabel('速度').selectOption({ label: '300 倍' });
      await page.getByRole('button', { name: '播放' }).click();
      await page.waitForFunction(() => Number(document.querySelector('.strip input[type=range]').value) > 3);
      await page.getByRole('button', { name: '暂停' }).click();
      const paused = await slider.inputValue();
      await page.waitForTimeout(300);
      assert.equal(await slider.inputValue(), paused, 'it rests');
      await assertAccessible(page, 'the day of a vehicle');
      await shoot(page, 'vehicle-day');
    }));

  it('stands in the list with whether it is heard, and what goes on', () =>
    as('officer', async (page) => {
      await page.goto('/vehicles');
      await settled(page);
      await page.locator('select[name=state]').selectOption('never');
      await page.waitForURL(/state=never/);
      await settled(page);
      await page.locator('tbody tr').first().waitFor();
      await page.waitForFunction(() => [...document.querySelectorAll('tbody tr')].every((one) => one.textContent.includes('未收到定位')));
      await page.locator('input[name=q]').fill(truck.plate);
      await page.getByText('没有符合条件的车辆').waitFor();
      await page.locator('select[name=state]').selectOption('');
      await page.locator('tbody tr', { hasText: truck.plate }).waitFor();
      await assertAccessible(page, 'vehicles with their state');
      await assertFits(page, 'vehicles with their state');
    }));

  it('says when nothing was received, and goes from day to day by buttons', () =>
    as('officer', async (page) => {
      await page.goto(`/vehicles/${truck.id}/day?day=2020-02-29`);
      await page.getByText('没有收到定位').waitFor();
      await page.getByRole('button', { name: '后一天' }).click();
      await page.waitForURL(/day=2020-03-01/);
      await page.getByText('没有收到定位').waitFor();
      await assertAccessible(page, 'a day without positions');
    }));

  it('tells who was near a place then, to whoever may see the vehicle', async () => {
    let question;
    await as('officer', async (page) => {
      const { body } = await call(page, 'GET', `/vehicles/${truck.id}/day?day=${day}`);
      const point = body.points[100];
      const at = Date.parse(point.t);
      const local = (instant) => new Date(instant + 8 * 3_600_000).toISOString().slice(0, 16);
      await page.goto('/signals');
      await page.getByRole('link', { name: '那时谁在这里' }).click();
      await page.getByRole('button', { name: '查询' }).click();
      await page.getByText('请按“纬度, 经度”填写').waitFor();
      await page.getByLabel('位置').fill(`${point.lat}, ${point.lon}`);
      await page.getByLabel('从').fill(local(at - 5 * 60_000));
      await page.getByLabel('到').fill(local(at + 5 * 60_000));
      await page.getByRole('button', { name: '查询' }).click();
      await page.getByRole('cell', { name: truck.plate }).waitFor();
      await page.locator('[data-map][data-loaded]').waitFor(PATIENCE);
      await assertAccessible(page, 'who was near');
      await shoot(page, 'nearby');
      question = new URL(page.url()).search;
      const params = `lon=${point.lon}&lat=${point.lat}&radius_m=300`;
      const far = await call(page, 'GET', `/vehicles/sightings?${params}&from=2020-01-01T00:00:00Z&to=2020-01-03T00:00:00Z`);
      assert.equal(far.status, 422);
      assert.equal(far.body.errors[0].pointer, '/to');
    });
    await as('principal', async (page) => {
      const { body } = await call(page, 'GET', `/vehicles/${truck.id}`);
      assert.equal(body.code, 'not_found', 'the truck belongs to another enterprise');
      await page.goto(`/signals/nearby${question}`);
      await page.getByText('这段时间没有车辆经过').waitFor();
    });
  });

  it('fits a phone, also in English', () =>
    as(
      'officer',
      async (page) => {
        await page.goto(`/vehicles/${truck.id}/day?day=${day}`);
        await page.locator('[data-map][data-loaded]').waitFor(PATIENCE);
        await assertFits(page, 'the day of a vehicle');
        await assertAccessible(page, 'the day of a vehicle on a phone');
        await shoot(page, 'vehicle-day-phone');
      },
      { viewport: PHONE, hasTouch: true, isMobile: true },
    ));
});
