import type { SuiteResult } from './suite-result.ts';

type Results = Pick<SuiteResult, 'passed' | 'failed' | 'skipped'>;

/**
 * Reads CTest's JUnit report. A program prints `ok NAME`, `not ok NAME: why` or
 * `skip NAME: reason` for each of its tests; a program that says nothing is one test itself, and
 * one that exits with 77 is skipped for the reason on its last line. `log`, what CTest printed, tells
 * of programs that it stopped or that crashed.
 */
export function ctestResults(report: string, log = ''): Results {
  const results: Results = { passed: 0, failed: [], skipped: [] };
  for (const [, attributes = '', body = ''] of report.matchAll(
    /<testcase ([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g,
  )) {
    const program = plain(/\bname="([^"]*)"/.exec(attributes)?.[1] ?? 'unnamed');
    const status = /\bstatus="([^"]*)"/.exec(attributes)?.[1] ?? 'unknown';
    const output = plain(/<system-out>([\s\S]*?)<\/system-out>/.exec(body)?.[1] ?? '').trim();
    if (/<skipped/.test(body)) {
      const reason = output.split('\n').at(-1) || 'it gave no reason';
      results.skipped.push({ name: program, reason });
    } else {
      addProgram(results, program, status, output, endOf(log, program));
    }
  }
  return results;
}

function addProgram(
  results: Results,
  program: string,
  status: string,
  output: string,
  end: string | undefined,
): void {
  const lines = output.split('\n');
  const failed = lines.flatMap((line, index) => {
    const name = /^not ok (.*)/.exec(line)?.[1];
    return name === undefined
      ? []
      : [
          {
            name: `${program}: ${name}`,
            detail: lines.slice(Math.max(0, index - 3), index + 1).join('\n'),
          },
        ];
  });
  const passed = lines.filter((line) => line.startsWith('ok ')).length;
  for (const line of lines) {
    const [, name, reason] = /^skip (.*?): (.*)/.exec(line) ?? [];
    if (name !== undefined && reason !== undefined) {
      results.skipped.push({ name: `${program}: ${name}`, reason });
    }
  }
  const hasRun = status === 'run';
  results.passed += passed + (hasRun && passed + failed.length === 0 ? 1 : 0);
  results.failed.push(...failed);
  if (!hasRun && failed.length === 0) {
    const parts = [end, reasonsFirst(output)].filter(Boolean);
    results.failed.push({ name: program, detail: parts.join('\n') || `CTest says "${status}"` });
  }
}

/** How a program ended if it did not exit by itself: `Timeout after 600.12 s`, `Exception: SegFault`. */
function endOf(log: string, program: string): string | undefined {
  for (const [, name, signal = '', end, seconds] of log.matchAll(
    /Test +#\d+: (\S+) \.*([^.*\n]*)\*\*\*(.*?)\s+([\d.]+) sec/g,
  )) {
    if (name === program && end !== 'Failed') {
      return end === 'Timeout' ? `Timeout after ${seconds} s` : `${end} ${signal}`.trim();
    }
  }
  return undefined;
}

/** The lines in which sanitizers, fuzzers and assertions name a reason, then all lines. */
function reasonsFirst(output: string): string {
  const reasons = output
    .split('\n')
    .filter((line) =>
      /^==\d+== ?ERROR|^WARNING: \w+Sanitizer|^SUMMARY: |: runtime error: |Assertion .* failed|^kind \d+ | is false$/.test(
        line,
      ),
    );
  return [...new Set(reasons), output].join('\n').trim();
}

function plain(text: string): string {
  const characters: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
  return text.replace(/&(lt|gt|amp|quot|apos);/g, (whole, name) => characters[name] ?? whole);
}
