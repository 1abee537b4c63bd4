/** The curves of the reference mixer, as native/src/mixer/dsp has them. */

/** The sine of a quarter turn times x. */
export function quarterSine(x: number): number {
  const coefficients = [
    1.5707963267948966, -0.6459640975062463, 0.07969262624616705, -0.004681754135318688,
    0.00016044118478735983, -3.598843235212085e-6, 5.692172921967927e-8, -6.688035109811468e-10,
  ];
  return x * coefficients.reduceRight((sum, coefficient) => coefficient + x * x * sum);
}

/** Left and right of a source of one channel, in single precision. */
export function placeOf(pan: number): [number, number] {
  return [Math.fround(quarterSine(0.5 - 0.5 * pan)), Math.fround(quarterSine(0.5 + 0.5 * pan))];
}

/** The same of two channels. */
export function balanceOf(pan: number): [number, number] {
  return [
    pan > 0 ? Math.fround(quarterSine(1 - pan)) : 1,
    pan < 0 ? Math.fround(quarterSine(1 + pan)) : 1,
  ];
}
