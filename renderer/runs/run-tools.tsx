/** Beside the tabs of accounts: the run that they are about, and the exports of its report. */
import { Share } from 'lucide-react';
import type { CommandId } from '../../preload/commands.ts';
import { REPORT_FORMATS, type ReportFormat } from '../../preload/report.ts';
import { runCommand } from '../commands/run-command.ts';
import { DropMenu, MenuEntry } from '../ui/menu.tsx';
import { RunChooser } from './run-chooser.tsx';
import { useChosenRun } from './run-store.ts';

export const EXPORT_COMMANDS = {
  html: 'exportHtml',
  csv: 'exportCsv',
  json: 'exportJson',
  tsv: 'exportBids',
} as const satisfies Readonly<Record<ReportFormat, CommandId>>;

/** Nothing before the first run. */
export function RunTools() {
  const run = useChosenRun();
  if (run === null) return null;
  return (
    <span className="run-tools">
      <RunChooser />
      <DropMenu
        label="Export report…"
        className="button export-menu-button"
        trigger={
          <>
            <Share size={14} aria-hidden />
            <span className="export-words">Export report…</span>
          </>
        }
      >
        {(Object.keys(REPORT_FORMATS) as ReportFormat[]).map((format) => (
          <MenuEntry key={format} onClick={() => runCommand(EXPORT_COMMANDS[format])}>
            {REPORT_FORMATS[format].name} <span className="dim">{REPORT_FORMATS[format].hint}</span>
          </MenuEntry>
        ))}
      </DropMenu>
    </span>
  );
}
