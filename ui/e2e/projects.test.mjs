// Construction projects as people meet them: the officer sees blind spots first and who must act; the owner does its part on
// a phone; a work item is entered and moved; the list goes into a workbook.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { assertAccessible, assertFits, call, closePage, launch, logIn, openPage, PHONE, settled } from './support/browser.mjs';
import { startDemo } from './support/server.mjs';

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
  assert.ok(!/projects\.[a-z_.]+|vocabulary\./.test(text), `${what}: every text is there`);
}

/** A day of Shanghai, so many days from now. */
const day = (n) => new Date(Date.now() + 8 * 3_600_000 + n * 86_400_000).toISOString().slice(0, 10);
const first = async (page) => (await call(page, 'GET', '/projects')).body.items[0];

describe('projects', () => {
  it('the officer sees blind spots first, and who must do what', () =>
    as('officer', async (page) => {
      await page.goto('/projects?view=blind');
      await settled(page);
      await page.getByRole('link', { name: /示例物流园区连接线工程/ }).click();
      await page.waitForURL('**/projects/*');
      await wholesome(page, 'project');
      const spots = page.getByRole('region', { name: '盲区' });
      const text = await spots.innerText();
      for (const words of ['手续未齐即施工', '跨河桥现浇支架 · 组织专家论证', '监测超限无处置', '支架沉降', '立即停工，补齐手续后再施工', '示例项目经理']) assert.ok(text.includes(words), `${words} in ${text}`);
      assert.ok(!text.includes('2号桥墩基坑'), 'where everybody does his part nothing is blind');
      const pit = page.getByRole('region', { name: '2号桥墩基坑' });
      await pit.getByText('监测单位', { exact: true }).click();
      await pit.getByText('基坑监测并报告').waitFor();
      await pit.getByRole('button', { name: '履责记录' }).first().click();
      await page.getByRole('dialog').getByText(/已完成，资料齐全/).first().waitFor();
    }));

  it('a work item is entered by the officer and is at once on the list', () =>
    as('officer', async (page) => {
      const project = await first(page);
      await page.goto(`/projects/${project.id}`);
      await settled(page);
      await page.getByRole('button', { name: '新增分部分项工程' }).click();
      const form = page.getByRole('dialog');
      await form.getByLabel('名称').fill('左幅隧道进口');
      await form.getByLabel('类别').selectOption({ label: '隧道开挖' });
      await form.getByLabel('部位、桩号').fill('ZK4+100');
      await form.getByLabel('计划开始').fill(day(20));
      await form.getByLabel('计划完成').fill(day(200));
      await wholesome(page, 'item dialog');
      await form.getByRole('button', { name: '保存' }).click();
      await page.getByRole('region', { name: '左幅隧道进口' }).getByText('未开工').first().waitFor();
      const now = await first(page);
      assert.equal(now.items_total, project.items_total + 1);
      assert.equal(now.blind, project.blind, 'what has not begun is not blind');
    }));

  it('the owner finds its project and records a duty on a phone', () =>
    as(
      'safety',
      async (page) => {
        const project = await first(page);
        await page.goto(`/projects/${project.id}`);
        await wholesome(page, 'project on a phone');
        const item = page.getByRole('region', { name: '预制梁吊装' });
        await item.getByText('建设单位', { exact: true }).click();
        await item.getByRole('button', { name: '记录履责' }).first().click();
        const form = page.getByRole('dialog');
        await form.getByRole('button', { name: '保存' }).click();
        await form.getByText('请填写').first().waitFor();
        await form.getByLabel('做了什么').fill('组织三方检查，问题已整改');
        await wholesome(page, 'record dialog');
        await form.getByRole('button', { name: '保存' }).click();
        await page.getByText(/^已记录：/).first().waitFor();
        const records = (await call(page, 'GET', `/projects/${project.id}/records`)).body;
        assert.ok(records.items.some((one) => one.note === '组织三方检查，问题已整改'));
        // What was wrong is taken back with a reason, and stays in the list.
        await item.getByRole('button', { name: '履责记录' }).first().click();
        await page.getByRole('button', { name: /^撤回：.*组织三方检查/ }).click();
        const why = page.getByRole('dialog').filter({ has: page.getByLabel('撤回理由') });
        await why.getByLabel('撤回理由').fill('日期有误');
        await wholesome(page, 'taking a record back');
        await why.getByRole('button', { name: '撤回', exact: true }).click();
        await page.getByText('（已撤回：日期有误）').waitFor();
      },
      { viewport: PHONE, hasTouch: true, isMobile: true },
    ));

  it('the list of the day goes into a workbook', () =>
    as('officer', async (page) => {
      await page.goto('/projects');
      await settled(page);
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出 Excel' }).click()]);
      assert.match(file.suggestedFilename(), /动态风险清单/);
    }));
});
