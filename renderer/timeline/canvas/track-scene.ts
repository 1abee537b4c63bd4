/** All that a picture of the track area shows. */
import type { Dropout, Outage } from '../../../preload/dropouts.ts';
import type { MediaStatus, TakeInProgress } from '../../../preload/engine.ts';
import type { Clip, LoopRange, Marker, Project } from '../../../preload/project.ts';
import type { ClipIndex } from '../../store/clip-index.ts';
import type { SelectedTime } from '../../store/time-range.ts';
import type { Ghost, RubberBand } from '../../store/view.ts';
import type { Rectangle, Viewport } from './geometry.ts';

export interface TrackScene {
  readonly viewport: Viewport;
  readonly width: number;
  readonly height: number;
  /** Device pixels per CSS pixel. */
  readonly density: number;
  /** The part of the view that is drawn; nothing outside of it has to be. */
  readonly exposed: Rectangle;
  readonly project: Project;
  /** Of the project. */
  readonly index: ClipIndex;
  readonly selection: ReadonlySet<string>;
  /** Clips as a drag in progress would change them, by their ids; on the layer above. */
  readonly dragged: ReadonlyMap<string, Clip>;
  /** They are copied: the originals stay where they are. */
  readonly isCopying: boolean;
  /** Under the pointer, and not selected: it shows its handles on the layer above. */
  readonly hovered: Clip | null;
  readonly takesInProgress: readonly TakeInProgress[];
  readonly media: ReadonlyMap<string, MediaStatus>;
  readonly loop: LoopRange;
  readonly markers: readonly Marker[];
  readonly timeRange: SelectedTime | null;
  readonly dropouts: readonly Dropout[];
  readonly outages: readonly Outage[];
  /** Clips have their names in the picture. */
  readonly hasTitles: boolean;
  readonly ghost: Ghost | null;
  readonly rubberBand: RubberBand | null;
}
