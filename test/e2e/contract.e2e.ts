/** Messages that do not fit the contract: a typed answer each, and the program goes on. */
import type { Outcome } from '../../preload/outcome.ts';
import { expect, test } from './support/app-test.ts';
import { demoSound } from './support/recordings.ts';
import type { StudioPage } from './support/studio-page.ts';

/** The bridge without its types. */
type LooseBridge = Record<string, (payload: unknown) => Promise<Outcome<unknown>>>;

/**
 * Sends messages written as JavaScript, because NaN, holes and buffers have no JSON.
 * @param messages `name: payload` pairs
 */
function answersTo(
  { page }: StudioPage,
  messages: readonly (readonly [name: string, payload: string])[],
): Promise<readonly { asked: string; ok: boolean; code: string; message: string }[]> {
  return page.evaluate(async (list) => {
    const { studio } = window as unknown as { studio: LooseBridge };
    const answers = [];
    for (const [name, source] of list) {
      // The page's policy forbids eval.
      const payload = JSON.parse(source, (_key, value: unknown) => {
        if (value === '#NaN') return Number.NaN;
        if (value === '#Infinity') return Number.POSITIVE_INFINITY;
        if (value === '#-Infinity') return Number.NEGATIVE_INFINITY;
        if (value === '#undefined') return undefined;
        if (value === '#bytes') return new Uint8Array(1_000);
        if (value === '#date') return new Date(Number.NaN);
        if (value === '#map') return new Map([['frame', 1]]);
        if (value === '#channels') return Array.from({ length: 50_000 }, () => 1);
        if (value === '#deep') {
          let deep: unknown = {};
          for (let level = 0; level < 100; level += 1) deep = { edits: [deep], kind: 'batch' };
          return deep;
        }
        return value;
      });
      const whole = await studio[name]?.(payload);
      // A batch answers for each of its requests.
      const { results } = (whole?.ok ? (whole.value ?? {}) : {}) as {
        results?: Outcome<unknown>[];
      };
      const answer = results?.[0] ?? whole;
      answers.push({
        asked: `${name} ${source}`,
        ok: answer?.ok ?? true,
        code: answer?.ok === false ? answer.code : '',
        message: answer?.ok === false ? answer.message : '',
      });
    }
    return answers;
  }, messages);
}

test('messages of the wrong shape, with NaN or of absurd size are refused with a code and a sentence', async ({
  launch,
}) => {
  const { studio } = await launch();
  await studio.dropOnTrack([demoSound('knock')], 0, 1);
  await expect(studio.clip(/^knock.*starts at 1\.000 s$/)).toBeVisible();

  const misshapen = await answersTo(studio, [
    ['seek', '{"frame":"#NaN"}'],
    ['seek', '{"frame":"#Infinity"}'],
    ['seek', '{"frame":-1}'],
    ['seek', '{"frame":1.5}'],
    ['seek', '{"frame":"48000"}'],
    ['seek', '{"frame":9007199254740993}'],
    ['seek', '{}'],
    ['seek', 'null'],
    ['seek', '[]'],
    ['seek', '"#map"'],
    ['seek', '"#bytes"'],
    ['seek', '{"frame":0,"more":1}'],
    ['play', '{"fromFrame":"#-Infinity"}'],
    ['play', '{"fromFrame":"#undefined"}'],
    ['stop', '{"now":true}'],
    ['record', '"#date"'],
    ['chooseFiles', '{"placement":{"trackId":null,"startFrame":"#NaN","rule":"stack"}}'],
    ['chooseFiles', '{"paths":["/etc/passwd"],"placement":null}'],
    ['peaks', '{"sourceId":"x","startFrame":0,"framesPerBin":"#NaN","count":10}'],
    ['peaks', '{"sourceId":"x","startFrame":0,"framesPerBin":1,"count":100000000}'],
    ['schedule', '{"requests":[{"type":"explode"}]}'],
    ['schedule', '{"requests":{"length":5}}'],
    [
      'schedule',
      '{"requests":[{"type":"playBuffer","sourceId":"x","offsetFrames":0,"lengthFrames":1,"startFrame":null,"gain":"#NaN","channels":[1],"belated":"trim"}]}',
    ],
    [
      'schedule',
      '{"requests":[{"type":"playBuffer","sourceId":"x","offsetFrames":0,"lengthFrames":1,"startFrame":null,"gain":1,"channels":"#channels","belated":"trim"}]}',
    ],
    ['schedule', '{"requests":[{"type":"cancel","actionId":"#NaN"}]}'],
    ['schedule', '{"requests":[{"type":"setGain","actionId":1,"gain":"#Infinity"}]}'],
    ['schedule', '{"requests":[{"type":"fetchAndResetStats","more":1}]}'],
    [
      'runRows',
      '{"runId":null,"sort":"ended","isDescending":true,"filter":"all","clipIds":null,"openFolds":[],"from":0,"count":1000000000,"places":[]}',
    ],
    ['edit', '{"editId":"e","label":"x","mergeKey":null,"edit":{"kind":"dropTables"}}'],
    ['edit', '{"editId":"e","label":"x","mergeKey":null,"edit":"#deep"}'],
    [
      'edit',
      '{"editId":"e","label":"x","mergeKey":null,"edit":{"kind":"patchClips","patches":[{"clipId":"x","patch":{"startFrame":"#NaN"}}]}}',
    ],
    [
      'applyDevice',
      '{"hostApi":"Virtual","inputKey":null,"outputKey":null,"sampleRate":"#Infinity","blockSize":256,"latency":"low"}',
    ],
    [
      'applyDevice',
      '{"hostApi":"Virtual","inputKey":null,"outputKey":null,"sampleRate":48000,"blockSize":-1,"latency":"#NaN"}',
    ],
    ['devices', '{"rescan":"yes"}'],
  ]);
  for (const answer of misshapen) {
    expect(answer, answer.asked).toMatchObject({ ok: false, code: 'invalid-message' });
    expect(answer.message, answer.asked).toMatch(
      /^The request \w+ was not understood\. .{1,500}\.$/s,
    );
  }

  const unknownThings = await answersTo(studio, [
    ['peaks', '{"sourceId":"nobody","startFrame":0,"framesPerBin":1,"count":10}'],
    ['relinkBuffer', '{"sourceId":"nobody"}'],
    [
      'edit',
      '{"editId":"e","label":"x","mergeKey":null,"edit":{"kind":"patchClips","patches":[{"clipId":"nobody","patch":{"startFrame":1}}]}}',
    ],
    [
      'schedule',
      '{"requests":[{"type":"playBuffer","sourceId":"nobody","offsetFrames":0,"lengthFrames":1,"startFrame":null,"gain":1,"channels":[1],"belated":"trim"}]}',
    ],
    ['schedule', '{"requests":[{"type":"cancel","actionId":987654321}]}'],
    [
      'applyDevice',
      '{"hostApi":"Telepathy","inputKey":null,"outputKey":"nobody","sampleRate":48000,"blockSize":256,"latency":"low"}',
    ],
    [
      'applyDevice',
      '{"hostApi":"Virtual","inputKey":null,"outputKey":null,"sampleRate":48000,"blockSize":256,"latency":"low"}',
    ],
  ]);
  for (const answer of unknownThings) {
    expect(answer.ok, answer.asked).toBe(false);
    expect(answer.code, answer.asked).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(answer.message, answer.asked).toMatch(/^\S.{10,500}\.$/s);
  }

  await expect(studio.clip(/^knock.*starts at 1\.000 s$/)).toBeVisible();
  await studio.button('Play').click();
  expect((await studio.finished('knock')).outcome).toContain('completed');
});

test('the page finds the contract and nothing else of the program', async ({ launch }) => {
  const { studio } = await launch();
  const found = await studio.page.evaluate(() => {
    const page = window as unknown as Record<string, unknown>;
    const bridge = page.studio as Record<string, unknown>;
    const before = bridge.seek;
    try {
      bridge.seek = () => 'mine';
    } catch {
      // A frozen object says so in strict mode.
    }
    return {
      hidden: ['require', 'process', 'ipcRenderer', 'electron', 'module'].filter(
        (name) => page[name] !== undefined,
      ),
      isKept: bridge.seek === before,
      hasUnknown: 'evaluate' in bridge || 'invoke' in bridge || 'send' in bridge,
      opensAnyPath: 'importFiles' in bridge,
    };
  });
  expect(found).toEqual({ hidden: [], isKept: true, hasUnknown: false, opensAnyPath: false });
});
