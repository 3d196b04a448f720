// Warning interviews as the people do them: planned, noticed, recorded, mended on a phone, confirmed; and those that
// planned themselves.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { assertAccessible, assertFits, call, closePage, launch, logIn, openPage, PHONE, settled, shoot } from './support/browser.mjs';
import { photo } from './support/photo.mjs';
import { startDemo } from './support/server.mjs';

let server;
let browser;
let picture;

before(async () => {
  server = await startDemo(['--no-traces']);
  browser = await launch();
  picture = await photo(browser);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Runs `work` on a page of `username` and fails when anything went wrong on it. */
async function as(username, work, options) {
  const page = await openPage(browser, server.url, options);
  await logIn(page, username);
  const answer = await work(page);
  await closePage(page);
  return answer;
}

const ON_A_PHONE = { viewport: PHONE, hasTouch: true, isMobile: true };
const act = (page) => page.locator('.act');
const state = (page, words) => page.locator('.page-head .status', { hasText: words }).waitFor();
const choose = (page, name) => act(page).locator('.choices').getByRole('button', { name, exact: true }).click();
const send = (page) => act(page).locator('button[type=submit]').click();
const moment = (days) => new Date(Date.now() + (days * 24 + 8) * 3_600_000).toISOString().slice(0, 16);

/** The first interview in this state. */
async function one(page, which) {
  const { body } = await call(page, 'GET', `/talks?state=${which}&page_size=100`);
  assert.ok(body.items.length > 0, `none is ${which}`);
  return body.items.find((talk) => talk.source === 'found') ?? body.items[0];
}

async function open(page, talk) {
  await page.goto(`/talks/${talk.id}`);
  await settled(page);
}

/** Fills the two officers: whoever acts, and a colleague. */
async function officers(page) {
  const second = act(page).locator('select[name="officers.1.name"]');
  // The colleagues come after the form.
  await second.locator('option:not([value=""])').first().waitFor({ state: 'attached' });
  const mine = await act(page).locator('select[name="officers.0.name"]').inputValue();
  const values = await second.locator('option').evaluateAll((all) => all.map((option) => option.value));
  await second.selectOption(values.find((value) => value !== '' && value !== mine));
  await act(page).locator('input[name="officers.0.card"]').fill('示例-0101');
  await act(page).locator('input[name="officers.1.card"]').fill('示例-0102');
}

describe('an interview', () => {
  it('is planned from the page of an enterprise, noticed, and confirmed by its principal', async () => {
    const talk = await as('officer', async (page) => {
      const { body } = await call(page, 'GET', '/users?role=principal');
      await page.goto(`/enterprises/${body[0].enterprise.id}/talks`);
      await settled(page);
      await assertAccessible(page, 'of an enterprise');
      await page.getByRole('link', { name: '安排约谈' }).click();
      await page.waitForURL(/\/talks\/new/);
      await page.getByRole('button', { name: '安排', exact: true }).click();
      await page.locator('main [role=alert]').waitFor();
      await page.locator('textarea[name=reason]').fill('隐患整改弄虚作假');
      await page.getByRole('button', { name: '安排', exact: true }).click();
      await page.waitForURL(/\/talks\/[0-9a-f-]{36}/);
      await state(page, '待通知');
      await choose(page, '通知约谈');
      await officers(page);
      await act(page).locator('input[name=at]').fill(moment(1));
      await act(page).locator('input[name=place]').fill('示例会议室');
      await send(page);
      await act(page).getByText('通知时间太短').first().waitFor();
      await assertAccessible(page, 'notice refused');
      await act(page).locator('input[name=urgent]').fill('事故调查需要');
      await send(page);
      await state(page, '已通知');
      await page.getByRole('link', { name: '安全生产约谈通知书' }).waitFor();
      await shoot(page, 'talk-noticed');
      const id = page.url().split('/').pop();
      return (await call(page, 'GET', `/talks/${id}`)).body;
    });
    await as(
      'principal',
      async (page) => {
        await page.goto('/today');
        await settled(page);
        const { body } = await call(page, 'GET', '/today');
        const item = [...body.overdue, ...body.today, ...body.week].find((i) => i.id === talk.id);
        assert.equal(item?.verb_code, 'talk.receive');
        assert.match(item.params.reason, /弄虚作假/);
        await open(page, talk);
        await choose(page, '签收通知');
        await send(page);
        await page.getByText('已签收').first().waitFor();
        assert.equal(await page.getByText('经过', { exact: true }).count(), 0, "the ledger is the authority's");
        await assertAccessible(page, 'received');
        await assertFits(page, 'received');
      },
      ON_A_PHONE,
    );
  });

  it('is recorded with who came, a stand-in with a reason, and what is demanded', () =>
    as('leader', async (page) => {
      const { body } = await call(page, 'GET', '/talks?overdue=true&state=noticed');
      const talk = body.items.find((row) => row.next === 'hold');
      assert.ok(talk, 'one of yesterday waits for its record');
      await open(page, talk);
      await choose(page, '记约谈记录');
      await act(page).locator('input[name="attendees.0.name"]').fill('示例受托人');
      await act(page).locator('select[name="attendees.0.capacity"]').selectOption('stand_in');
      await act(page).locator('textarea[name=demands]').fill('补齐培训记录\n重新组织考核');
      await send(page);
      await act(page).locator('.field-error').first().waitFor();
      await act(page).locator('input[name=stand_in]').fill('主要负责人住院');
      await assertAccessible(page, 'record');
      await send(page);
      await state(page, '待落实');
      assert.equal(await page.locator('.demands li').count(), 2);
      await page.getByText('主要负责人住院').first().waitFor();
      await page.getByRole('link', { name: '安全生产约谈记录' }).waitFor();
      await shoot(page, 'talk-held');
    }));

  it('is mended with a proof on a phone, sent back, mended again, confirmed and closed', async () => {
    let talk;
    const mend = (words) =>
      as(
        'principal',
        async (page) => {
          talk ??= await one(page, 'held');
          await open(page, talk);
          await choose(page, '报告落实');
          await act(page).locator('textarea[name=note]').fill(words);
          await act(page).locator('input[type=file]').first().setInputFiles(picture);
          await act(page).locator('.files li').first().waitFor();
          await send(page);
          await page.getByText('待核实').first().waitFor();
          await assertAccessible(page, 'mended');
          await assertFits(page, 'mended');
        },
        ON_A_PHONE,
      );
    const look = (answer, words, shown) =>
      as('officer', async (page) => {
        await open(page, talk);
        await choose(page, '核实落实');
        await act(page).getByText(answer, { exact: true }).click();
        await act(page).locator('textarea[name=note]').fill(words);
        await send(page);
        await page.getByText(shown).first().waitFor();
      });
    await mend('已补齐人员');
    await look('退回', '排班表不全', '排班表不全');
    await mend('已补排班表');
    await look('已落实', '现场核实', '现场核实');
    await mend('已逐人教育');
    await look('已落实', '记录齐全', '记录齐全');
    await as('officer', async (page) => {
      await open(page, talk);
      await state(page, '已落实');
      await choose(page, '办结');
      await send(page);
      await state(page, '已办结');
      await page.getByText('现在没有需要您办理的事项').waitFor();
    });
  });
});

describe('interviews that planned themselves', () => {
  it('stand in the list and on Today with their reason and an inspection', () =>
    as('officer', async (page) => {
      // The server looks when it has planned duties and rated everybody after its start.
      let own = [];
      for (let tries = 0; own.length === 0 && tries < 120; tries += 1) {
        const { body } = await call(page, 'GET', '/talks?open=true&page_size=100');
        own = body.items.filter((talk) => ['grade', 'accident'].includes(talk.source));
        if (own.length === 0) await page.waitForTimeout(500);
      }
      assert.ok(own.length > 0, 'none planned itself');
      const { body: today } = await call(page, 'GET', '/today');
      const waits = (why) => today.today.some((item) => item.why_code === why && item.params.reason === own[0].reason);
      assert.ok(waits('talk_waits') && waits('visit_planned'), 'both stand on Today with their reason');
      const { body: talk } = await call(page, 'GET', `/talks/${own[0].id}`);
      assert.equal(talk.opened.by, 'clock');
      assert.ok(talk.visit_id);
      await open(page, talk);
      await page.getByText('系统定时').first().waitFor();
      await page.getByRole('link', { name: '已同时安排检查' }).waitFor();
      await assertAccessible(page, 'by itself');
      await page.goto('/talks');
      await settled(page);
      await page.locator('select[name=state]').selectOption('planned');
      await page.waitForURL(/state=planned/);
      // The rows before are pale until these come.
      await settled(page);
      await assertAccessible(page, 'list');
      await assertFits(page, 'list');
      await shoot(page, 'talks');
      await page.locator('input[name=q]').fill('zzzzz');
      await page.getByText('没有约谈').waitFor();
    }));

  it('are not for the enterprise before it is told, nor for a driver', async () => {
    await as('principal', async (page) => {
      const { body } = await call(page, 'GET', '/talks');
      assert.ok(body.items.every((talk) => talk.state !== 'planned'));
    });
    await as('driver', async (page) => {
      await page.goto('/talks');
      await page.waitForURL('**/refused');
    });
  });
});
