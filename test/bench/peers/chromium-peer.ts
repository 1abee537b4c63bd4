/** Chromium's Web Audio: what Electron would play with, without the mixer. */
import { chromium } from '@playwright/test';
import { findBrowser } from '../../../native/system-packages.mjs';
import { processTimes } from '../process-times.ts';
import { MissingPeer, type Participant } from './participant.ts';
import { installWebAudioBench, type WebAudioBench } from './web-audio.ts';
import { answerWithWebAudio, type WebAudioCall } from './web-audio-answer.ts';

/** The page is left alone for minutes while it renders. */
const longestSeconds = 300;

export async function startChromiumPeer(): Promise<Participant> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new MissingPeer('no Chromium is installed');
  const server = await chromium.launchServer({ executablePath, args: ['--no-sandbox'] });
  const { pid } = server.process();
  const browser = await chromium.connect(server.wsEndpoint());
  const page = await browser.newPage();
  page.setDefaultTimeout(longestSeconds * 1_000);
  await page.evaluate(installWebAudioBench);
  const call: WebAudioCall = (name, ...given) =>
    page.evaluate(
      ([method, values]) => {
        const { webAudioBench } = globalThis;
        return Reflect.apply(webAudioBench[method], webAudioBench, values);
      },
      [name, given] as [keyof WebAudioBench, unknown[]],
    );
  const cpuSeconds = () => (pid === undefined ? 0 : (processTimes(pid).get('renderer') ?? 0));
  return {
    name: `Chromium ${browser.version()}`,
    ask: (question) => answerWithWebAudio(question, call, cpuSeconds),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
