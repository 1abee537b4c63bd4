/** Audition: one sound of the Library at a time, outside the timeline. */
import type { ActionRequest } from '../../preload/actions.ts';
import type { BufferEntry, Take } from '../../preload/project.ts';
import { gainFromDecibels } from '../../preload/units.ts';
import { bridge } from '../store/bridge.ts';
import { mirrorNow } from '../store/mirror-store.ts';
import { valueOrNotice } from '../store/notices.ts';
import { changeView, viewNow } from '../store/view.ts';

type AuditionedSound = Pick<BufferEntry | Take, 'id' | 'frames'>;

/** The action that was scheduled last; null = none, or it was cancelled. */
let auditionId: number | null = null;
let lastStep = Promise.resolve();

/** Plays a sound in place of the one before; null = silence. Calls take effect in their order. */
export function audition(sound: AuditionedSound | null): void {
  changeView({ auditionedId: sound?.id ?? null });
  lastStep = lastStep.then(() => replaceAudition(sound));
}

/** Sets the level of auditions, also of the one that sounds. */
export function setAuditionLevel(auditionGainDb: number): void {
  changeView({ auditionGainDb });
  lastStep = lastStep.then(async () => {
    if (auditionId === null) return;
    await scheduleAll([{ type: 'setGain', actionId: auditionId, gain: auditionGain() }], []);
  });
}

/** Linear. */
function auditionGain(): number {
  return gainFromDecibels(viewNow().auditionGainDb);
}

async function replaceAudition(sound: AuditionedSound | null): Promise<void> {
  const cancels = auditionId === null ? [] : [{ type: 'cancel' as const, actionId: auditionId }];
  auditionId = null;
  // A sound that was replaced before its turn is not played.
  const isWanted = sound !== null && viewNow().auditionedId === sound.id;
  const plays = isWanted ? [playRequest(sound)] : [];
  const id = (await scheduleAll([...cancels, ...plays], plays)).at(-1) ?? null;
  if (!isWanted) return;
  auditionId = id;
  const end = () => {
    if (auditionId === id && viewNow().auditionedId === sound.id)
      changeView({ auditionedId: null });
  };
  if (id === null) end();
  else setTimeout(end, (sound.frames / mirrorNow().project.sampleRate) * 1000);
}

/** Gives the ids. The sound before may have ended meanwhile: then only `rest` is scheduled. */
async function scheduleAll(
  requests: readonly ActionRequest[],
  rest: readonly ActionRequest[],
): Promise<readonly number[]> {
  if (requests.length === 0) return [];
  const outcome = await bridge().schedule({ requests });
  if (!outcome.ok && outcome.code === 'action-finished') return scheduleAll(rest, []);
  return valueOrNotice(outcome)?.ids ?? [];
}

function playRequest({ id, frames }: AuditionedSound): ActionRequest {
  return {
    type: 'playBuffer',
    sourceId: id,
    offsetFrames: 0,
    lengthFrames: frames,
    startFrame: null,
    gain: auditionGain(),
    channels: null,
    belated: 'start',
  };
}
