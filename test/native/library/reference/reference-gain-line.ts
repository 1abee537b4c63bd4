/** The gain line of the reference mixer: the level at a frame, looked up for each frame. */

export interface ModelGainPoint {
  readonly frame: number;
  readonly decibels: number;
}

/** Ten to the power of decibels / 20 as native/src/mixer/dsp/gain_line.h has it. */
function levelOfDecibels(decibels: number): number {
  const exponent = decibels * 0.1660964047443681;
  const whole = Math.floor(exponent + 0.5);
  const coefficients = [
    1,
    Math.LN2,
    0.24022650695910072,
    0.05550410866482158,
    0.009618129107628477,
    0.0013333558146428441,
    0.0001540353039338161,
    1.525273380405984e-5,
    1.3215486790144307e-6,
    1.0178086009239699e-7,
  ];
  const power = coefficients.reduceRight(
    (sum, coefficient) => coefficient + (exponent - whole) * sum,
  );
  return 2 ** whole * power;
}

/** Straight in decibels from point to point; silent at -90 and below. */
export function lineLevelAt(points: readonly ModelGainPoint[], frame: number): number {
  const value = (point: ModelGainPoint | undefined) => Math.max(point?.decibels ?? 0, -90);
  const after = points.findIndex((point) => point.frame > frame);
  const to = points[after < 0 ? points.length - 1 : after];
  const from = points[after < 0 ? points.length - 1 : Math.max(0, after - 1)];
  const span = (to?.frame ?? 0) - (from?.frame ?? 0);
  const share = span === 0 ? 0 : (frame - (from?.frame ?? 0)) / span;
  const decibels = value(from) + (value(to) - value(from)) * share;
  return decibels <= -90 ? 0 : levelOfDecibels(decibels);
}
