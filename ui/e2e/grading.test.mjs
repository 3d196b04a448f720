// Grades as people meet them: the officer sees the county by grade and who moved, an enterprise sees what its score is made
// of, confirms, tries what would help and objects; the leader decides and the enterprise is rated again.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { assertAccessible, assertFits, assertWorkbook, call, closePage, DESK, launch, logIn, openPage, PHONE, settled, shoot } from './support/browser.mjs';
import { startDemo } from './support/server.mjs';

let server;
let browser;
let firm;

before(async () => {
  server = await startDemo(['--no-traces']);
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

async function wholesome(page, what) {
  await settled(page);
  await assertAccessible(page, what);
  await assertFits(page, what);
  const text = await page.locator('main').innerText();
  assert.ok(!/(?:grades|vocabulary|packs)\.[a-z_.]+/.test(text), `${what}: every text is there`);
  assert.ok(!/\{\w+\}/.test(text), `${what}: no value of a text is missing`);
}

/** Everybody is rated again shortly after the start; interviews plan themselves after that. */
async function rated(page) {
  for (let n = 0; n < 240; n += 1) {
    const { body } = await call(page, 'GET', '/talks?open=true&page_size=100');
    if (body.items.some((talk) => ['grade', 'accident'].includes(talk.source))) return;
    await page.waitForTimeout(500);
  }
  throw new Error('nobody was rated after the start');
}

describe('grades', () => {
  it('of the county: all four, filtered, exported', () =>
    as(
      'officer',
      async (page) => {
        await rated(page);
        await page.goto('/grades');
        await wholesome(page, 'grades at a desk');
        await page.locator('.total strong', { hasText: /^[1-9]/ }).nth(3).waitFor();
        const counts = await page.locator('.total strong').allInnerTexts();
        assert.equal(counts.length, 4);
        for (const count of counts) assert.ok(Number(count) > 0, `all four grades: ${counts}`);
        await shoot(page, 'grades-desk-zh-CN');
        await page.locator('.total').nth(3).click();
        await settled(page);
        assert.equal(await page.locator('tbody tr').count(), Math.min(20, Number(counts[3])));
        const download = page.waitForEvent('download');
        await page.getByRole('link', { name: '导出' }).click();
        await assertWorkbook(await download);
      },
      { viewport: DESK },
    ));

  for (const [size, options, language] of [['desk', { viewport: DESK }, 'zh-CN'], ['phone', { viewport: PHONE, hasTouch: true, isMobile: true }, 'en']]) {
    it(`of an enterprise are explained: ${size}, ${language}`, () =>
      as(
        'principal',
        async (page) => {
          const own = (await call(page, 'GET', '/grades')).body;
          firm = own.items[0].enterprise.id;
          await page.goto(`/enterprises/${firm}/grade`);
          await wholesome(page, `a grade, ${size}`);
          const steps = page.locator('.waterfall details');
          assert.ok((await steps.count()) > 5);
          const rating = (await call(page, 'GET', `/enterprises/${firm}/grades`)).body.ratings[0];
          const sum = rating.steps.reduce((all, step) => all + step.points, rating.base);
          assert.ok(Math.abs(Math.min(100, Math.max(0, sum)) - rating.score) < 0.01, 'the steps add up to the score');
          const place = Math.max(0, rating.steps.findIndex((step) => step.facts.length > 0));
          await steps.nth(place).locator('summary').click();
          await wholesome(page, `an open step, ${size}`);
          await shoot(page, `grade-${size}-${language}`);
        },
        { ...options, language },
      ));
  }

  it('count a roadside check with what it found', () =>
    as('officer', async (page) => {
      await page.goto(`/enterprises/${firm}/grade`);
      await page.getByRole('button', { name: '登记事故、处罚或路检' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.locator('select[name=kind]').selectOption('check');
      await dialog.locator('input[name=day]').fill((await call(page, 'GET', `/enterprises/${firm}/grades`)).body.ratings[0].day);
      await dialog.locator('input[name=title]').fill('示例：国道联合检查');
      await dialog.getByText('未发现违规').waitFor();
      await dialog.getByRole('button', { name: '添加违规' }).click();
      await dialog.locator('select[name=class_0]').selectOption('very_serious');
      await dialog.locator('input[name=number_0]').fill('2');
      await dialog.getByText('责令停驶').click();
      await wholesome(page, 'a roadside check');
      await dialog.getByRole('button', { name: '登记', exact: true }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByText('示例：国道联合检查').waitFor();
    }));

  it('are noticed, contested and decided by another person', async () => {
    const reference = await as('principal', async (page) => {
      await page.goto(`/enterprises/${firm}/grade`);
      await page.getByRole('button', { name: '确认已读' }).click();
      await page.locator('.notice').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: '提出申诉' }).click();
      const box = page.getByRole('dialog').locator('input[type=checkbox]').first();
      await box.check();
      await page.getByRole('dialog').locator('textarea').fill('示例：事实有误');
      await page.getByRole('dialog').getByRole('button', { name: '提交' }).click();
      await page.getByText('待裁决').first().waitFor();
      return (await call(page, 'GET', `/enterprises/${firm}/grades`)).body.objections[0].contested[0].reference;
    });
    await as('leader', async (page) => {
      await page.goto(`/enterprises/${firm}/grade`);
      await page.getByRole('button', { name: '裁决' }).click();
      await page.getByRole('dialog').locator('textarea').fill('示例：核实属实');
      await page.getByRole('dialog').getByRole('button', { name: '成立', exact: true }).click();
      await page.getByText('申诉').first().waitFor();
      await settled(page);
      const found = (await call(page, 'GET', `/enterprises/${firm}/grades`)).body;
      assert.equal(found.objections[0].state, 'upheld');
      const counted = found.ratings.flatMap((rating) => rating.steps.flatMap((step) => step.facts.map((fact) => fact.reference)));
      assert.ok(!counted.includes(reference), 'what was upheld counts no more');
    });
  });
});
