/** What the meters of the master show, on top of the window and in the master's head: two bars. */
import { decibelsFromGain } from '../../preload/units.ts';
import { type MeterSide, sidePeak } from '../store/master-peak.ts';
import { meterLights } from '../store/meter-lights.ts';
import type { MeterSource } from '../ui/meter.tsx';

const SIDES: readonly MeterSide[] = [0, 1];

export const MASTER_SOURCE: MeterSource = {
  read: ({ meters }) =>
    SIDES.map((side) => ({
      peakDb: decibelsFromGain(sidePeak(meters.output, side)),
      rmsDb: decibelsFromGain(sidePeak(meters.outputRms, side)),
    })),
  isOver: (bar) => meterLights.master.isOver[bar === 0 ? 0 : 1],
  onClear: (all) => {
    if (all) meterLights.clearAll();
    else meterLights.clearMaster();
  },
};
