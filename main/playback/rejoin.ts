/** What goes on when a lost device is back: the part of the timeline that can still begin in time. */
import type { Frames, Seconds } from '../../preload/units.ts';
import type { Engine } from '../engine/engine.ts';
import type { MixerStream } from '../engine/native-mixer.ts';
import type { MediaService } from '../media/media-service.ts';
import type { ProjectService } from '../project/project-service.ts';
import { prepareSources, startsOf } from './clip-player.ts';
import { firstGroup } from './first-group.ts';
import { nearSounds } from './near-sounds.ts';
import { planWindow, without } from './plan.ts';
import type { Beginning, PlaybackPlace } from './playback.ts';
import { playableOn } from './refusals.ts';
import { positionIn, type RunOn } from './run-on.ts';

export interface RejoinOptions {
  readonly engine: Engine;
  readonly project: ProjectService;
  readonly media: MediaService;
  /** Seconds until so many requests can be on the stream. */
  readonly secondsFor: (requests: number) => Seconds;
}

export interface PreparedRejoin {
  readonly place: PlaybackPlace;
  readonly beginning: Omit<Beginning, 'groupFrame'>;
  /** Frame of the lost stream, had it gone on, of the first frame that plays. */
  readonly lostStreamFrame: Frames;
}

/** @param leadSeconds until the first frame that plays; its sounds are opened meanwhile */
export async function prepareRejoin(
  { engine, project, media, secondsFor }: RejoinOptions,
  stream: MixerStream,
  runOn: RunOn,
  leadSeconds: Seconds,
): Promise<PreparedRejoin> {
  const { sampleRate } = stream;
  const earliest = runOn.streamFrame + Math.ceil(leadSeconds * sampleRate);
  const pass = runOn.passAt(earliest);
  const fromFrame = positionIn(pass, earliest);
  const { toFrame } = pass;
  const { stopFrame, playedFrom } = runOn.place;
  const { streamNumber, outputChannels: open, available, outputDevice: deviceName } = engine.status;
  const outputs = { open, device: available.outputChannels, deviceName, whyNarrow: null };
  const { clips, refused } = playableOn(
    outputs,
    planWindow(project.project, { fromFrame, toFrame }),
  );
  const ready = nearSounds(media, clips, fromFrame, sampleRate);
  const { first, later } = firstGroup(ready, { fromFrame, sampleRate }, secondsFor);
  const sources = await prepareSources(media, first);
  const rejoined = {
    loopPass: pass.number,
    passFrom: pass.fromFrame,
    playedFrom,
  };
  return {
    place: { stream, streamNumber, outputs, fromFrame, toFrame, stopFrame, rejoined },
    beginning: {
      starts: startsOf(
        first.map((planned) => ({ planned, rest: planned })),
        sources.prepared,
      ),
      deferred: without(clips, ready),
      queued: later,
      refused: [...refused, ...sources.refused],
      recorders: [],
    },
    lostStreamFrame: pass.originFrame + fromFrame,
  };
}
