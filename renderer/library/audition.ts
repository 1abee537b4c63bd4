/** Audition: one sound of the Library at a time, outside the timeline. */
import { ACTION_KINDS, type ActionRequest, type ActionRow } from '../../preload/actions.ts';
import type { BufferEntry, Take } from '../../preload/project.ts';
import { gainFromDecibels } from '../../preload/units.ts';
import { mirrorNow } from '../store/mirror-store.ts';
import { valueOrNotice } from '../store/notices.ts';
import { scheduleOne } from '../store/scheduling.ts';
import { changeView, viewNow } from '../store/view.ts';

type AuditionedSound = Pick<BufferEntry | Take, 'id' | 'frames'>;

/** The action that was scheduled last; null = none, its file is being opened, or it was cancelled;
 * undefined = not known after a load of the page. */
let auditionId: number | null | undefined;
/** Of the last audition. */
let token = Symbol();

/** Plays a sound in place of the one before, also of one whose file is being opened; null = silence. */
export function audition(sound: AuditionedSound | null): void {
  changeView({ auditionedId: sound?.id ?? null });
  token = Symbol();
  void idOf({ type: 'cancel', actionId: soundingId() });
  auditionId = null;
  if (sound !== null) void play(sound, token);
}

/** Sets the level of auditions, also of the one that sounds. */
export function setAuditionLevel(auditionGainDb: number): void {
  changeView({ auditionGainDb });
  const actionId = soundingId();
  if (actionId !== null) void idOf({ type: 'setGain', actionId, gain: auditionGain() });
}

/** `auditionId`; after a load of the page what main reports: an audition outlives the page. */
function soundingId(): number | null {
  if (auditionId !== undefined) return auditionId;
  const isAudition = ({ type, clipId }: ActionRow) =>
    ACTION_KINDS[type] === 'player' && clipId === null;
  return mirrorNow().activeActions.find(isAudition)?.id ?? null;
}

/** Linear. */
function auditionGain(): number {
  return gainFromDecibels(viewNow().auditionGainDb);
}

async function play(sound: AuditionedSound, ownToken: symbol): Promise<void> {
  // One that is replaced at once is not requested.
  await Promise.resolve();
  if (token !== ownToken) return;
  const gain = auditionGain();
  const actionId = await idOf(playRequest(sound, gain));
  if (token !== ownToken) {
    if (actionId !== null) await idOf({ type: 'cancel', actionId });
    return;
  }
  auditionId = actionId;
  if (auditionGain() !== gain) setAuditionLevel(viewNow().auditionGainDb);
  const end = () => {
    if (token === ownToken) changeView({ auditionedId: null });
  };
  if (actionId === null) end();
  else setTimeout(end, (sound.frames / mirrorNow().project.sampleRate) * 1000);
}

/** Gives the id; null = refused, which is shown unless it has ended or was cancelled meanwhile. */
async function idOf(request: ActionRequest): Promise<number | null> {
  const outcome = await scheduleOne(request);
  const isOver = !outcome.ok && ['action-finished', 'interrupted'].includes(outcome.code);
  return isOver ? null : (valueOrNotice(outcome)?.id ?? null);
}

function playRequest({ id, frames }: AuditionedSound, gain: number): ActionRequest {
  return {
    type: 'playBuffer',
    sourceId: id,
    offsetFrames: 0,
    lengthFrames: frames,
    startFrame: null,
    gain,
    channels: null,
    belated: 'start',
  };
}
