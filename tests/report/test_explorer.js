// test_explorer.js: explorer.wasm, the report's mass function in a browser, against the native code of the
// same build. HMF_EXPLORER_SEED draws other cosmologies.
"use strict";
const assert = require("node:assert/strict");
const { execFileSync, spawnSync } = require("node:child_process");
const { readFileSync } = require("node:fs");
const { test, before } = require("node:test");
const { pathToFileURL } = require("node:url");

const { HMF_EXPLORER_JS, HMF_EXPLORER_WASM, HMF_BIN } = process.env;
const bytes = readFileSync(HMF_EXPLORER_WASM);
const seed = Number(process.env.HMF_EXPLORER_SEED ?? 20160);

const smallest = 2.2250738585072014e-308; // DBL_MIN
const promised = { // hmf_domain_promised of impls/hmf.c
  omega_m: [0.1, 0.5], omega_lambda: [0, 1], h0: [55, 85], sigma_8: [0.6, 1], n_s: [0.85, 1.1],
  delta_c: [1.6, 1.75], z: [0, 100], mass: [1, 1e17] };

let explorer;
before(async () => {
  const { createExplorer } = await import(pathToFileURL(HMF_EXPLORER_JS));
  explorer = await createExplorer(bytes);
});

/** The generator of mulberry32: doubles in [0, 1). */
function generator(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A cosmology with redshifts and masses, even in ln(1 + z) and ln mass; now and then an end of the domain. */
function draw(random, domain) {
  const between = ([min, max], to = (x) => x, from = (x) => x) => {
    const place = random();
    if (place < 0.02) return min;
    if (place > 0.98) return max;
    return Math.min(max, Math.max(min, from(to(min) + place * (to(max) - to(min)))));
  };
  const cosmology = Object.fromEntries(["omega_m", "omega_lambda", "h0", "sigma_8", "n_s", "delta_c"]
    .map((name) => [name, between(domain[name])]));
  if (random() < 0.3) cosmology.n_s = 1; // which has a table of its own
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

function native(job, clone = "") {
  const env = { ...process.env, HMF_CLONE: clone };
  return JSON.parse(execFileSync(`${HMF_BIN}/hmf-eval`, nativeArguments(job), { env })).dn_dlnm;
}

/** nu^2 of every cell, or a lower bound of it: as impls/truth/truth.c takes it from two evaluations. */
function nuSquared(job) {
  const { delta_c: { 0: low }, sigma_8: { 1: high } } = explorer.accepted;
  const step = 1.01;
  const at = (delta_c) => native({ ...job, cosmology: { ...job.cosmology, delta_c, sigma_8: high } });
  const dn = at(low), raised = at(low * step);
  const scale = job.cosmology.delta_c / low * (high / job.cosmology.sigma_8);
  return dn.map((value, i) => scale ** 2 * (raised[i] < smallest ? 36 ** 2
    : Math.max(0, 2 * Math.log(step * value / raised[i]) / (step ** 2 - 1))));
}

/** |ln(got/want)| / (1 + nu^2); below DBL_MIN anything from 0 to DBL_MIN is right. */
function conditionedError(got, want, nu2) {
  if (!(got >= 0)) return Infinity;
  return Math.abs(Math.log(Math.max(got, smallest) / Math.max(want, smallest))) / (1 + nu2);
}

/** Compares cells of `count` jobs; prints the worst, which it returns with how many cells there were. */
function compare(domain, count, clone) {
  const random = generator(seed);
  const found = { cells: 0, normal: 0, different: 0, error: -1, where: {} };
  for (let k = 0; k < count; k++) {
    const job = draw(random, domain), want = native(job, clone), nu2 = nuSquared(job);
    const got = explorer.massFunction(job.cosmology, job.z, job.mass);
    assert.equal(got.length, want.length);
    got.forEach((value, i) => {
      const error = conditionedError(value, want[i], nu2[i]);
      found.cells++;
      if (value !== want[i]) found.different++;
      if (want[i] >= smallest) found.normal++;
      if (error <= found.error) return;
      found.error = error;
      found.where = { got: value, want: want[i], z: job.z[Math.floor(i / job.mass.length)],
        mass: job.mass[i % job.mass.length], ...job.cosmology };
    });
  }
  console.log(`${clone || "best"} clone, seed ${seed}: error ${found.error.toExponential(2)}, the worst of ` +
    `${found.cells} cells, ${found.normal} of them normal, ${found.different} different: ${JSON.stringify(found.where)}`);
  assert.ok(found.normal > found.cells / 2, "most cells underflow: nothing was compared");
  return found;
}

// Each side promises 5e-14 of the truth.
const bound = 1e-13;

test("agrees with native code where that promises its accuracy", () => {
  assert.ok(compare(promised, 150, "").error <= bound);
});

test("agrees with native code everywhere", () => {
  assert.ok(compare(explorer.accepted, 150, "").error <= bound);
});

// The same operations in the same order: WebAssembly and the first x86-64 both have no FMA.
test("is native code, to the bit", { skip: process.arch !== "x64" && "this processor may contract" }, () => {
  assert.equal(compare(promised, 50, "portable").different, 0);
});

test("knows the domain and the defaults", () => {
  assert.deepEqual(explorer.accepted.h0, [10, 200]);
  assert.deepEqual(explorer.accepted.mass, [1e-6, 1e20]);
  const c = explorer.defaultCosmology;
  assert.deepEqual(c, { omega_m: 0.3089, omega_lambda: 0.6911, h0: 67.74, sigma_8: 0.72, n_s: 1, delta_c: 1.69 });
});

/** What hmf-eval says to a job that it refuses. */
function nativeComplaint(job) {
  const { status, stderr } = spawnSync(`${HMF_BIN}/hmf-eval`, nativeArguments(job), { encoding: "utf8" });
  assert.equal(status, 1);
  return stderr.replace("hmf eval: ", "").trimEnd();
}

test("refuses what native code refuses, with its words", () => {
  const cosmology = explorer.defaultCosmology;
  const jobs = Object.entries(explorer.accepted).flatMap(([name, [min, max]]) =>
    [min - 1e-3 * max, max * 1.001, NaN, Infinity, -Infinity].map((value) => {
      if (name === "z") return { cosmology, z: [0, value], mass: [1e12] };
      if (name === "mass") return { cosmology, z: [0], mass: [1e12, 1e13, value] };
      return { cosmology: { ...cosmology, [name]: value }, z: [0], mass: [1e12] };
    }));
  assert.equal(jobs.length, 40);
  for (const job of jobs) {
    const message = nativeComplaint(job);
    assert.match(message, /: must be between /);
    assert.throws(() => explorer.massFunction(job.cosmology, job.z, job.mass), { name: "RangeError", message });
    assert.throws(() => explorer.secondsPerEvaluation(job.cosmology, job.z, job.mass), { name: "RangeError", message });
  }
});

test("takes as much as it says and no more", () => {
  const { defaultCosmology: c, maxRedshifts, maxMasses } = explorer;
  const z = new Float64Array(maxRedshifts).map((_, i) => i), mass = new Float64Array(maxMasses).fill(1e10);
  const all = explorer.massFunction(c, z, mass);
  assert.equal(all.length, z.length * mass.length);
  assert.equal(all.at(-1), explorer.massFunction(c, [z.at(-1)], [1e10])[0]);
  assert.throws(() => explorer.massFunction(c, [...z, 0], mass), /^RangeError: z: 65 values; at most 64/);
  assert.throws(() => explorer.massFunction(c, z, [...mass, 1e10]), /^RangeError: mass: 4097 values; at most 4096/);
  assert.equal(explorer.massFunction(c, [], mass).length, 0);
});

test("answers do not share memory", () => {
  const c = explorer.defaultCosmology;
  const first = explorer.massFunction(c, [0], [1e12]), value = first[0];
  explorer.massFunction(c, [10], [1e12]);
  assert.equal(first[0], value);
});

test("measures a time", () => {
  const { defaultCosmology: c } = explorer;
  const seconds = explorer.secondsPerEvaluation(c, [0, 5, 10, 20, 30], Array.from({ length: 200 }, (_, i) => 10 ** (2 + i / 16)));
  console.log(`default grid, from the cosmology on: ${(seconds * 1e6).toFixed(2)} us`);
  assert.ok(seconds > 0 && seconds < 1);
});

test("imports nothing, and its memory cannot grow", async () => {
  const module = await WebAssembly.compile(bytes);
  assert.deepEqual(WebAssembly.Module.imports(module), []);
  const { exports } = await WebAssembly.instantiate(module);
  const size = exports.memory.buffer.byteLength;
  assert.throws(() => exports.memory.grow(1), RangeError);
  new Float64Array(exports.memory.buffer, exports.explorer_mass(), 1)[0] = 1e12;
  // Other n_s than 1 take 35 kB each time: what leaks is out of memory soon.
  assert.equal(exports.explorer_evaluate(0.3, 0.7, 70, 0.8, 0.96, 1.69, 1, 1, 10000), 0);
  assert.equal(exports.memory.buffer.byteLength, size);
});

test("is small, but for the tables", () => {
  const tables = 2 * 136 * 1024 + 8 * 1024; // of impls/universal.h
  console.log(`explorer.wasm has ${bytes.length} bytes`);
  assert.ok(bytes.length > tables && bytes.length < tables + 96 * 1024);
});
