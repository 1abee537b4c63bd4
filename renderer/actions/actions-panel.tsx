/** The Actions tab: the account of every action, live and ended, in one table. */
import { ActionTable } from './action-table.tsx';

export function ActionsPanel() {
  return (
    <div className="actions-panel">
      <ActionTable />
    </div>
  );
}
