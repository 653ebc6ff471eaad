// SPDX-License-Identifier: MIT
// @ts-check
/**
 * explorer.mjs: the JavaScript interface of explorer.wasm, the mass function compiled from impls/. It
 * works in browsers and in node.
 */

/**
 * Densities relative to critical, the Hubble constant (km/s/Mpc), sigma at 8 Mpc/h, the spectral index,
 * the critical overdensity.
 * @typedef {{ omega_m: number, omega_lambda: number, h0: number, sigma_8: number, n_s: number,
 *             delta_c: number }} Cosmology
 *
 * The accepted values, both ends included; mass in solar masses.
 * @typedef {Record<keyof Cosmology | "z" | "mass", [number, number]>} Domain
 *
 * @typedef {object} Explorer
 * @property {Cosmology} defaultCosmology
 * @property {Domain} accepted
 * @property {number} maxRedshifts  in one call
 * @property {number} maxMasses     in one call
 * @property {(cosmology: Cosmology, z: ArrayLike<number>, mass: ArrayLike<number>) => Float64Array} massFunction
 *   Returns dn/dlnM (Mpc^-3) as [iz * mass.length + im], in a new array for each call. Throws a RangeError
 *   that names the argument, its value and the bound if a value is out of range.
 * @property {(cosmology: Cosmology, z: ArrayLike<number>, mass: ArrayLike<number>,
 *             budget?: number) => number} secondsPerEvaluation
 *   Returns the duration of one massFunction inside the module, including the set-up of the cosmology but
 *   not the copies from and to JavaScript: the fastest of several runs, which block for about `budget`
 *   seconds (default 0.5) in total. Throws as massFunction does.
 */

/**
 * The functions and addresses that explorer.wasm exports.
 * @typedef {object} Exports
 * @property {WebAssembly.Memory} memory
 * @property {WebAssembly.Global} explorer_z
 * @property {WebAssembly.Global} explorer_mass
 * @property {WebAssembly.Global} explorer_dn_dlnm
 * @property {WebAssembly.Global} hmf_cosmology_default
 * @property {WebAssembly.Global} hmf_domain_accepted
 * @property {() => number} explorer_message
 * @property {(omega_m: number, omega_lambda: number, h0: number, sigma_8: number, n_s: number,
 *             delta_c: number, nz: number, nmass: number, times: number) => number} explorer_evaluate
 */

/** Sizes of the buffers in explorer.c. */
const maxRedshifts = 64, maxMasses = 4096;

/** In the order of the structures in impls/hmf.h. */
const parameters = /** @type {const} */ (["omega_m", "omega_lambda", "h0", "sigma_8", "n_s", "delta_c"]);
const bounded = /** @type {const} */ ([...parameters, "z", "mass"]);

/** Seconds; timed to 2 % by a browser's clock, whose resolution may be 1 ms. */
const shortestRun = 0.05;

/** @param {Exports} module @param {number} address */
function textAt(module, address) {
  const bytes = new Uint8Array(module.memory.buffer, address);
  return String.fromCharCode(...bytes.subarray(0, bytes.indexOf(0)));
}

/** @param {Exports} module @returns {Cosmology} */
function readDefault(module) {
  const values = new Float64Array(module.memory.buffer, module.hmf_cosmology_default.value, parameters.length);
  return /** @type {Cosmology} */ (Object.fromEntries(parameters.map((name, i) => [name, values[i]])));
}

/** @param {Exports} module @returns {Domain} */
function readAccepted(module) {
  const ends = new Float64Array(module.memory.buffer, module.hmf_domain_accepted.value, 2 * bounded.length);
  return /** @type {Domain} */ (Object.fromEntries(
    bounded.map((name, i) => [name, [ends[2 * i], ends[2 * i + 1]]])));
}

/**
 * @param {Exports} module @param {number} address @param {number} room
 * @param {string} name @param {ArrayLike<number>} values
 */
function fill(module, address, room, name, values) {
  if (values.length > room)
    throw new RangeError(`${name}: ${values.length} values; at most ${room} in one call`);
  new Float64Array(module.memory.buffer, address, room).set(values);
}

/** @param {Exports} module @returns {Explorer} */
function wrap(module) {
  /** @param {Cosmology} c @param {number} nz @param {number} nmass @param {number} times */
  const evaluate = (c, nz, nmass, times) => {
    const status = module.explorer_evaluate(c.omega_m, c.omega_lambda, c.h0, c.sigma_8, c.n_s, c.delta_c,
                                            nz, nmass, times);
    if (status !== 0) throw new RangeError(textAt(module, module.explorer_message()));
  };

  /** @param {ArrayLike<number>} z @param {ArrayLike<number>} mass */
  const fillBoth = (z, mass) => {
    fill(module, module.explorer_z.value, maxRedshifts, "z", z);
    fill(module, module.explorer_mass.value, maxMasses, "mass", mass);
  };

  return {
    defaultCosmology: readDefault(module),
    accepted: readAccepted(module),
    maxRedshifts,
    maxMasses,

    massFunction(cosmology, z, mass) {
      fillBoth(z, mass);
      evaluate(cosmology, z.length, mass.length, 1);
      return new Float64Array(module.memory.buffer, module.explorer_dn_dlnm.value, z.length * mass.length).slice();
    },

    secondsPerEvaluation(cosmology, z, mass, budget = 0.5) {
      fillBoth(z, mass);
      /** @param {number} times */
      const seconds = (times) => {
        const begin = performance.now();
        evaluate(cosmology, z.length, mass.length, times);
        return (performance.now() - begin) / 1000;
      };
      let times = 1, run = seconds(times);
      while (run < shortestRun) run = seconds(times *= 2);
      let fastest = run;
      for (let spent = run; spent + run <= budget; spent += run)
        fastest = Math.min(fastest, run = seconds(times));
      return fastest / times;
    },
  };
}

/**
 * @param {BufferSource} bytes the contents of explorer.wasm
 * @returns {Promise<Explorer>}
 */
export async function createExplorer(bytes) {
  const { instance } = await WebAssembly.instantiate(bytes, {});
  return wrap(/** @type {Exports} */ (/** @type {unknown} */ (instance.exports)));
}
