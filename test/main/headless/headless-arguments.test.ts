import { describe, expect, test } from 'vitest';
import { reportOf } from '../../../main/accounts/report/report.ts';
import { failedConditions, parseConditions } from '../../../main/headless/conditions.ts';
import { headlessWords } from '../../../main/headless/headless.ts';
import { parseHeadless } from '../../../main/headless/headless-arguments.ts';
import { exampleRun } from '../../support/example-run.ts';

const parse = (line: string) => parseHeadless(line.split(' '), '/sessions');

describe('the command line without a window', () => {
  test('takes values after their option or after an equals sign', () => {
    expect(
      parse('run a.rtmix --from 1:06.5 --to=80 --host-api JACK --report r.json --report=e.tsv'),
    ).toMatchObject({
      command: 'run',
      session: '/sessions/a.rtmix',
      from: '1:06.5',
      to: '80',
      hostApi: 'JACK',
      reports: [
        { file: '/sessions/r.json', format: 'json' },
        { file: '/sessions/e.tsv', format: 'tsv' },
      ],
      isOffline: false,
    });
    expect(parse('report /s --run 3 --format html --output o.html --paths')).toMatchObject({
      command: 'report',
      run: 3,
      format: 'html',
      file: '/sessions/o.html',
      withPaths: true,
    });
  });

  test.each([
    ['play a', 'is no command'],
    ['run', 'which session'],
    ['run a b', 'one session too many'],
    ['run a --nothing', 'is no option'],
    ['run a --from', 'needs a value'],
    ['run a --from 1 --from 2', 'given twice'],
    ['run a --copy=1', 'takes no value'],
    ['run a --report x.doc', 'is no form of a report'],
    ['run a --report x.json --report x.tsv', 'written twice'],
    ['run a --format html', 'does not belong to run'],
    ['run a --virtual-faults [{}', 'is not a JSON list'],
    ['run a --fail-if late', 'is no condition'],
    ['run a --fail-if lates>0', 'nothing that a run counts'],
    ['run a --fail-if error>1', 'needs a unit'],
    ['run a --fail-if late>1ms', 'has no unit'],
    ['run a --offline --record', 'nothing can be recorded'],
    ['run a --offline --device x', 'no device is used'],
    ['run a --offline --fail-if late>0', 'proves nothing'],
    ['run a --offline --fail-if cannotPlay>0,dropouts>0', 'proves nothing'],
    ['run a --offline --fail-if error>1ms', 'proves nothing'],
    ['report a --run 0 --format csv', 'no number of a run'],
    ['report a', 'which form'],
  ])('refuses “%s” and says why', (line, why) => {
    expect(() => parse(line)).toThrow(why);
  });

  test('is meant where the first word that is no switch is run or report', () => {
    expect(headlessWords(['--ozone-platform=headless', 'run', 'a'])).toEqual(['run', 'a']);
    expect(headlessWords(['a.wav', 'run'])).toBeNull();
    expect(headlessWords(['--host-api=JACK'])).toBeNull();
  });
});

describe('conditions on a run', () => {
  const model = reportOf(exampleRun(), { name: null, nowWallTime: null });
  const failed = (text: string) => {
    const conditions = parseConditions(text);
    if (typeof conditions === 'string') throw new Error(conditions);
    return failedConditions(conditions, model).map((one) => `${one.text}: ${one.valueText}`);
  };

  test('fail where they hold, and say what it was', () => {
    expect(failed('late>0,dropped>0,dropouts>0,outages>1,error>1ms')).toEqual([
      'late>0: 2',
      'dropped>0: 1',
      'dropouts>0: 4',
      'error>1ms: 20.000 ms',
    ]);
    expect(failed('late>2, skipped >= 1, actions!=61, onTime<52, load>60%, error>0.02s')).toEqual([
      'skipped >= 1: 1',
      'load>60%: 61.0 %',
      'error>0.02s: 20.000 ms',
    ]);
  });

  test('what is not known is no proof', () => {
    const conditions = parseConditions('load>90%');
    if (typeof conditions === 'string') throw new Error(conditions);
    const unknown = reportOf(exampleRun({ loads: [] }), { name: null, nowWallTime: null });
    expect(failedConditions(conditions, unknown)).toEqual([{ text: 'load>90%', valueText: null }]);
  });
});
