import type {
  FullConfig,
  FullResult,
  Reporter,
  Suite,
  TestCase,
  TestError,
  TestResult,
} from '@playwright/test/reporter';
import { electronHost } from '../e2e/support/electron-host.ts';
import { detectedDevices } from './devices.ts';
import { type SuiteResult, saveSuite } from './suite-result.ts';

/** Saves the end-to-end suite, or that of its host, with devices and the reason of every skip. */
export default class SuiteReporter implements Reporter {
  /** By id; the result is the last one. */
  private readonly tests = new Map<string, { test: TestCase; result: TestResult }>();
  private readonly errors: string[] = [];
  private name = 'End to end';

  onBegin(_config: FullConfig, { suites }: Suite): void {
    if (suites.every((suite) => suite.project()?.name === 'host')) {
      this.name = 'The host of the windows';
    }
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    this.tests.set(test.id, { test, result });
  }

  onError(error: TestError): void {
    this.errors.push(error.message ?? 'an error without a message');
  }

  onEnd(_result: FullResult): void {
    const host = electronHost();
    const suite: SuiteResult = {
      name: this.name,
      host: host.isElectron ? host.name : 'the stand-in, Chromium',
      devices: this.name === 'End to end' ? detectedDevices() : 'none',
      passed: 0,
      failed: this.errors.map((detail) => ({ name: 'errors outside tests', detail })),
      skipped: [],
      unsteady: [],
    };
    for (const { test, result } of this.tests.values()) {
      add(suite, test, result);
    }
    saveSuite(suite);
  }
}

function add(suite: SuiteResult, test: TestCase, result: TestResult): void {
  const name = test.titlePath().filter(Boolean).join(': ');
  if (result.status === 'skipped') {
    const reason = test.annotations.find(({ type }) => type === 'skip')?.description;
    suite.skipped.push({ name, reason: reason ?? 'it gave no reason' });
  } else if (test.outcome() === 'expected') {
    suite.passed += 1;
  } else if (test.outcome() === 'flaky') {
    suite.passed += 1;
    const [first] = test.results;
    suite.unsteady.push({ name, detail: first?.error?.message ?? 'it failed once' });
  } else {
    suite.failed.push({ name, detail: result.error?.message ?? result.status });
  }
}
