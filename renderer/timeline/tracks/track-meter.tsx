/** The meter of a track: its channels apart in high heads, else on two bars. */
import { useMemo } from 'react';
import { meterChannelsOf } from '../../../preload/engine.ts';
import { placeOfId } from '../../../preload/id-index.ts';
import type { Track } from '../../../preload/project.ts';
import { channelsOfBar, meterLights, trackReading } from '../../store/meter-lights.ts';
import { mirrorNow } from '../../store/mirror-store.ts';
import type { TrackHeight } from '../../store/track-heights.ts';
import { type BarReading, Meter, type MeterSource } from '../../ui/meter.tsx';

const MOST_BARS_IN_LOW_HEADS = 2;

function sourceOf(track: Track, height: TrackHeight): MeterSource {
  const channels = meterChannelsOf(track);
  const bars = height === 'L' ? channels : Math.min(MOST_BARS_IN_LOW_HEADS, channels);
  const sharing = Array.from({ length: bars }, (_, bar) => channelsOfBar(track, bar, bars));
  return {
    read: ({ meters }) => {
      const reading = trackReading(meters, placeOfId(mirrorNow().confirmed.tracks, track.id));
      const loudest = (levels: readonly number[], channel: readonly number[]) =>
        Math.max(...channel.map((at) => levels[at] ?? Number.NEGATIVE_INFINITY));
      return sharing.map(
        (of): BarReading => ({
          peakDb: loudest(reading.peaksDb, of),
          rmsDb: loudest(reading.rmsDb, of),
        }),
      );
    },
    isOver: (bar) => (sharing[bar] ?? []).some((channel) => meterLights.isOver(track.id, channel)),
    onClear: (all) => {
      if (all) meterLights.clearAll();
      else meterLights.clearTrack(track.id);
    },
  };
}

export function TrackMeter({ track, height }: { track: Track; height: TrackHeight }) {
  const source = useMemo(() => sourceOf(track, height), [track, height]);
  // Another colour is read from the page when the meter is made.
  return <Meter key={track.colour} label={`Level of ${track.name}`} {...source} />;
}
