// A truck drives too long: it becomes a signal while somebody watches, then a hazard; map and track with and without WebGL.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { chromium } from 'playwright-core';

import { assertAccessible, assertFits, call, closePage, launch, logIn, openPage, PHONE, settled, shoot } from './support/browser.mjs';
import { photo } from './support/photo.mjs';
import { drive, parked, tired } from './support/replay.mjs';
import { startDemo } from './support/server.mjs';

let server;
let browser;
/** What the running demo finds first is its affair: most tests look at this truck, which drives too long. */
let truck;

before(async () => {
  server = await startDemo();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Runs `work` on a page of `username` and fails when anything went wrong on it. */
async function as(username, work, options, other = browser) {
  const page = await openPage(other, server.url, options);
  await logIn(page, username);
  const answer = await work(page);
  await closePage(page);
  return answer;
}

/** The demo's clock runs fast; a debug build on a busy machine needs its time, milliseconds. */
const PATIENCE = { timeout: 150_000 };
const ON_A_PHONE = { viewport: PHONE, hasTouch: true, isMobile: true };
const panel = (page) => page.locator('.act');
const send = (page) => panel(page).locator('button[type=submit]').click();
/** Takes the step. The demo's vehicles drive on: a signal that grew in this very moment is refused, and sent again. */
async function take(page) {
  for (let n = 0; n < 6; n += 1) {
    const answered = page.waitForResponse((one) => one.request().method() === 'POST' && /\/api\/v1\/signals\/[0-9a-f-]{36}\/\w+$/.test(one.url()));
    await send(page);
    if ((await answered).status() !== 409) return;
    // The new version comes by itself.
    await page.waitForTimeout(2000);
  }
}
const rows = (page) => page.locator('.inbox [data-row]');
const noKeys = async (page, what) => {
  const text = await page.locator('main').innerText();
  assert.ok(!/(signals|map|timeline|vocabulary|hazards|step)\.[a-z_]+/.test(text), `${what}: every text is there`);
};

describe('the inbox', () => {
  it('gets a signal without a reload, says so, and leaves the focus where it is', () =>
    as('officer', async (page) => {
      truck = await parked(page);
      await page.goto(`/signals?q=${encodeURIComponent(truck.plate)}`);
      await page.getByText('没有符合条件的预警').waitFor();
      await page.locator('input[name=q]').focus();
      await drive(server.gateway, truck.sim, 5);
      await page.locator('.inbox .list').getByText(/连续驾驶超时 \d小时(\d+分)?，上限 4小时/).first().waitFor(PATIENCE);
      assert.equal(await page.evaluate(() => document.activeElement.name), 'q');
      await page.waitForFunction(() => /新增 \d+ 条预警/.test(document.querySelector('main [aria-live=polite]').textContent), undefined, PATIENCE);
      await page.locator('[data-map][data-loaded]').waitFor(PATIENCE);
      await assertAccessible(page, 'a new signal');
      // What it drove is there to be seen.
      await page.getByRole('slider', { name: '沿时间移动' }).waitFor();
      assert.match(await page.locator('.slider').getAttribute('aria-valuetext'), /\d+ km\/h.*超时时段内/);
    }));

  it('shows the most urgent first, with its track beside it', () =>
    as('officer', async (page) => {
      await page.goto(`/signals?open=${(await tired(page, truck)).id}`);
      await rows(page).first().waitFor(PATIENCE);
      await page.locator('[data-map=gl][data-loaded]').waitFor(PATIENCE);
      await assertAccessible(page, 'inbox');
      await assertFits(page, 'inbox');
      await noKeys(page, 'inbox');
      await shoot(page, 'run');
    }));

  it('is walked by J and K; Enter goes over to the record', () =>
    as('officer', async (page) => {
      // Rows that move lose the focus: this list stands still.
      await page.route('**/api/v1/events', (route) => route.abort());
      await page.goto('/signals?view=all');
      await rows(page).nth(0).waitFor(PATIENCE);
      await page.keyboard.press('j');
      const first = await page.evaluate(() => document.activeElement.dataset.id);
      await page.waitForURL(`**open=${first}**`);
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.activeElement.closest('.beside') !== null);
    }));

  it('filters by state and search, and says when nothing fits', () =>
    as('officer', async (page) => {
      await page.goto('/signals');
      await settled(page);
      await page.getByRole('button', { name: '超15分钟无人处置' }).click();
      await page.waitForURL('**view=unattended**');
      await settled(page);
      await assertAccessible(page, 'unattended');
      await page.goto('/signals?q=zzzzz');
      await page.getByText('没有符合条件的预警').waitFor();
      await assertAccessible(page, 'empty inbox');
    }));

  it('is a list of its own on a phone, in English too', () =>
    as(
      'officer',
      async (page) => {
        await page.goto('/signals?view=all');
        await rows(page).first().waitFor(PATIENCE);
        await assertAccessible(page, 'inbox on a phone');
        await assertFits(page, 'inbox on a phone');
        await page.goto(`/signals?view=all&q=${encodeURIComponent(truck.plate)}`);
        await rows(page).first().click();
        await page.waitForURL(/\/signals\/[0-9a-f-]{36}$/);
        await page.locator('[data-map][data-loaded]').waitFor(PATIENCE);
        await assertAccessible(page, 'record on a phone');
        await assertFits(page, 'record on a phone');
        await noKeys(page, 'record in English');
      },
      { ...ON_A_PHONE, language: 'en-US' },
    ));
});

describe('the track', () => {
  it('is read by keyboard and as a table', () =>
    as('officer', async (page) => {
      await page.goto(`/signals?view=all&open=${(await tired(page, truck)).id}`);
      await page.locator('.slider').waitFor(PATIENCE);
      const slider = page.locator('.slider');
      const read = await slider.getAttribute('aria-valuetext');
      await slider.focus();
      // Two positions of one minute may have one speed: it is told apart from what was a few minutes before.
      for (let n = 0; n < 8; n += 1) await page.keyboard.press('ArrowLeft');
      assert.notEqual(await slider.getAttribute('aria-valuetext'), read);
      await page.getByRole('button', { name: '用表格显示轨迹' }).click();
      await page.getByRole('columnheader', { name: '车速 km/h' }).waitFor();
      await assertAccessible(page, 'track as a table');
    }));

  for (const [size, options] of [['desk', {}], ['phone', ON_A_PHONE]]) {
    it(`is explained: driving, rest and gaps, and how the rule is set: ${size}`, () =>
      as(
        'officer',
        async (page) => {
          await page.goto(`/signals/${(await tired(page, truck)).id}`);
          await page.locator('summary', { hasText: '判定说明' }).first().click();
          const why = page.locator('details.why[open]').first();
          await why.getByRole('columnheader', { name: '时长' }).waitFor();
          await why.locator('dt', { hasText: '限值' }).waitFor();
          await assertAccessible(page, 'a finding explained');
          await assertFits(page, 'a finding explained');
          await noKeys(page, 'a finding explained');
          await shoot(page, `finding-why-${size}`);
          await why.getByRole('link', { name: /行车记录/ }).first().click();
          await page.waitForURL(/\/vehicles\/[0-9a-f-]{36}\/day/);
        },
        options,
      ));
  }

  it('is drawn as SVG where there is no WebGL', async () => {
    const plain = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-3d-apis'] });
    await as(
      'officer',
      async (page) => {
        await page.goto('/signals?view=all');
        await page.locator('svg[data-map=svg] path').first().waitFor(PATIENCE);
        await page.getByText('不支持 WebGL').waitFor();
        await assertAccessible(page, 'inbox without WebGL');
        await page.goto('/signals/map');
        await page.locator('svg[data-map=svg] g circle').first().waitFor(PATIENCE);
        await assertAccessible(page, 'vehicles without WebGL');
        await shoot(page, 'run-svg');
      },
      {},
      plain,
    );
    await plain.close();
  });
});

describe('the vehicles', () => {
  it('are on a map and in a list, which move by themselves', () =>
    as('officer', async (page) => {
      await page.goto('/signals/map');
      await page.locator('[data-map=gl][data-loaded]').waitFor(PATIENCE);
      await page.locator('.rows .pick').first().click();
      await assertAccessible(page, 'vehicles');
      await noKeys(page, 'vehicles');
      await shoot(page, 'live');
      const plate = await page.locator('.rows strong').last().innerText();
      await page.locator('input[name=vehicle]').fill(plate);
      await page.waitForFunction(() => document.querySelectorAll('.rows .pick').length === 1);
    }));
});

describe('vehicles at one place', () => {
  /** Three vehicles, the first two at one place outside the county; nothing moves. */
  async function together(page, data) {
    let body = [];
    for (let n = 0; n < 150 && body.length < 3; n += 1) {
      ({ body } = await call(page, 'GET', '/vehicles/live'));
      if (body.length < 3) await page.waitForTimeout(1000);
    }
    const three = body.slice(0, 3).map((one, n) => Object.assign(one, { lon: n < 2 ? 120.2 : 120.6, lat: 28.4, online: true, alert: null }));
    assert.equal(three.length, 3);
    await page.route('**/api/v1/vehicles/live*', (route) => route.fulfill({ json: three }));
    await page.route('**/api/v1/events*', (route) => route.abort());
    await page.goto('/signals/map');
    await page.locator(`[data-map=${data}]`).waitFor();
    return three;
  }

  async function choose(page, [first, second]) {
    const popup = page.getByRole('region', { name: '同一位置的车辆' });
    await popup.getByText('此处有 2 辆车').waitFor();
    for (const one of [first, second]) await popup.getByText(one.plate).waitFor();
    await assertAccessible(page, 'vehicles at one place');
    return popup;
  }

  it('are offered to choose from', () =>
    as('officer', async (page) => {
      const three = await together(page, 'gl');
      await page.locator('[data-map=gl][data-loaded]').waitFor(PATIENCE);
      // The map fits the vehicles: the pair stands at its western edge, half way up.
      const map = page.locator('[data-map=gl]');
      const { height } = await map.boundingBox();
      await map.click({ position: { x: 44, y: height / 2 } });
      const popup = await choose(page, three);
      await shoot(page, 'same-place');
      await popup.getByText(three[1].plate).click();
      await page.locator('.rows [aria-pressed=true]', { hasText: three[1].plate }).waitFor();
    }));

  it('are offered on the plain map of a phone too', async () => {
    const plain = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-3d-apis'] });
    await as(
      'officer',
      async (page) => {
        const three = await together(page, 'svg');
        const dots = page.locator('svg[data-map=svg] g circle');
        await dots.nth(2).waitFor();
        const west = await dots.evaluateAll((all) => all.map((dot) => Number(dot.getAttribute('cx'))));
        await dots.nth(west.indexOf(Math.min(...west))).click({ force: true });
        const popup = await choose(page, three);
        await assertFits(page, 'vehicles at one place');
        await page.keyboard.press('Escape');
        await popup.waitFor({ state: 'hidden' });
      },
      ON_A_PHONE,
      plain,
    );
    await plain.close();
  });
});

describe('an answer of the enterprise', () => {
  /** Scrolls to the picture; it has its box before it has come, and comes once it is near. */
  async function seen(page) {
    const picture = page.locator('.evidence img');
    await picture.waitFor();
    await picture.scrollIntoViewIfNeeded();
    await page.waitForFunction(() => document.querySelector('.evidence img').naturalWidth > 0);
  }

  it('is kept with its photograph; the clause of the finding stands beside it', async () => {
    const picture = await photo(browser, 'olive');
    const path = await as('officer', async (page) => {
      const { body } = await call(page, 'GET', '/users?role=safety_officer');
      // Not that of the truck: it is still to be judged below.
      const own = `/signals?state=open&enterprise_id=${body[0].enterprise.id}`;
      let found;
      for (let n = 0; n < 150 && !found; n += 1) {
        found = (await call(page, 'GET', own)).body.items.find((one) => one.vehicle?.id !== truck.id);
        if (!found) await page.waitForTimeout(1000);
      }
      assert.ok(found, 'a vehicle of the enterprise drove too long');
      await page.goto(`/signals/${found.id}`);
      await panel(page).getByRole('button', { name: '转企业' }).click();
      await page.locator('textarea[name=message]').fill('请核查并答复。');
      await take(page);
      await page.locator('.head .status', { hasText: '已转企业' }).waitFor();
      return new URL(page.url()).pathname;
    });
    await as(
      'safety',
      async (page) => {
        await page.goto(path);
        await panel(page).getByRole('button', { name: '答复' }).click();
        await page.locator('textarea[name=message]').fill('已停车休息，驾驶员已教育。');
        await page.locator('input[type=file][name=evidence]').setInputFiles(picture);
        await panel(page).getByText('SHA-256').waitFor();
        await take(page);
        await seen(page);
        await assertFits(page, 'answered');
      },
      ON_A_PHONE,
    );
    await as('officer', async (page) => {
      await page.goto(path);
      await page.getByRole('heading', { name: '答复的照片和附件' }).waitFor();
      await seen(page);
      assert.equal(await page.locator('.evidence img').count(), 1);
      const { body } = await call(page, 'GET', path);
      const { basis } = body.findings.find((one) => one.basis);
      await page.getByText(`依据：${basis.law.zh}`).first().waitFor();
      await assertAccessible(page, 'answered');
    });
  });
});

describe('triage', () => {
  it('says what is missing, then makes a hazard that is filled in already', () =>
    as('officer', async (page) => {
      await page.goto(`/signals/${(await tired(page, truck)).id}`);
      await panel(page).getByRole('button', { name: '误报' }).click();
      await send(page);
      await page.getByRole('link', { name: '误报原因：请选择' }).waitFor();
      await assertAccessible(page, 'false alarm with an error');
      await panel(page).getByRole('button', { name: '取消' }).click();
      await panel(page).getByRole('button', { name: '建议布控' }).click();
      await send(page);
      await page.getByRole('link', { name: '布控理由：请写明理由' }).waitFor();
      await panel(page).getByRole('button', { name: '取消' }).click();
      await panel(page).getByRole('button', { name: '转隐患' }).click();
      assert.match(await page.locator('input[name="hazard.title"]').inputValue(), /驾驶超时/);
      await assertAccessible(page, 'hazard from a signal');
      await shoot(page, 'triage');
      await take(page);
      await panel(page).getByRole('link', { name: '查看转成的隐患' }).click();
      await page.waitForURL(/\/hazards\/[0-9a-f-]{36}$/);
      await page.locator('.head .status', { hasText: '待通知' }).waitFor();
      await page.getByRole('link', { name: '查看预警线索' }).click();
      await page.locator('.head .status', { hasText: '已转隐患' }).waitFor();
    }));
});
