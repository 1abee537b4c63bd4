/** The view Arrange: the timeline with its panels around it, which fold and are resized. */
import { type RefObject, useLayoutEffect, useRef } from 'react';
import { Inspector } from '../inspector/inspector.tsx';
import { Library } from '../library/library.tsx';
import { usePanelFolded } from '../store/folding.ts';
import { onPanelPixels, PANEL_NAMES, panelPixels } from '../store/panel-sizes.ts';
import { Timeline } from '../timeline/timeline.tsx';
import { BottomPanel } from './bottom-panel.tsx';
import { Splitter } from './splitter.tsx';

export function ArrangeView() {
  const frame = useRef<HTMLDivElement>(null);
  usePanelSizes(frame);
  const isLibraryFolded = usePanelFolded('library');
  const isInspectorFolded = usePanelFolded('inspector');
  const isBottomFolded = usePanelFolded('bottom');
  return (
    <div className="arrange" ref={frame}>
      <div className="work">
        {!isLibraryFolded && (
          <>
            <div id="library-panel" className="library-panel">
              <Library />
            </div>
            <Splitter panel="library" />
          </>
        )}
        <div className="timeline-panel">
          <Timeline />
        </div>
        {!isInspectorFolded && (
          <>
            <Splitter panel="inspector" />
            <div id="inspector-panel" className="inspector-panel">
              <Inspector />
            </div>
          </>
        )}
      </div>
      {!isBottomFolded && <Splitter panel="bottom" />}
      <div id="bottom-panel" className="bottom-panel" data-folded={isBottomFolded || undefined}>
        <BottomPanel isFolded={isBottomFolded} />
      </div>
    </div>
  );
}

/** Not by React: a drag changes the sizes at every move, and nothing else. */
function usePanelSizes(frame: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const apply = () => {
      for (const name of PANEL_NAMES) {
        frame.current?.style.setProperty(`--${name}-pixels`, `${panelPixels(name)}px`);
      }
    };
    apply();
    return onPanelPixels(apply);
  }, [frame]);
}
