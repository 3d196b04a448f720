// The whole way in one walk, on both databases and in both languages: a firm is rated, drawn by two persons, inspected
// without a signal; what was found is ordered to be mended and is not; a case, its notice and its decision follow; the
// decision's file is verified by somebody without an account; the grade falls, and with it the firm is visited more often.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { assertAccessible, assertFits, call, closePage, DESK, launch, logIn, openPage, PHONE, settled } from './support/browser.mjs';
import { startFront } from './support/front.mjs';
import { startPostgres } from './support/postgres.mjs';
import { startDemo } from './support/server.mjs';
import { textsOf } from './support/texts.mjs';

const ON_A_PHONE = { viewport: PHONE, hasTouch: true, isMobile: true };
/** The pool of subjects. */
const POOL = '"heavy_freight" in enterprise.sectors';
/** Inspectors who may be drawn: the account `enforcement` and a companion. */
const PAIR = ['示例知行', '示例执法乙'];
const FINE = '60000';
const day = (days) => new Date(Date.now() + (days * 24 + 8) * 3_600_000).toISOString().slice(0, 10);

/** One walk: pages are opened for an account, in one language. */
class Walk {
  constructor(url, browser, language) {
    Object.assign(this, { url, browser, language, t: textsOf(language) });
  }

  async as(username, work, options = { viewport: DESK }) {
    const page = await openPage(this.browser, options.url ?? this.url, { language: this.language, ...options });
    if (username !== null) await logIn(page, username);
    const answer = await work(page);
    await closePage(page);
    return answer;
  }

  button(page, key, values) {
    return page.getByRole('button', { name: this.t(key, values), exact: true });
  }

  async wholesome(page, what) {
    await settled(page);
    await assertAccessible(page, `${what}, ${this.language}`);
    await assertFits(page, `${what}, ${this.language}`);
  }

  /** Takes a step of a case: its form is filled by `fill`. */
  async step(page, act, fill = async () => {}) {
    const name = this.t(`vocabulary.case_action.${act}`);
    const panel = page.locator('.act');
    await panel.locator('.choices').getByRole('button', { name, exact: true }).click();
    await fill(panel);
    await panel.locator('button[type=submit]').click();
    await page.getByText(this.t('step.done', { step: name })).first().waitFor();
    await panel.locator('form').waitFor({ state: 'detached' });
  }

  choose(panel, key) {
    return panel.getByText(this.t(key), { exact: true }).click();
  }

  async sign(page, key) {
    const pad = page.locator('.pad', { hasText: this.t(key) });
    const canvas = pad.locator('canvas');
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    await page.mouse.move(box.x + 30, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 200, box.y + 40, { steps: 4 });
    await page.mouse.up();
    await this.button(pad, 'visits.sign.take').click();
    await this.button(pad, 'visits.sign.done').waitFor();
  }
}

/** A heavy carrier that is not yet among the worst is rated anew: answers it with its grade and how often it is visited. */
async function rate(walk) {
  const firm = await walk.as('leader', async (page) => {
    const { enterprise } = (await call(page, 'GET', '/grades?grade=b&sector=heavy_freight&page_size=1')).body.items[0];
    await page.goto(`/enterprises/${enterprise.id}/grade`);
    await settled(page);
    await walk.button(page, 'grades.rate_again').click();
    await page.getByText(walk.t('grades.rated_again')).waitFor();
    await walk.wholesome(page, 'a grade');
    return enterprise;
  });
  return { ...firm, ...(await visited(walk, firm.id)) };
}

/** Grade of a firm and the months between its inspections, as its page says them. */
function visited(walk, id) {
  return walk.as('leader', async (page) => {
    await page.goto(`/enterprises/${id}/grade`);
    await settled(page);
    const { grade, ratings } = (await call(page, 'GET', `/enterprises/${id}/grades`)).body;
    const { months, weight } = ratings[0].visits.find((one) => one.grade === grade);
    await page.getByText(walk.t('grades.visit', { months, weight })).waitFor();
    return { grade, months };
  });
}

/** Every heavy carrier is drawn by officer and leader, each on a device of his own. */
async function draw(walk) {
  const officer = await openPage(walk.browser, walk.url, { language: walk.language, viewport: DESK });
  await logIn(officer, 'officer');
  await officer.goto('/draws/new');
  await settled(officer);
  await officer.locator('input[name=name]').fill('重载货运企业安全生产抽查');
  await officer.locator('textarea[name=items]').fill('教育培训\n动态监控');
  await officer.locator('textarea[name=among]').fill(POOL);
  await walk.button(officer, 'draws.plan.preview').click();
  const { count } = (await call(officer, 'POST', '/campaign-previews', { among: POOL })).body;
  await officer.getByText(walk.t('draws.plan.found', { n: count })).waitFor();
  await officer.locator('input[name=count]').fill(String(count));
  const crew = officer.getByRole('group', { name: walk.t('draws.plan.inspectors') }).locator('label.check');
  for (const name of PAIR) await crew.filter({ hasText: name }).first().waitFor();
  for (const box of await crew.all()) {
    const text = await box.innerText();
    if (!PAIR.some((name) => text.includes(name))) await box.locator('input').uncheck();
  }
  await officer.locator('select[name=party_a]').selectOption({ label: '示例安岚' });
  await officer.locator('select[name=party_b]').selectOption({ label: '示例景和' });
  await officer.locator('button[type=submit]').click();
  await walk.button(officer, 'draws.step.freeze').click();
  await officer.getByRole('link', { name: walk.t('draws.room.title') }).click();
  await walk.button(officer, 'draws.room.commit').waitFor();
  const room = new URL(officer.url()).pathname;
  const leader = await openPage(walk.browser, walk.url, { language: walk.language, ...ON_A_PHONE });
  await logIn(leader, 'leader');
  await leader.goto(room);
  for (const step of ['commit', 'reveal']) {
    for (const page of [officer, leader]) {
      await walk.button(page, `draws.room.${step}`).click();
      await walk.button(page, `draws.room.${step}`).waitFor({ state: 'detached' });
    }
  }
  await closePage(leader);
  await walk.button(officer, 'draws.room.select').click();
  await officer.getByRole('heading', { name: walk.t('draws.result.title') }).waitFor();
  await walk.wholesome(officer, 'a drawn list');
  const id = room.split('/')[2];
  await officer.goto(`/draws/${id}`);
  await walk.button(officer, 'draws.step.publish').click();
  await officer.getByText(walk.t('draws.step.published')).first().waitFor();
  const { no } = (await call(officer, 'GET', `/draws/${id}`)).body;
  await closePage(officer);
  return no;
}

/** The drawn visit is made without a signal; answers the hazard that it found. */
async function inspect(walk, front, firm, drawNo) {
  return walk.as(
    'enforcement',
    async (page) => {
      await page.evaluate(() => navigator.serviceWorker.ready);
      const visit = (await call(page, 'GET', '/field-assignments')).body.find((one) => one.enterprise.id === firm.id && one.draw_no === drawNo);
      assert.ok(visit, 'the drawn firm is to be visited');
      await page.goto(`/visits/${visit.id}`);
      await settled(page);
      await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
      front.cut = true;
      await page.context().setOffline(true);
      const second = page.getByLabel(walk.t('visits.officer', { n: 2 }));
      if ((await second.count()) === 0) await walk.button(page, 'visits.add_officer').click();
      if ((await second.inputValue()) === '') await second.fill('示例同行');
      await walk.button(page, 'visits.rest_met').first().click();
      await walk.button(page, 'visits.clause.title').click();
      await page.getByLabel(walk.t('visits.clause.search'), { exact: true }).fill('教育培训');
      await walk.button(page.locator('.found li').first(), 'visits.clause.pick').click();
      const line = page.locator('fieldset.line.unmet').last();
      await line.locator('textarea').fill('两名驾驶员无培训记录');
      await line.getByRole('radio', { name: walk.t('vocabulary.field_order.by_day') }).click();
      await line.locator('input[type=date]').fill(day(3));
      await walk.sign(page, 'visits.sign.officer');
      await page.getByLabel(walk.t('visits.sign.party_name')).fill('示例负责人');
      await walk.sign(page, 'visits.sign.party');
      await walk.wholesome(page, 'the sheet without a signal');
      await walk.button(page, 'visits.seal').click();
      await page.getByRole('heading', { name: walk.t('offline.title') }).waitFor();
      front.cut = false;
      await page.context().setOffline(false);
      await page.evaluate(() => window.dispatchEvent(new Event('online')));
      await page.getByText(walk.t('offline.receipt').split('{time}')[0]).waitFor();
      const record = (await call(page, 'GET', `/field-inspections?enterprise_id=${firm.id}`)).body.items[0];
      const whole = (await call(page, 'GET', `/field-inspections/${record.id}`)).body;
      assert.equal(whole.draw_no, drawNo, 'the visit of the draw is made');
      const orders = (await call(page, 'GET', `/documents?about=field_inspection&about_id=${whole.id}&kind=order.rectify`)).body;
      assert.equal(orders.total, 1, 'the order is issued');
      return whole.answers.find((one) => one.outcome === 'unmet').hazard;
    },
    { ...ON_A_PHONE, serviceWorkers: 'allow', url: front.url },
  );
}

/** The hazard is not mended: the officers file a case, investigate and conclude; answers its address. */
async function investigate(walk, hazard) {
  const path = await walk.as('enforcement', async (page) => {
    await page.goto(`/hazards/${hazard.id}`);
    await settled(page);
    await page.getByRole('link', { name: walk.t('cases.from_record') }).click();
    await page.locator('select[name=violation]').selectOption('work_safety.99');
    await page.locator('textarea[name=facts]').fill('责令限期改正后拒不改正');
    await walk.button(page, 'cases.open').click();
    await page.waitForURL(/\/cases\/[0-9a-f-]{36}$/);
    await walk.step(page, 'ask_filing', async (panel) => {
      for (const [index, card] of ['ZF-001', 'ZF-002'].entries()) await panel.locator(`input[name="officers.${index}.card"]`).fill(card);
      await panel.locator('select[name="officers.1.name"]').selectOption({ label: '示例言舟' });
    });
    return new URL(page.url()).pathname;
  });
  await walk.as('leader', async (page) => {
    await page.goto(path);
    await walk.step(page, 'decide_filing', (panel) => walk.choose(panel, 'cases.yes'));
  });
  await walk.as('enforcement', async (page) => {
    await page.goto(path);
    await walk.step(page, 'add_interview', async (panel) => {
      await panel.locator('input[name=person]').fill('示例安全员');
      await panel.locator('input[name=post]').fill('安全员');
      await panel.locator('textarea[name=text]').fill('问：为何没有整改？\n答：没有安排。');
    });
    await walk.step(page, 'add_evidence', async (panel) => {
      await panel.locator('select[name=kind]').selectOption('scene');
      await panel.locator('input[name=name]').fill('现场检查笔录');
      await panel.locator('input[name=origin]').fill('两名执法人员现场制作');
    });
    await walk.step(page, 'conclude', async (panel) => {
      await panel.locator('textarea[name=findings]').fill('责令限期改正后拒不改正属实');
      await panel.getByLabel(walk.t('vocabulary.circumstance.refused'), { exact: true }).check();
      await panel.locator('input[name=fine_yuan]').fill(FINE);
      for (const remove of await walk.button(panel, 'cases.field.measure_remove').all()) await remove.click();
      await walk.button(panel, 'cases.field.measure_add').click();
      await panel.locator('select[name="measures.0.kind"]').selectOption('suspension');
      await panel.locator('input[name="measures.0.text"]').fill('危险货物运输业务');
      await panel.locator('input[name="measures.0.deadline"]').fill(day(30));
    });
    await walk.wholesome(page, 'a case under review');
  });
  return path;
}

/** Reviewed, noticed, served, decided, served again: answers the document of the decision. */
async function decide(walk, path) {
  await walk.as('officer', async (page) => {
    await page.goto(path);
    await walk.step(page, 'review', async (panel) => {
      await walk.choose(panel, 'cases.yes');
      await panel.locator('textarea[name=note]').fill('事实清楚，证据充分');
    });
  });
  await walk.as('enforcement', async (page) => {
    await page.goto(path);
    await walk.step(page, 'give_notice');
  });
  // What the party brings on paper is entered by an officer of the case.
  await walk.as('enforcement', async (page) => {
    await page.goto(path);
    await walk.step(page, 'serve');
    await walk.step(page, 'state', (panel) => panel.getByLabel(walk.t('cases.field.waived')).check());
    await walk.wholesome(page, 'a noticed case');
  }, ON_A_PHONE);
  await walk.as('leader', async (page) => {
    await page.goto(path);
    await walk.step(page, 'decide', (panel) => panel.locator('input[name=collective]').fill('示例甲、示例乙、示例丙'));
  });
  return walk.as('enforcement', async (page) => {
    await page.goto(path);
    await walk.step(page, 'serve');
    const id = path.split('/').at(-1);
    const { body } = await call(page, 'GET', `/documents?about=case&about_id=${id}&page_size=100`);
    const kinds = new Set(body.items.map((one) => one.kind));
    for (const kind of ['penalty.notice', 'collective.decision', 'suspension.order', 'service.receipt']) assert.ok(kinds.has(kind), `${kind} is issued`);
    return body.items.find((one) => one.kind === 'penalty.decision');
  }, ON_A_PHONE);
}

/** Somebody without an account has the file of the decision, and learns that it is genuine. */
async function verify(walk, paper, folder) {
  const file = join(folder, 'decision.pdf');
  await walk.as('officer', async (page) => {
    await page.goto(`/documents/${paper.id}`);
    const download = page.waitForEvent('download', { timeout: 90_000 });
    await page.getByRole('link', { name: walk.t('documents.file') }).click();
    await (await download).saveAs(file);
  });
  await walk.as(null, async (page) => {
    await page.goto('/verify');
    await settled(page);
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByText(walk.t('documents.verify.genuine')).waitFor();
    await page.getByText(paper.number).first().waitFor();
    await walk.wholesome(page, 'verification');
  }, ON_A_PHONE);
}

async function walkThrough(server, browser, language) {
  const folder = await mkdtemp(join(tmpdir(), 'anlu-walk-'));
  const front = await startFront(server.url);
  const walk = new Walk(server.url, browser, language);
  try {
    const firm = await rate(walk);
    const drawNo = await draw(walk);
    const hazard = await inspect(walk, front, firm, drawNo);
    const path = await investigate(walk, hazard);
    const paper = await decide(walk, path);
    await verify(walk, paper, folder);
    const after = await visited(walk, firm.id);
    assert.ok(after.grade > firm.grade, `the grade falls: ${firm.grade} to ${after.grade}`);
    assert.ok(after.months < firm.months, `and the firm is visited more often: every ${after.months} months, not ${firm.months}`);
  } finally {
    await front.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

describe('from a grade to a decision that anybody can verify, and back to the grade', () => {
  for (const [database, language] of [['SQLite', 'zh-CN'], ['PostgreSQL', 'en']]) {
    it(`${database}, ${language}`, async (test) => {
      const postgres = database === 'PostgreSQL' ? await startPostgres() : null;
      if (database === 'PostgreSQL' && postgres === null) {
        test.skip('PostgreSQL is not installed');
        return;
      }
      let server;
      let browser;
      try {
        server = await startDemo(['--no-traces'], false, postgres?.url ?? null);
        browser = await launch();
        await walkThrough(server, browser, language);
      } finally {
        await browser?.close();
        await server?.stop();
        await postgres?.stop();
      }
    });
  }
});
