// Zones: out of a file with its datum, hours and vehicles; changed in the dialog, put out of use; both languages, two sizes.
// The live map draws those in view, page by page, and says when it leaves some out.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { assertAccessible, assertFits, call, closePage, launch, logIn, openPage, PHONE, settled, shoot } from './support/browser.mjs';
import { drive, parked } from './support/replay.mjs';
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

const PATIENCE = { timeout: 120_000 };
const NAME = '示例学校周边限速区';
const square = (lon, lat, size) => ({ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [[[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]] } });
const collection = (features) => ({ type: 'FeatureCollection', features });
const noKeys = async (page, what) => {
  const text = await page.locator('main').innerText();
  assert.ok(!/(zones|vocabulary|field|map|pager|action)\.[a-z_]+/.test(text), `${what}: every text is there`);
};
const row = (page) => page.locator('main tr', { hasText: NAME });

describe('a zone', () => {
  it('comes from a file, after what is missing has been said', () =>
    as('officer', async (page) => {
      await page.goto('/signals/zones');
      await page.getByRole('button', { name: '导入围栏', exact: true }).click();
      await page.getByRole('button', { name: '检查', exact: true }).click();
      await page.locator('[aria-invalid="true"]').first().waitFor();
      await assertAccessible(page, 'the form of the import with its error');
      const file = { name: 'zone.geojson', mimeType: 'application/geo+json', buffer: Buffer.from(JSON.stringify(collection([square(121.2, 30.1, 0.01)]))) };
      await page.locator('input[type=file]').setInputFiles(file);
      await page.locator('form.panel select[name=datum]').selectOption('gcj02');
      await page.locator('form.panel select[name=usage]').selectOption('speed');
      await page.locator('form.panel input[name=name]').fill(NAME);
      await page.locator('form.panel input[name=hours]').fill('07:00-08:30，16:00-17:30');
      await page.locator('form.panel input[name=limit_kmh]').fill('30');
      await page.locator('form.panel input[name=classes][value=heavy_truck]').check();
      await page.getByRole('button', { name: '检查', exact: true }).click();
      await page.getByText(`可导入 1 个围栏：${NAME}`).waitFor();
      await settled(page);
      await noKeys(page, 'the form');
      await shoot(page, 'zones-import');
      await page.getByRole('button', { name: '全部导入', exact: true }).click();
      await row(page).waitFor();
      const text = await row(page).innerText();
      for (const part of ['区域限速', '07:00-08:30', '16:00-17:30', '30 公里/小时', '重型货车', 'GCJ-02', '在用']) assert.ok(text.includes(part), `${part} in ${text}`);
      await settled(page);
      await assertAccessible(page, 'the list of zones');
    }));

  it('is changed in its dialog, which says what is wrong', () =>
    as('officer', async (page) => {
      await page.goto('/signals/zones');
      await row(page).getByRole('button', { name: '修改', exact: true }).click();
      const dialog = page.getByRole('dialog');
      await dialog.locator('input[name=hours]').fill('夜间');
      await dialog.getByRole('button', { name: '保存', exact: true }).click();
      await dialog.getByText('时段写法应为 22:00-06:00').first().waitFor();
      await dialog.locator('input[name=limit_kmh]').fill('快');
      await dialog.getByRole('button', { name: '保存', exact: true }).click();
      await dialog.locator('input[name=limit_kmh][aria-invalid="true"]').waitFor();
      await assertAccessible(page, 'the dialog with its errors');
      await dialog.locator('input[name=hours]').fill('22:00-06:00');
      await dialog.locator('input[name=limit_kmh]').fill('40');
      await dialog.getByRole('button', { name: '保存', exact: true }).click();
      await dialog.waitFor({ state: 'detached' });
      await row(page).getByText('22:00-06:00').waitFor();
      assert.match(await row(page).innerText(), /40 公里\/小时/);
    }));

  it('is put out of use and back, and a closed dialog changes nothing', () =>
    as('officer', async (page) => {
      await page.goto('/signals/zones');
      await row(page).getByRole('button', { name: '停用', exact: true }).click();
      await row(page).getByRole('button', { name: '启用', exact: true }).waitFor();
      const { body } = await call(page, 'GET', '/zones?retired=true');
      assert.deepEqual(body.items.map((zone) => zone.name), [NAME]);
      await row(page).getByRole('button', { name: '启用', exact: true }).click();
      await row(page).getByRole('button', { name: '停用', exact: true }).waitFor();
      await row(page).getByRole('button', { name: '修改', exact: true }).click();
      await page.getByRole('dialog').locator('input[name=name]').fill('示例别名');
      await page.getByRole('dialog').getByRole('button', { name: '取消', exact: true }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      assert.equal((await call(page, 'GET', `/zones?q=${encodeURIComponent(NAME)}`)).body.total, 1);
    }));

  it('fits a phone, in English, dialog and form as well', () =>
    as(
      'officer',
      async (page) => {
        await page.goto('/signals/zones');
        await page.getByText(NAME).first().waitFor();
        await settled(page);
        await noKeys(page, 'the list in English');
        await assertAccessible(page, 'the list on a phone');
        await assertFits(page, 'the list on a phone');
        await page.getByRole('button', { name: 'Change', exact: true }).first().click();
        await page.getByRole('dialog').locator('input[name=hours]').waitFor();
        await assertAccessible(page, 'the dialog on a phone');
        await assertFits(page, 'the dialog on a phone');
        await page.getByRole('dialog').getByRole('button', { name: 'Cancel', exact: true }).click();
        await page.getByRole('button', { name: 'Import zones', exact: true }).click();
        await page.locator('select[name=datum]').waitFor();
        await assertAccessible(page, 'the import on a phone');
        await assertFits(page, 'the import on a phone');
        await shoot(page, 'zones-phone-en');
      },
      { viewport: PHONE, hasTouch: true, isMobile: true, language: 'en' },
    ));

  it('is seen but not changed by an enterprise', () =>
    as('principal', async (page) => {
      await page.goto('/signals/zones');
      await page.getByText(NAME).first().waitFor();
      await settled(page);
      assert.equal(await page.getByRole('button', { name: /修改|停用|导入围栏/ }).count(), 0);
    }));
});

describe('the live map', () => {
  it('asks for the zones in view, page by page, and says how many it leaves out', () =>
    as('officer', async (page) => {
      // One that the demo does not drive itself: two terminals of one number put each other out.
      await drive(server.gateway, (await parked(page)).sim, 0.2);
      const many = Array.from({ length: 1100 }, (_, n) => square(121 + (n % 40) * 0.0004, 30.15 + Math.floor(n / 40) * 0.0004, 0.0002));
      const entered = await call(page, 'POST', '/zones/import', { file: collection(many), datum: 'wgs84', usage: 'forbidden', name: '示例小区', half_width_m: 100, hours: [], limit_kmh: null, classes: [], dry_run: false });
      assert.equal(entered.body.zones, 1100);
      const asked = [];
      page.on('request', (request) => request.url().includes('/zones?') && asked.push(new URL(request.url()).searchParams));
      await page.goto('/signals/map');
      await page.locator('[data-map][data-loaded]').waitFor(PATIENCE);
      const note = page.getByText(/图上画出 1000 个电子围栏，此范围内共有 1\d\d\d 个/);
      await note.waitFor(PATIENCE);
      assert.ok(asked.every((query) => query.get('bbox').split(',').length === 4), 'each page is of the view');
      assert.ok(asked.some((query) => query.get('page') === '10') && !asked.some((query) => query.get('page') === '11'), 'ten pages at most');
      await settled(page);
      await assertAccessible(page, 'the live map with the note');
      await assertFits(page, 'the live map with the note');
    }));
});
