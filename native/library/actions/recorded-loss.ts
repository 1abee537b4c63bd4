/** Frames that were lost while an action recorded. */
import type { AddonMixer } from '../addon-interface.ts';
import { lossSources, numbersOf, recordedLossFields } from '../names.ts';

/** A place in a recording where the device lost frames. */
export interface RecordedLoss {
  /** Frame of the recording, from 0, at which it lies, its zeros included. */
  readonly frame: number;
  /** The first stream frame after it. */
  readonly streamFrame: number;
  /** Input frames that were lost; 0 = none, null = not known how many. */
  readonly inputFrames: number | null;
  /** Output frames that were lost; 0 = none, null = not known how many. */
  readonly outputFrames: number | null;
  /** Frames of silence that stand there for what was lost, from `frame` on. */
  readonly filledFrames: number;
  /** How it is known: `'told'` by the device to the frame, `'confirmed'` reported by the host API with
   * a size that its clock confirms, `'reported'` by the host API alone, `'inferred'` from a step of
   * the device's clock alone. */
  readonly source: (typeof lossSources)[number];
}

/** Numbers per row. */
const rowLength = recordedLossFields.length;
const column = numbersOf(recordedLossFields);
const rowsAtOnce = 64;
const rows = new Float64Array(rowsAtOnce * rowLength);

/** Gives each one that is new to the action with its id. */
export function takeRecordedLosses(
  native: AddonMixer,
  give: (actionId: number, loss: RecordedLoss) => void,
): void {
  let count: number;
  do {
    count = native.takeRecordedLosses(rows);
    for (let offset = 0; offset < count * rowLength; offset += rowLength) {
      const at = (name: (typeof recordedLossFields)[number]) =>
        rows[offset + column[name]] as number;
      const known = (frames: number) => (frames < 0 ? null : frames);
      give(at('actionId'), {
        frame: at('frame'),
        streamFrame: at('streamFrame'),
        inputFrames: known(at('inputFrames')),
        outputFrames: known(at('outputFrames')),
        filledFrames: at('filledFrames'),
        source: lossSources[at('source')] ?? 'inferred',
      });
    }
  } while (count === rowsAtOnce);
}
