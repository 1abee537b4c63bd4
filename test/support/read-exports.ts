/** Reads what was exported by the rules of the formats alone: JSON with its schema, RFC 4180, BIDS. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { z } from 'zod';
import {
  type ExportFormat,
  exportedFiles,
  PLAIN_EXPORT,
} from '../../main/accounts/report/exports.ts';
import type { RunAccount } from '../../preload/run.ts';
import { parseCsv } from '../demo/account.ts';

const schemaFile = path.join(import.meta.dirname, '../../assets/report/report.schema.json');
export const reportSchema = z.fromJSONSchema(JSON.parse(readFileSync(schemaFile, 'utf8')));

export function exported(
  account: RunAccount,
  format: ExportFormat,
  options = PLAIN_EXPORT,
): string {
  return exportedFiles(account, format, options)[0]?.content ?? '';
}

export interface ReadReport {
  readonly summary: Record<string, number>;
  readonly actions: readonly Record<string, unknown>[];
  readonly dropouts: readonly Record<string, unknown>[];
  readonly sounds: readonly Record<string, unknown>[];
}

export function readJson(account: RunAccount, options = PLAIN_EXPORT): ReadReport {
  const text = exported(account, 'json', options);
  const parsed: unknown = JSON.parse(text);
  expect(reportSchema.safeParse(parsed).error).toBeUndefined();
  return parsed as ReadReport;
}

export function readCsv(account: RunAccount): Record<string, string>[] {
  const [titles = [], ...rows] = parseCsv(exported(account, 'csv'));
  expect(new Set(titles).size).toBe(titles.length);
  return rows.map((cells) => {
    expect(cells).toHaveLength(titles.length);
    return Object.fromEntries(titles.map((title, index) => [title, cells[index] ?? '']));
  });
}

/** Lines of tabs, no quotation, no empty cell. */
export function readTsv(account: RunAccount, withUnheard: boolean): Record<string, string>[] {
  const text = exported(account, 'tsv', { ...PLAIN_EXPORT, withUnheard });
  expect(text.endsWith('\n')).toBe(true);
  expect(text).not.toMatch(/["\r]/);
  const [titles = [], ...rows] = text
    .slice(0, -1)
    .split('\n')
    .map((line) => line.split('\t'));
  expect(titles.slice(0, 2)).toEqual(['onset', 'duration']);
  return rows.map((cells) => {
    expect(cells).toHaveLength(titles.length);
    expect(cells.every((cell) => cell !== '' && cell.trim() === cell)).toBe(true);
    return Object.fromEntries(titles.map((title, index) => [title, cells[index] ?? '']));
  });
}
