// Recomputes a published double-random draw (docs/DRAW.md) from its file alone: no server, no library, any browser
// since 2018. The program's own verification is crates/domain/src/draw/verify.rs; both are held to the same samples.
// A classic script on purpose: modules do not load from file://. It defines one global, `AnluDraw`.
(function (root) {
  'use strict';

  const FORMAT = 'anlu-draw-1';
  const SPAN = 281474976710656; // 2^48
  const MAX_DEPTH = 32;
  const LIMITS = { count: 100000, team: 5, hours: 720, weight: 1000 };

  // ---- SHA-256 (FIPS 180-4); crypto.subtle is not offered on plain http. ----
  const K = new Uint32Array(64);
  const H0 = new Uint32Array(8);
  (function constants() {
    let n = 0;
    for (let p = 2; n < 64; p++) {
      let prime = true;
      for (let d = 2; d * d <= p; d++) if (p % d === 0) prime = false;
      if (!prime) continue;
      const part = (x) => Math.floor((x - Math.floor(x)) * 4294967296);
      if (n < 8) H0[n] = part(Math.sqrt(p));
      K[n++] = part(Math.cbrt(p));
    }
  })();

  function sha256(bytes) {
    const length = bytes.length;
    const padded = new Uint8Array(((length + 8) >> 6 << 6) + 64);
    padded.set(bytes);
    padded[length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(length / 536870912));
    view.setUint32(padded.length - 4, (length << 3) >>> 0);
    const h = H0.slice();
    const w = new Uint32Array(64);
    const turn = (x, n) => (x >>> n) | (x << (32 - n));
    for (let at = 0; at < padded.length; at += 64) {
      for (let i = 0; i < 16; i++) w[i] = view.getUint32(at + 4 * i);
      for (let i = 16; i < 64; i++) {
        const s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3);
        const s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10);
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
      }
      let [a, b, c, d, e, f, g, z] = h;
      for (let i = 0; i < 64; i++) {
        const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
        const t1 = (z + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
        const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
        const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        z = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
      }
      [a, b, c, d, e, f, g, z].forEach((v, i) => { h[i] += v; });
    }
    const out = new Uint8Array(32);
    const result = new DataView(out.buffer);
    h.forEach((v, i) => result.setUint32(4 * i, v));
    return out;
  }

  const utf8 = (text) => new TextEncoder().encode(text);
  const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
  const isHash = (text) => typeof text === 'string' && /^[0-9a-f]{64}$/.test(text);
  function unhex(text) {
    if (!isHash(text)) throw new Unreadable('draw_file_shape', 'expected 64 lower-case hexadecimal digits');
    return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  }

  function Unreadable(code, message) {
    this.code = code;
    this.message = message;
  }
  Unreadable.prototype = Object.create(Error.prototype);

  const shape = (message) => new Unreadable('draw_file_shape', message);

  // SHA-256("anlu-draw-1/" + purpose + 0x00 + parts…), as hexadecimal digits.
  function tagged(purpose, parts) {
    const all = [utf8(`${FORMAT}/${purpose}`), new Uint8Array(1), ...parts];
    const joined = new Uint8Array(all.reduce((n, p) => n + p.length, 0));
    let at = 0;
    for (const part of all) {
      joined.set(part, at);
      at += part.length;
    }
    return sha256(joined);
  }
  const tag = (purpose, parts) => hex(tagged(purpose, parts));

  // Canonical JSON (RFC 8785, whole numbers only).
  function canonical(value, depth) {
    const level = depth || 0;
    if (level > MAX_DEPTH) throw shape('nested too deeply');
    if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
    if (typeof value === 'number') {
      if (!Number.isSafeInteger(value)) throw shape(`${value} is not a whole number within 2^53`);
      return String(value);
    }
    if (Array.isArray(value)) return `[${value.map((v) => canonical(v, level + 1)).join(',')}]`;
    const members = Object.keys(value).sort().map((k) => `${JSON.stringify(k)}:${canonical(value[k], level + 1)}`);
    return `{${members.join(',')}}`;
  }

  function freeze(plan, roster) {
    const p = tag('plan', [utf8(canonical(plan))]);
    const r = tag('roster', [utf8(canonical(roster))]);
    return { plan: p, roster: r, frozen: tag('frozen', [unhex(p), unhex(r)]) };
  }
  const commitment = (frozen, seat, secret) => tag('commitment', [unhex(frozen), utf8(seat), unhex(secret)]);
  const committed = (frozen, a, b) => tag('committed', [unhex(frozen), unhex(a), unhex(b)]);
  const seedOf = (both, a, b, beacon) => tag('seed', [unhex(both), unhex(a), unhex(b), utf8(beacon)]);

  // Numbers below n: the first 6 bytes of block i count when they lie below the largest multiple of n.
  function stream(seed, label) {
    let counter = 0;
    return function below(n) {
      const limit = SPAN - (SPAN % n);
      for (;;) {
        const bytes = new Uint8Array(8);
        new DataView(bytes.buffer).setUint32(0, Math.floor(counter / 4294967296));
        new DataView(bytes.buffer).setUint32(4, counter >>> 0);
        counter += 1;
        const block = tagged('stream', [unhex(seed), utf8(label), new Uint8Array(1), bytes]);
        let candidate = 0;
        for (let i = 0; i < 6; i++) candidate = candidate * 256 + block[i];
        if (candidate < limit) return candidate % n;
      }
    };
  }

  function drawSubjects(rows, count, seed) {
    const below = stream(seed, 'subjects');
    const left = rows.map((row) => ({ row, weight: row.weight }));
    let total = left.reduce((n, l) => n + l.weight, 0);
    const drawn = [];
    for (let i = 0; i < count && total > 0; i++) {
      let number = below(total);
      const at = left.findIndex((l) => {
        if (number < l.weight) return true;
        number -= l.weight;
        return false;
      });
      const [taken] = left.splice(at, 1);
      total -= taken.weight;
      drawn.push(taken.row);
    }
    return drawn;
  }

  function team(plan, subject, inspectors, load, below) {
    const chosen = [];
    for (let place = 0; place < plan.team; place++) {
      const first = chosen.length > 0 ? inspectors[chosen[0]] : null;
      const able = [];
      inspectors.forEach((row, i) => {
        if (chosen.includes(i) || row.conflicts.includes(subject.id)) return;
        if (plan.match_skills && !subject.needs.every((n) => row.skills.includes(n))) return;
        if (plan.cross_department && place === 1 && first.department === row.department) return;
        able.push(i);
      });
      if (able.length === 0) return [];
      const least = able.reduce((n, i) => Math.min(n, load[i]), Infinity);
      const free = able.filter((i) => load[i] === least);
      chosen.push(free[below(free.length)]);
    }
    return chosen;
  }

  function select(plan, roster, seed) {
    const below = stream(seed, 'inspectors');
    const load = roster.inspectors.map(() => 0);
    return drawSubjects(roster.subjects, plan.count, seed).map((subject) => {
      const chosen = team(plan, subject, roster.inspectors, load, below);
      chosen.forEach((i) => { load[i] += 1; });
      return { subject: subject.id, inspectors: chosen.map((i) => roster.inspectors[i].id) };
    });
  }

  const has = (object, key) => Object.prototype.hasOwnProperty.call(object, key);

  function weightOf(weighing, row) {
    if (row.grade !== null && has(weighing.grades, row.grade)) return weighing.grades[row.grade];
    const listed = row.sectors.filter((s) => has(weighing.sectors, s)).map((s) => weighing.sectors[s]);
    return listed.length > 0 ? Math.max(...listed) : weighing.default;
  }

  function ascending(rows) {
    return rows.every((row, i) => /^[0-9a-z-]+$/.test(row.id) && (i === 0 || rows[i - 1].id < row.id));
  }

  // ---- The shape of a file; what is not looked at here is not used below. ----
  const whole = (v, low, high) => Number.isSafeInteger(v) && v >= low && v <= high;
  const texts = (v) => Array.isArray(v) && v.every((t) => typeof t === 'string');
  const object = (v) => typeof v === 'object' && v !== null && !Array.isArray(v);
  const map = (v) => object(v) && Object.keys(v).every((k) => whole(v[k], 0, LIMITS.weight));

  function need(holds, what) {
    if (!holds) throw shape(`${what} is missing or has another shape`);
  }

  function checkShape(file) {
    const { plan, roster } = file;
    need(object(plan), 'plan');
    need(object(roster), 'roster');
    need(typeof plan.no === 'string' && typeof plan.name === 'string', 'plan.no');
    need(texts(plan.items) && plan.items.length > 0, 'plan.items');
    need(whole(plan.count, 1, LIMITS.count), 'plan.count');
    need(whole(plan.team, 1, LIMITS.team), 'plan.team');
    need(whole(plan.hours, 1, LIMITS.hours), 'plan.hours');
    need(typeof plan.match_skills === 'boolean' && typeof plan.cross_department === 'boolean', 'plan.cross_department');
    need(!plan.cross_department || plan.team >= 2, 'plan.team');
    const w = plan.weighing;
    need(object(w) && whole(w.default, 0, LIMITS.weight) && map(w.grades) && map(w.sectors), 'plan.weighing');
    need(object(plan.parties) && object(plan.parties.a) && object(plan.parties.b), 'plan.parties');
    need(Array.isArray(roster.subjects), 'roster.subjects');
    for (const s of roster.subjects) {
      need(object(s) && typeof s.id === 'string' && typeof s.name === 'string', 'roster.subjects.id');
      need(whole(s.weight, 0, 4294967295) && texts(s.sectors) && texts(s.needs), 'roster.subjects.weight');
      if (s.grade === undefined) s.grade = null;
      need(s.grade === null || typeof s.grade === 'string', 'roster.subjects.grade');
    }
    need(Array.isArray(roster.inspectors), 'roster.inspectors');
    for (const i of roster.inspectors) {
      need(object(i) && typeof i.id === 'string' && typeof i.department === 'string', 'roster.inspectors.id');
      need(texts(i.skills) && texts(i.conflicts), 'roster.inspectors.skills');
    }
    need(Array.isArray(roster.excluded) && roster.excluded.every((e) => object(e) && typeof e.id === 'string'),
      'roster.excluded');
    for (const key of ['plan_sha256', 'roster_sha256', 'frozen_sha256', 'committed_sha256', 'seed', 'result_sha256']) {
      need(isHash(file[key]), key);
    }
    for (const key of ['commitments', 'secrets']) {
      need(object(file[key]) && isHash(file[key].a) && isHash(file[key].b), key);
    }
    need(file.beacon == null || typeof file.beacon === 'string', 'beacon');
    need(Array.isArray(file.pairs) && file.pairs.every((p) => object(p) && typeof p.subject === 'string'
      && texts(p.inspectors)), 'pairs');
  }

  function verify(text) {
    let file;
    try {
      file = JSON.parse(text);
    } catch (error) {
      throw new Unreadable('draw_file_json', error.message);
    }
    if (!object(file) || file.format !== FORMAT) throw new Unreadable('draw_file_format', `not ${FORMAT}`);
    need(object(file.plan) && object(file.roster), 'plan');
    // Hashed as they stand in the file, before anything is filled in.
    const frozen = freeze(file.plan, file.roster);
    checkShape(file);
    const { plan, roster, commitments, secrets } = file;
    const faults = [];
    const hold = (holds, fault) => { if (!holds) faults.push(fault); };
    hold(plan.parties.a.id !== plan.parties.b.id, 'same_party');
    hold(ascending(roster.subjects) && ascending(roster.inspectors), 'roster_order');
    hold(roster.subjects.every((s) => s.weight > 0 && s.weight === weightOf(plan.weighing, s)), 'weight');
    const pools = { subject: new Set(roster.subjects.map((s) => s.id)),
      inspector: new Set(roster.inspectors.map((i) => i.id)) };
    hold(!roster.excluded.some((e) => has(pools, e.pool) && pools[e.pool].has(e.id)), 'excluded');
    hold(frozen.plan === file.plan_sha256, 'plan_hash');
    hold(frozen.roster === file.roster_sha256, 'roster_hash');
    hold(frozen.frozen === file.frozen_sha256, 'frozen_hash');
    hold(commitments.a === commitment(frozen.frozen, 'a', secrets.a), 'commitment_a');
    hold(commitments.b === commitment(frozen.frozen, 'b', secrets.b), 'commitment_b');
    const both = committed(frozen.frozen, commitments.a, commitments.b);
    hold(both === file.committed_sha256, 'committed_hash');
    hold((plan.beacon == null) === (file.beacon == null), 'beacon');
    const seed = seedOf(both, secrets.a, secrets.b, file.beacon == null ? '' : file.beacon);
    hold(seed === file.seed, 'seed');
    const pairs = select(plan, roster, seed);
    const plain = file.pairs.map((p) => ({ subject: p.subject, inspectors: p.inspectors }));
    hold(canonical(pairs) === canonical(plain), 'pairs');
    const result = tag('result', [utf8(canonical(pairs))]);
    hold(result === file.result_sha256, 'result_hash');
    return {
      ok: faults.length === 0,
      no: plan.no,
      subjects: roster.subjects.length,
      inspectors: roster.inspectors.length,
      excluded: roster.excluded.length,
      drawn: pairs.length,
      without_team: pairs.filter((p) => p.inspectors.length === 0).length,
      repeats: plan.predecessor == null ? null : plan.predecessor.no,
      frozen_sha256: frozen.frozen,
      seed,
      result_sha256: result,
      faults,
      file,
      pairs,
    };
  }

  root.AnluDraw = { sha256, hex, canonical, freeze, commitment, committed, seedOf, stream, verify };
})(typeof globalThis === 'undefined' ? self : globalThis);
