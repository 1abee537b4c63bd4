import type { SuiteResult } from './suite-result.ts';

/**
 * Reads CTest's JUnit report. A test that exits with 77 is a skip; the last line it printed is
 * the reason.
 */
export function ctestResults(report: string): Pick<SuiteResult, 'passed' | 'failed' | 'skipped'> {
  const results: ReturnType<typeof ctestResults> = { passed: 0, failed: [], skipped: [] };
  for (const [, attributes = '', body = ''] of report.matchAll(
    /<testcase ([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g,
  )) {
    const name = plain(/\bname="([^"]*)"/.exec(attributes)?.[1] ?? 'unnamed');
    const status = /\bstatus="([^"]*)"/.exec(attributes)?.[1];
    const output = plain(/<system-out>([\s\S]*?)<\/system-out>/.exec(body)?.[1] ?? '').trim();
    if (/<skipped/.test(body)) {
      results.skipped.push({ name, reason: output.split('\n').at(-1) || 'it gave no reason' });
    } else if (status === 'run') {
      results.passed += 1;
    } else {
      results.failed.push({ name, detail: output || `CTest says "${status}"` });
    }
  }
  return results;
}

function plain(text: string): string {
  const characters: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
  return text.replace(/&(lt|gt|amp|quot|apos);/g, (whole, name) => characters[name] ?? whole);
}
