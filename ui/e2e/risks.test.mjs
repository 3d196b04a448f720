// Dual prevention as people meet it: a small firm starts from a template on a phone, inspects by the list, a failure becomes
// a hazard; a red risk is registered by the enterprise and struck off by the authority; cards are printed.
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
  picture = await photo(browser, 'teal');
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

/** The enterprise of the account `safety`. */
async function firm(page) {
  return (await call(page, 'GET', '/users?role=safety_officer')).body[0].enterprise;
}

async function wholesome(page, what) {
  await settled(page);
  await assertAccessible(page, what);
  await assertFits(page, what);
  const text = await page.locator('main').innerText();
  assert.ok(!/risks\.[a-z_.]+|vocabulary\./.test(text), `${what}: every text is there`);
}

describe('risks', () => {
  it('a census is begun from a template, looked at and changed on a phone', () =>
    as(
      'safety',
      async (page) => {
        const { id } = await firm(page);
        await page.goto(`/enterprises/${id}/risks`);
        await settled(page);
        await page.getByRole('button', { name: '从模板补充' }).click();
        await page.getByLabel('模板').selectOption({ label: '机动车维修（三类小店适用）' });
        await wholesome(page, 'templates');
        await page.getByRole('button', { name: '按模板生成' }).click();
        await page.getByText(/^已生成 9 个风险点/).first().waitFor();
        await wholesome(page, 'census on a phone');
        await shoot(page, 'risks-phone');
        await page.getByRole('link', { name: /举升机/ }).click();
        await page.getByRole('link', { name: '修改或重新评估' }).click();
        await settled(page);
        await page.getByLabel(/^C 事故后果/).selectOption({ label: '1　轻微，需急救' });
        await page.getByText('低（蓝）').first().waitFor();
        await page.locator('input[name=place]').fill('二号工位');
        await wholesome(page, 'the form of a risk');
        await page.getByRole('button', { name: '保存' }).click();
        await page.getByText('二号工位').first().waitFor();
        await wholesome(page, 'a risk on a phone');
      },
      ON_A_PHONE,
    ));

  it('an inspection by the list asks for each control, makes hazards and settles the duty', () =>
    as(
      'safety',
      async (page) => {
        const { id } = await firm(page);
        await page.goto(`/enterprises/${id}/risks`);
        await settled(page);
        await page.getByRole('link', { name: '开始自查' }).click();
        await settled(page);
        const first = page.locator('.control').first();
        await first.getByLabel('未落实').check();
        await page.getByRole('button', { name: '提交自查' }).click();
        await page.getByText('请写明哪里没有落实').first().waitFor();
        await page.getByText('还有措施没有查').first().waitFor();
        await first.locator('textarea').fill('终端离线三天');
        await first.locator('input[type=file]').first().setInputFiles(picture);
        await first.getByText('teal.jpg').waitFor();
        await first.getByRole('status').filter({ hasText: '1' }).waitFor({ state: 'attached' });
        const rests = page.getByRole('button', { name: /^本处其余/ });
        for (let left = await rests.count(); left > 0; left -= 1) await rests.first().click();
        await wholesome(page, 'the inspection form');
        await page.evaluate(() => scrollTo(0, 0));
        await shoot(page, 'inspection-phone');
        await page.getByRole('button', { name: '提交自查' }).click();
        await page.getByText(/1 项未落实已转为隐患/).first().waitFor();
        await wholesome(page, 'a handed-in inspection');
        await page.getByRole('link', { name: /^已转隐患/ }).click();
        await page.getByText('风险管控失效').first().waitFor();
        await page.getByRole('link', { name: '查看风险点' }).click();
        await page.getByText('有 1 条未销号隐患').waitFor();
        const owed = (await call(page, 'GET', `/enterprises/${id}/duties`)).body;
        const { tasks } = owed.duties.find((duty) => duty.id === 'inspection.self');
        const now = tasks.find((task) => task.period_start <= owed.today && owed.today <= task.period_end);
        assert.equal(now.state, 'done');
        await page.goto(`/enterprises/${id}/duties`);
        await settled(page);
        await page.getByRole('link', { name: /落实 \d+ 项，未落实 1 项/ }).waitFor();
      },
      ON_A_PHONE,
    ));

  it('a red risk is registered by the enterprise and struck off by the authority', async () => {
    const address = await as('principal', async (page) => {
      const { id } = await firm(page);
      await page.goto(`/enterprises/${id}/risks/new`);
      await settled(page);
      await page.getByRole('button', { name: '保存' }).click();
      await page.getByRole('link', { name: /风险点名称：请填写/ }).waitFor();
      await page.getByLabel('风险点名称').fill('油罐区');
      await page.getByLabel('可能导致的事故').fill('火灾、爆炸');
      await page.locator('input[name=owner]').fill('示例主任');
      for (const [code, label] of [['L', '3　可能，但不经常'], ['E', '6　每天工作时间内暴露'], ['C', '40　3至9人死亡']]) await page.locator(`select[name="factors.${code}"]`).selectOption({ label });
      await page.getByText('重大（红）').first().waitFor();
      await page.locator('textarea[name="controls.0.text"]').fill('罐区视频监控，禁止烟火');
      await page.locator('input[name="controls.0.owner"]').fill('示例主任');
      await page.getByText(/应由公司级管控/).waitFor();
      await page.locator('select[name="controls.0.level"]').selectOption({ label: '公司级' });
      await page.getByRole('button', { name: '保存' }).click();
      await page.getByText('未登记').first().waitFor();
      await page.getByRole('button', { name: '登记重大风险' }).click();
      await page.locator('textarea[name=measures]').fill('每班巡查');
      await page.locator('textarea[name=emergency]').fill('停用疏散');
      await wholesome(page, 'registering');
      await page.getByRole('button', { name: '登记重大风险' }).click();
      await page.getByText('已登记').first().waitFor();
      await page.getByRole('button', { name: '填写监测记录' }).click();
      await page.locator('textarea[name=note]').fill('温度正常');
      await page.getByRole('button', { name: '填写监测记录' }).click();
      await page.getByText('温度正常').first().waitFor();
      await page.getByRole('button', { name: '申请销号' }).click();
      await page.getByLabel('场所、设备或作业已不存在').check();
      await page.locator('textarea[name=reason]').fill('油罐已拆除');
      await page.getByRole('button', { name: '申请销号' }).click();
      await page.getByText('油罐已拆除').first().waitFor();
      await wholesome(page, 'a registered risk');
      return new URL(page.url()).pathname;
    });
    await as('officer', async (page) => {
      await page.goto('/risks');
      await settled(page);
      assert.ok((await page.locator('tbody tr').count()) > 1, 'the county has major risks');
      await wholesome(page, 'major risks');
      await shoot(page, 'major-risks');
      await page.getByRole('button', { name: '申请销号' }).click();
      await page.waitForURL(/view=cancel_asked/);
      await page.getByRole('link', { name: /油罐区/ }).click();
      await page.getByRole('button', { name: '审批销号' }).click();
      await page.getByRole('button', { name: '审批销号' }).click();
      await page.getByText('请选择').first().waitFor();
      await page.getByLabel('同意销号', { exact: true }).check();
      await page.getByRole('button', { name: '审批销号' }).click();
      await page.getByText('已销号').first().waitFor();
      await wholesome(page, 'a risk at a desk');
      assert.equal(new URL(page.url()).pathname, address);
    });
  });

  it('risks stand on a plan, and cards are printed with a code', () =>
    as('safety', async (page) => {
      const { id } = await firm(page);
      await page.goto(`/enterprises/${id}/risks`);
      await settled(page);
      await page.getByRole('button', { name: '添加图片' }).click();
      await page.locator('input[type=file]').first().setInputFiles(picture);
      await page.getByRole('button', { name: '保存' }).click();
      await page.getByRole('button', { name: '标注风险点' }).click();
      await page.getByLabel('风险点', { exact: true }).selectOption({ index: 1 });
      await page.locator('.ground').click({ position: { x: 200, y: 100 } });
      await page.getByRole('button', { name: '标在这里' }).click();
      await page.getByText(/^已标注/).first().waitFor();
      await page.locator('a.spot').waitFor();
      await page.getByRole('button', { name: '完成', exact: true }).click();
      await wholesome(page, 'census at a desk');
      await shoot(page, 'risks');
      await page.locator('a.spot').click();
      await page.getByRole('link', { name: '安全风险告知卡' }).click();
      await page.getByRole('img', { name: '扫码查看这条记录' }).waitFor();
      await wholesome(page, 'notice card');
      await shoot(page, 'risk-card');
      await page.goto(`/enterprises/${id}/post-card`);
      await settled(page);
      assert.ok((await page.locator('article.card').count()) > 1, 'a card for each who keeps controls');
      await wholesome(page, 'post cards');
    }));

  it('everything is there in English too', () =>
    as(
      'safety',
      async (page) => {
        const { id } = await firm(page);
        const { body } = await call(page, 'GET', `/risks?enterprise_id=${id}&page_size=1`);
        const one = body.items[0].id;
        for (const path of [`/enterprises/${id}/risks`, `/enterprises/${id}/risks/new`, `/enterprises/${id}/inspection`, `/enterprises/${id}/post-card`, `/risks/${one}`, `/risks/${one}/card`, '/risks']) {
          await page.goto(path);
          await wholesome(page, `${path} in English`);
        }
      },
      { ...ON_A_PHONE, language: 'en-US' },
    ));
});
