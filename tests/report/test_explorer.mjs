// SPDX-License-Identifier: MIT
// test_explorer.mjs: explorer.wasm against the native code of the same build. HMF_EXPLORER_SEED (default
// 20160) selects the cosmologies.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createExplorer } from "../../report/explorer/explorer.mjs";

const { HMF_EXPLORER_WASM, HMF_BIN } = process.env;
const bytes = readFileSync(HMF_EXPLORER_WASM);
const seed = Number(process.env.HMF_EXPLORER_SEED ?? 20160);

const smallest = 2.2250738585072014e-308; // DBL_MIN
// prettier-ignore
const promised = { // hmf_domain_promised of impls/hmf.c
  omega_m: [0.1, 0.5], omega_lambda: [0, 1], h0: [55, 85], sigma_8: [0.6, 1], n_s: [0.85, 1.1],
  delta_c: [1.6, 1.75], z: [0, 100], mass: [1, 1e17] };

const explorer = await createExplorer(bytes);

// ---- against native code --------------------------------------------------------------------------

/** Returns a mulberry32 generator of doubles in [0, 1). */
function generator(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Draws a cosmology, and redshifts and masses uniform in ln(1 + z) and ln mass; 4 % are ends of the domain. */
function draw(random, domain) {
  const between = ([min, max], to = (x) => x, from = (x) => x) => {
    const place = random();
    if (place < 0.02) return min;
    if (place > 0.98) return max;
    return Math.min(max, Math.max(min, from(to(min) + place * (to(max) - to(min)))));
  };
  const names = Object.keys(domain).slice(0, 6);
  const cosmology = Object.fromEntries(names.map((name) => [name, between(domain[name])]));
  if (random() < 0.3) cosmology.n_s = 1; // has a table of its own
  return {
    cosmology,
    z: Array.from({ length: 5 }, () => between(domain.z, Math.log1p, Math.expm1)),
    mass: Array.from({ length: 13 }, () => between(domain.mass, Math.log, Math.exp)),
  };
}

function nativeArguments({ cosmology, z, mass }) {
  const options = Object.entries(cosmology).map(([name, value]) => `--${name.replace("_", "-")}=${value}`);
  return ["universal", "--json", ...options, `--z=${z.join()}`, `--mass=${mass.join()}`];
}

function native(job) {
  const env = { ...process.env, HMF_CLONE: "portable" };
  return JSON.parse(execFileSync(`${HMF_BIN}/hmf-eval`, nativeArguments(job), { env })).dn_dlnm;
}

/** Returns whether the values agree. The tolerance grows with nu^2, which is about 2 |ln want|. */
const agree = (got, want, tolerance) =>
  got === want ||
  (tolerance > 0 && Math.abs(got - want) <= tolerance * (1 + 2 * Math.abs(Math.log(want))) * want + smallest);

/** Compares all cells of 150 random jobs. */
function compare(domain, tolerance) {
  const random = generator(seed);
  let cells = 0,
    normal = 0;
  for (let k = 0; k < 150; k++) {
    const job = draw(random, domain),
      want = native(job),
      got = explorer.massFunction(job.cosmology, job.z, job.mass);
    assert.equal(got.length, want.length);
    got.forEach((value, i) => {
      cells++;
      if (want[i] >= smallest) normal++;
      assert.ok(
        agree(value, want[i], tolerance),
        `seed ${seed}, cell ${i} of ${JSON.stringify(job)}: ${value}, not ${want[i]}`,
      );
    });
  }
  assert.ok(normal > cells / 2, "most cells underflow: nothing was compared");
}

// The same operations in the same order, on x86-64: neither WebAssembly nor the portable clone has FMA.
const contracts = process.arch !== "x64";
test("agrees with native code in the promised domain", () => compare(promised, contracts ? 1e-13 : 0));
test("agrees with native code in the accepted domain", () => compare(explorer.accepted, 1e-13));

test("rejects the jobs that native code rejects, with the same message", () => {
  const cosmology = explorer.defaultCosmology;
  const jobs = Object.entries(explorer.accepted).flatMap(([name, [min, max]]) =>
    [min - 1e-3 * max, max * 1.001, NaN, Infinity, -Infinity].map((value) => {
      if (name === "z") return { cosmology, z: [0, value], mass: [1e12] };
      if (name === "mass") return { cosmology, z: [0], mass: [1e12, 1e13, value] };
      return { cosmology: { ...cosmology, [name]: value }, z: [0], mass: [1e12] };
    }),
  );
  assert.equal(jobs.length, 40);
  for (const job of jobs) {
    const { status, stderr } = spawnSync(`${HMF_BIN}/hmf-eval`, nativeArguments(job), { encoding: "utf8" });
    assert.equal(status, 1);
    // The command line itself rejects a parameter that is not finite.
    const isFinite = Object.values(job.cosmology).every(Number.isFinite);
    const message = isFinite ? stderr.replace("hmf eval: ", "").trimEnd() : /: must be between /;
    assert.match(isFinite ? message : stderr, isFinite ? /: must be between / : /: not a number; /);
    for (const evaluate of [explorer.massFunction, explorer.secondsPerEvaluation])
      assert.throws(() => evaluate(job.cosmology, job.z, job.mass), { name: "RangeError", message });
  }
});

// ---- the interface --------------------------------------------------------------------------------

test("has the domain and the default cosmology of impls/hmf.c", () => {
  assert.deepEqual(explorer.accepted.h0, [10, 200]);
  assert.deepEqual(explorer.accepted.mass, [1e-6, 1e20]);
  const c = explorer.defaultCosmology;
  assert.deepEqual(c, { omega_m: 0.3089, omega_lambda: 0.6911, h0: 67.74, sigma_8: 0.72, n_s: 1, delta_c: 1.69 });
});

test("accepts grids up to its stated size", () => {
  const { defaultCosmology: c, maxRedshifts, maxMasses } = explorer;
  const z = new Float64Array(maxRedshifts).map((_, i) => i),
    mass = new Float64Array(maxMasses).fill(1e10);
  const all = explorer.massFunction(c, z, mass);
  assert.equal(all.length, z.length * mass.length);
  assert.equal(all.at(-1), explorer.massFunction(c, [z.at(-1)], [1e10])[0]);
  assert.throws(() => explorer.massFunction(c, [...z, 0], mass), /^RangeError: z: 65 values; at most 64/);
  assert.throws(() => explorer.massFunction(c, z, [...mass, 1e10]), /^RangeError: mass: 4097 values; at most 4096/);
  assert.equal(explorer.massFunction(c, [], mass).length, 0);
});

test("returns each answer in its own memory", () => {
  const c = explorer.defaultCosmology;
  const first = explorer.massFunction(c, [0], [1e12]),
    value = first[0];
  explorer.massFunction(c, [10], [1e12]);
  assert.equal(first[0], value);
});

test("measures a time", () => {
  const mass = Array.from({ length: 200 }, (_, i) => 10 ** (2 + i / 16));
  const seconds = explorer.secondsPerEvaluation(explorer.defaultCosmology, [0, 5, 10, 20, 30], mass);
  console.log(`default grid with a new cosmology: ${(seconds * 1e6).toFixed(2)} us`);
  assert.ok(seconds > 0 && seconds < 1);
});

// ---- the module -----------------------------------------------------------------------------------

test("imports nothing, and its memory cannot grow", async () => {
  const module = await WebAssembly.compile(bytes);
  assert.deepEqual(WebAssembly.Module.imports(module), []);
  const { exports } = await WebAssembly.instantiate(module);
  const size = exports.memory.buffer.byteLength;
  assert.throws(() => exports.memory.grow(1), RangeError);
  new Float64Array(exports.memory.buffer, exports.explorer_mass.value, 1)[0] = 1e12;
  // n_s other than 1 allocates 35 kB per evaluation, so a leak would soon exhaust the memory.
  assert.equal(exports.explorer_evaluate(0.3, 0.7, 70, 0.8, 0.96, 1.69, 1, 1, 10000), 0);
  assert.equal(exports.memory.buffer.byteLength, size);
});

test("is not much larger than its tables", () => {
  const tables = 2 * 136 * 1024 + 8 * 1024; // of impls/universal.h
  console.log(`explorer.wasm has ${bytes.length} bytes`);
  assert.ok(bytes.length > tables && bytes.length < tables + 96 * 1024);
});
