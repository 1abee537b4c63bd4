/** The head of the master beside the overview: its name, its gain and the level of the outputs. */
import { useRef } from 'react';
import { setMasterGain } from '../../commands/track-commands.ts';
import { useRovingToolbar } from '../../keys/roving-focus.ts';
import { useMirror } from '../../store/mirror-store.ts';
import { MASTER_SOURCE } from '../../transport/master-reading.ts';
import { Meter } from '../../ui/meter.tsx';
import { GainSlider, GainValue } from '../tracks/track-levels.tsx';

export function MasterHead() {
  const gainDb = useMirror((mirror) => mirror.project.master.gainDb);
  const element = useRef<HTMLDivElement>(null);
  useRovingToolbar(element);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would take part in forms; this is none.
    <div className="master-head" role="group" aria-label="Master" ref={element}>
      <span className="master-name">Master</span>
      <GainSlider
        label="Gain of the master"
        gainDb={gainDb}
        onChange={(changed) => setMasterGain(changed, 'master-gain')}
        onReset={() => setMasterGain(0)}
      />
      <GainValue
        what="gain of the master"
        gainDb={gainDb}
        onChange={(typed) => setMasterGain(typed)}
      />
      <Meter label="Level of the master" {...MASTER_SOURCE} />
    </div>
  );
}
