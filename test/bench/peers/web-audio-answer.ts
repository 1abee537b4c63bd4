/** The commands of the peers with Web Audio, the same for Chromium and for Node.
 *
 *   mix VOICES FRAMES gain|unity   nanoseconds per voice and frame; sounds of so many frames, looped
 *   sounds COUNT                   seconds of rendering, seconds of scheduling: all up front
 *   ahead COUNT                    seconds of both: started about 100 ms ahead
 */
import { sumOfOneSound, type WebAudioBench } from './web-audio.ts';

/** How a bench in another process is called. */
export type WebAudioCall = <Name extends keyof WebAudioBench>(
  name: Name,
  ...given: Parameters<WebAudioBench[Name]>
) => Promise<Awaited<ReturnType<WebAudioBench[Name]>>>;

/** What a round of mixing handles at least: a process' time has a resolution of 10 ms. */
const leastVoiceFrames = 48_000_000;

/** @param cpuSeconds used so far by the process that renders, all its threads together */
export async function answerWithWebAudio(
  question: string,
  call: WebAudioCall,
  cpuSeconds: () => number,
): Promise<readonly number[]> {
  const [command = '', first = '', second = '', third = ''] = question.split(' ');
  const count = Number(first);
  const taking = async (work: () => Promise<unknown>) => {
    const before = cpuSeconds();
    await work();
    return cpuSeconds() - before;
  };
  if (command === 'mix') {
    const seconds = Math.ceil(leastVoiceFrames / (count * 48_000));
    await call('prepareMix', {
      voices: count,
      soundFrames: Number(second),
      seconds,
      hasGain: third === 'gain',
    });
    const used = await taking(async () => refuseSilence(await call('render')));
    return [(used * 1e9) / (count * seconds * 48_000)];
  }
  const isAhead = command === 'ahead';
  const scheduling = await taking(() =>
    call(isAhead ? 'prepareSoundsAhead' : 'prepareSounds', count),
  );
  const rendering = await taking(async () => requireAll(await call('render'), count));
  return isAhead ? [scheduling + rendering] : [rendering, scheduling];
}

function refuseSilence(sum: number): void {
  if (sum === 0) throw new Error('Web Audio rendered silence.');
}

function requireAll(sum: number, count: number): void {
  const expected = count * sumOfOneSound;
  if (Math.abs(sum / expected - 1) > 0.001) {
    throw new Error(`Web Audio rendered ${sum / sumOfOneSound} of ${count} sounds.`);
  }
}
