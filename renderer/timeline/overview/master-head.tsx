/** The head of the master beside the overview: its name and the level of the outputs. */
import { MASTER_SOURCE } from '../../transport/master-reading.ts';
import { Meter } from '../../ui/meter.tsx';

export function MasterHead() {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would take part in forms; this is none.
    <div className="master-head" role="group" aria-label="Master">
      <span className="master-name">Master</span>
      <Meter label="Level of the master" {...MASTER_SOURCE} />
    </div>
  );
}
