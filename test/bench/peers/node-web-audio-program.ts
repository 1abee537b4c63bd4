/** node-web-audio-api in a process of its own; answers as web-audio-answer.ts says. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import * as webAudio from 'node-web-audio-api';
import { installWebAudioBench } from './web-audio.ts';
import { answerWithWebAudio, type WebAudioCall } from './web-audio-answer.ts';

Object.assign(globalThis, webAudio);
installWebAudioBench();
const { webAudioBench } = globalThis;

const call: WebAudioCall = async (name, ...given) =>
  Reflect.apply(webAudioBench[name], webAudioBench, given);

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

const manifest = new URL('package.json', import.meta.resolve('node-web-audio-api'));
console.log(`node-web-audio-api ${JSON.parse(readFileSync(manifest, 'utf8')).version}`);
for await (const question of createInterface({ input: process.stdin })) {
  console.log((await answerWithWebAudio(question, call, cpuSeconds)).join(' '));
}
process.exit();
