// A hazard from report to 销号 as the people do it: officer at a desk, safety officer on a phone, in both languages.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { assertAccessible, assertFits, call, closePage, DESK, launch, logIn, openPage, PHONE, settled, shoot } from './support/browser.mjs';
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
const day = (days) => new Date(Date.now() + (days * 24 + 8) * 3_600_000).toISOString().slice(0, 10);
const panel = (page) => page.locator('.act');
const send = (page) => panel(page).locator('button[type=submit]').click();
const state = (page, words) => page.locator('.head .status', { hasText: words }).waitFor();

/** The enterprise of the account `safety`. */
async function firm(page) {
  const { body } = await call(page, 'GET', '/users?role=safety_officer');
  return body[0].enterprise;
}

/** Reports a hazard by the API; answers it. */
async function report(page, more = {}) {
  const { id } = await firm(page);
  const { body, status } = await call(page, 'POST', '/hazards', { enterprise_id: id, title: '车载灭火器压力不足', description: '压力表指针在红区。', level: 'general', ...more });
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}

describe('the list', () => {
  it('filters, searches, pages and exports', () =>
    as('officer', async (page) => {
      await page.goto('/hazards');
      await settled(page);
      await assertAccessible(page, 'list');
      await assertFits(page, 'list');
      await shoot(page, 'hazards');
      const { body } = await call(page, 'GET', '/hazards?overdue=true');
      await page.getByRole('button', { name: '逾期', exact: true }).click();
      await page.waitForURL('**/hazards?view=overdue');
      await page.locator('.count', { hasText: `${body.total}` }).waitFor();
      const [one] = body.items;
      await page.locator('input[name=q]').fill(one.no);
      await page.waitForURL(/q=YH/);
      await page.getByRole('link', { name: one.no }).waitFor();
      const address = await page.locator('a.export').getAttribute('href');
      const { status, type } = await call(page, 'GET', address.replace('/api/v1', ''));
      assert.equal(status, 200);
      assert.match(type, /spreadsheetml/);
      await page.locator('input[name=q]').fill('zzzzz');
      await page.getByText('没有符合条件的隐患').waitFor();
      await assertAccessible(page, 'empty list');
    }));

  it('is cards on a phone, in English too', () =>
    as(
      'officer',
      async (page) => {
        await page.goto('/hazards');
        await settled(page);
        await page.getByRole('heading', { name: 'Hazards' }).waitFor();
        await assertAccessible(page, 'cards');
        await assertFits(page, 'cards');
        const text = await page.locator('main').innerText();
        assert.ok(!/hazards\.|vocabulary\./.test(text), 'every text is there');
      },
      { ...ON_A_PHONE, language: 'en-US' },
    ));
});

describe('the loop', () => {
  let path;

  it('begins with a report, whose faults are said beside the fields', () =>
    as('officer', async (page) => {
      await page.goto('/hazards');
      await page.getByRole('link', { name: '登记隐患' }).click();
      await page.getByRole('button', { name: '登记', exact: true }).click();
      await page.getByRole('link', { name: '标题：请填写' }).click();
      await page.keyboard.type('车载灭火器压力不足');
      await assertAccessible(page, 'report with errors');
      const { name } = await firm(page);
      await page.locator('input[name=enterprise_id]').fill(name);
      await page.getByRole('option', { name }).click();
      await page.locator('textarea[name=description]').fill('压力表指针在红区，不能使用。');
      await page.locator('input[name=place]').fill('停车场3号车位');
      await page.locator('input[type=file][name=evidence]').setInputFiles(picture);
      await page.getByText('已上传', { exact: false }).first().waitFor();
      await assertFits(page, 'report');
      await page.getByRole('button', { name: '登记', exact: true }).click();
      await page.waitForURL(/\/hazards\/[0-9a-f-]{36}$/);
      path = new URL(page.url()).pathname;
      await state(page, '待通知');
      await page.locator('.gallery img').first().waitFor();
    }));

  it('goes on with a notice', () =>
    as('officer', async (page) => {
      await page.goto(path);
      await panel(page).locator('form').waitFor();
      await send(page);
      await page.getByRole('link', { name: '整改期限：请填写' }).waitFor();
      await page.locator('input[name=deadline]').fill(day(7));
      await page.locator('select[name=verifier_id]').selectOption({ label: await page.locator('select[name=verifier_id] option', { hasText: '我）' }).innerText() });
      await page.locator('textarea[name=note]').fill('请在期限内整改，并逐车检查。');
      await assertAccessible(page, 'notice');
      await send(page);
      await state(page, '已通知');
      await panel(page).getByText('现在轮到：企业制定整改方案').waitFor();
    }));

  it('is planned and mended on a phone with a photograph', () =>
    as(
      'safety',
      async (page) => {
        await page.goto(path);
        await panel(page).getByRole('button', { name: '制定整改方案' }).click();
        await page.locator('textarea[name=measure]').fill('更换灭火器，逐车检查。');
        await send(page);
        // The server says which of the five parts are missing.
        for (const part of ['责任人', '资金（元）', '应急预案']) await page.getByRole('link', { name: `${part}：` }).waitFor();
        await assertAccessible(page, 'plan with errors');
        await page.locator('input[name=person_name]').fill('田澄衡');
        await page.locator('input[name=money_yuan]').fill('１,２００');
        await page.locator('textarea[name=emergency_plan]').fill('更换前该车停运。');
        await send(page);
        await state(page, '整改中');

        await panel(page).getByRole('button', { name: '提交整改' }).click();
        await send(page);
        await page.getByRole('link', { name: /整改后照片：请上传/ }).waitFor();
        // The photograph of the report proves nothing new.
        await page.locator('input[type=file][name=evidence]').setInputFiles(picture);
        await panel(page).getByText('SHA-256').waitFor();
        await send(page);
        await page.getByRole('link', { name: /以前传过的照片不算/ }).waitFor();
        await panel(page).getByRole('button', { name: /移除/ }).click();
        await page.locator('input[type=file][name=evidence]').setInputFiles([{ name: 'a.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ') }, await photo(browser, 'teal')]);
        await panel(page).getByText('不支持这种文件').waitFor();
        await panel(page).getByText('SHA-256').waitFor();
        await panel(page).getByText('已缩小').waitFor();
        await assertAccessible(page, 'hand in');
        await assertFits(page, 'hand in');
        const sizes = await panel(page).locator('.btn:visible').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
        assert.ok(Math.min(...sizes) >= 44, `thumbs need 44 px: ${sizes}`);
        await page.locator('textarea[name=note]').fill('已更换。');
        await send(page);
        await state(page, '待复查');
        await panel(page).getByText('现在轮到：示例安岚 复查').waitFor();
      },
      ON_A_PHONE,
    ));

  it('refuses whoever may not verify, in words', async () => {
    await as('officer2', async (page) => {
      await page.goto(path);
      await state(page, '待复查');
      assert.equal(await panel(page).locator('form').count(), 0);
      const { status, body } = await call(page, 'POST', `${path}/verify`, { version: 4, passed: true });
      assert.deepEqual([status, body.errors[0]?.code], [403, 'not_named_verifier']);
    });
  });

  it('is sent back with a reason, mended again, verified and closed', async () => {
    await as('officer', async (page) => {
      await page.goto(path);
      await panel(page).getByText('退回整改').click();
      await send(page);
      await page.getByRole('link', { name: '退回理由：请写明理由' }).waitFor();
      await page.locator('textarea[name=note]').fill('照片看不清压力表，请重拍。');
      await assertAccessible(page, 'send back');
      await send(page);
      await state(page, '整改中');
    });
    await as(
      'safety',
      async (page) => {
        await page.goto(path);
        await page.getByText('照片看不清压力表').waitFor();
        await panel(page).getByRole('button', { name: '提交整改' }).click();
        // What was handed in before proves nothing new.
        await page.locator('input[type=file][name=evidence]').setInputFiles(await photo(browser, 'navy'));
        await panel(page).getByText('SHA-256').waitFor();
        await panel(page).evaluate((one) => window.scrollTo(0, one.getBoundingClientRect().top + window.scrollY - 60));
        await shoot(page, 'rectify');
        await send(page);
        await state(page, '待复查');
      },
      ON_A_PHONE,
    );
    await as('officer', async (page) => {
      await page.goto(path);
      await panel(page).getByText('合格', { exact: true }).click();
      await send(page);
      await state(page, '待销号');
      await assertAccessible(page, 'verified');
      await send(page);
      await state(page, '已销号');
      await panel(page).getByText('没有待办理的步骤').waitFor();
      await page.evaluate(() => window.scrollTo(0, 0));
      await shoot(page, 'hazard');
      await page.getByRole('button', { name: '叠影对比' }).click();
      await assertAccessible(page, 'closed, photographs over each other');
      const names = await page.locator('.timeline strong').allInnerTexts();
      assert.deepEqual(names, ['发现隐患', '通知整改', '制定整改方案', '提交整改', '退回整改', '提交整改', '复查合格', '销号']);
    });
  });

  it('reads the same in English', () =>
    as(
      'officer',
      async (page) => {
        await page.goto(path);
        await state(page, 'Closed');
        await assertAccessible(page, 'record in English');
        const text = await page.locator('main').innerText();
        assert.ok(!/hazards\.|timeline\.|evidence\.|vocabulary\./.test(text), 'every text is there');
      },
      { language: 'en-US' },
    ));
});

describe('two at once', () => {
  it('keep what was typed and say that the record has changed', () =>
    as('officer', async (page) => {
      // Without live events the page cannot know.
      await page.route('**/api/v1/events', (route) => route.abort());
      const hazard = await report(page);
      await page.goto(`/hazards/${hazard.id}`);
      await page.locator('input[name=deadline]').fill(day(5));
      await page.locator('textarea[name=note]').fill('请尽快。');
      await as('officer2', (other) => call(other, 'POST', `/hazards/${hazard.id}/notify`, { deadline: day(9), version: hazard.version }));
      await send(page);
      await panel(page).getByText('被其他人改过').waitFor();
      assert.equal(await page.locator('textarea[name=note]').inputValue(), '请尽快。');
      await assertAccessible(page, 'conflict');
      await panel(page).getByRole('button', { name: '载入最新记录' }).click();
      await panel(page).getByText('现在轮到').waitFor();
      await state(page, '已通知');
    }));

  it('ask for an extension and decide it', async () => {
    const hazard = await as('officer', (page) => report(page, { deadline: day(3) }));
    const path = `/hazards/${hazard.id}`;
    await as('safety', async (page) => {
      await page.goto(path);
      await panel(page).getByRole('button', { name: '申请延期' }).click();
      await page.locator('input[name=new_deadline]').fill(day(1));
      await page.locator('textarea[name=reason]').fill('配件未到货。');
      await send(page);
      await page.getByRole('link', { name: /申请的新期限：申请的新期限必须晚于/ }).waitFor();
      await page.locator('input[name=new_deadline]').fill(day(12));
      await send(page);
      await page.getByText('等待审批').first().waitFor();
    });
    await as('officer', async (page) => {
      await page.goto(path);
      await panel(page).getByText('同意延期').click();
      await assertAccessible(page, 'decision');
      await send(page);
      await page.getByText('已同意').waitFor();
    }, { viewport: DESK });
  });
});
