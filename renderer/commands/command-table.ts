/** What each command of `preload/commands.ts` needs and does. A command without a row does not
 * compile. */
import { nextUiSize, type ThemeChoice, USUAL_APPEARANCE } from '../../preload/appearance.ts';
import type { CommandId } from '../../preload/commands.ts';
import type { Track } from '../../preload/project.ts';
import type { ReportFormat } from '../../preload/report.ts';
import { importFiles } from '../importing/importing.ts';
import { openFocusMenu } from '../keys/context-menu-state.ts';
import { walkRegions } from '../keys/regions.ts';
import { audition } from '../library/audition.ts';
import { changeReport } from '../report/report-state.ts';
import { exportReport, togglePin } from '../runs/run-edits.ts';
import { chooseRun } from '../runs/run-store.ts';
import { appearanceNow, changeAppearance } from '../store/appearance.ts';
import { bridge } from '../store/bridge.ts';
import { redo, undo } from '../store/editing.ts';
import { showTab, togglePanel } from '../store/folding.ts';
import { liveNow, playheadFrame } from '../store/live.ts';
import { mirrorNow } from '../store/mirror-store.ts';
import { valueOrNotice } from '../store/notices.ts';
import { scheduleOne } from '../store/scheduling.ts';
import type { TrackHeight } from '../store/track-heights.ts';
import { selectTracks } from '../store/track-selection.ts';
import { changeView, setAllHeights, setHeightOf, toggleSnap, viewNow } from '../store/view.ts';
import { zoomByKey, zoomToFit } from '../timeline/canvas/scrolling.ts';
import { toggleSelected, walkTime, walkTracks } from '../timeline/clips/clip-keys.ts';
import { lockedSentence } from '../timeline/clips/locked.ts';
import { markerBeside } from '../timeline/ruler/marker-edits.ts';
import { openColours } from '../timeline/tracks/colour-menu-state.ts';
import * as actions from './account-commands.ts';
import * as clips from './clip-commands.ts';
import {
  type CommandTarget,
  isOnHead,
  targetGroupIds,
  targetMarker,
  targetRun,
  targetSound,
  targetTracks,
} from './command-target.ts';
import * as commands from './commands.ts';
import { openPalette } from './palette-state.ts';
import * as plays from './play-commands.ts';
import * as ranges from './range-commands.ts';
import { selectedSpan } from './range-commands.ts';
import * as trackCommands from './track-commands.ts';

interface CommandWork {
  /** Why it cannot be done now, a sentence that says what to do; null = it can. */
  readonly needs?: (target: CommandTarget) => string | null;
  /** `needs` may be behind what main knows: keys run it all the same. */
  readonly needsIsHint?: true;
  /** Of a choice: it is on. */
  readonly isOn?: () => boolean;
  readonly run: (target: CommandTarget) => void;
}

const anySelected = () =>
  viewNow().selection.size > 0 ? null : 'Select a clip first: click it, or go to it with Tab.';
const anyChangeable = () => {
  const selected = clips.selectedClips();
  if (selected.length === 0) return anySelected();
  return selected.every(({ locked }) => locked) ? lockedSentence(selected) : null;
};
const twoSelected = () =>
  viewNow().selection.size > 1 ? null : 'Select two clips or more: Ctrl+click adds one.';
const anySelectedTime = () => {
  if (selectedSpan() !== null) return null;
  return 'Select time first: drag on the ruler with Shift, or select clips.';
};
const anyMarker = (direction: 1 | -1) => () => {
  const frame = Math.round(playheadFrame());
  const found = markerBeside(mirrorNow().project.markers, frame, direction);
  const where = direction === 1 ? 'after' : 'before';
  return found === undefined ? `There is no marker ${where} the playhead.` : null;
};
const anyClip = () =>
  mirrorNow().project.clips.length > 0 ? null : 'There is no clip. Drop a sound on the timeline.';
const anyTrack = (target: CommandTarget) =>
  targetTracks(target).length > 0 ? null : 'Select a track first: click its head or a clip on it.';
const anySound = (target: CommandTarget) =>
  targetSound(target) !== undefined ? null : 'Select a sound in the Library first.';

function clipUnderPlayhead(): string | null {
  const frame = Math.round(playheadFrame());
  const selected = clips.selectedClips();
  const among = selected.length > 0 ? selected : mirrorNow().project.clips;
  const isInside = among.some(
    ({ startFrame, lengthFrames }) => frame > startFrame && frame < startFrame + lengthFrames,
  );
  return isInside ? null : 'The playhead is not inside a clip. Click the ruler to move it.';
}

function selectedUnderPlayhead(): string | null {
  if (viewNow().selection.size === 0) return anySelected();
  return clipUnderPlayhead() === null
    ? null
    : 'The playhead is not inside a selected clip. Click the ruler to move it.';
}

function loopRange(): string | null {
  const { startFrame, endFrame } = mirrorNow().project.loop;
  if (endFrame > startFrame || selectedSpan() !== null) return null;
  return 'There is no loop range. Drag a range on the ruler or select clips.';
}

const isInReport = () => viewNow().shownView === 'report';
const anyRun = (target: CommandTarget) =>
  targetRun(target) === null ? 'There is no run yet. Press Play.' : null;

function deletableRun(target: CommandTarget): string | null {
  const isRunning = targetRun(target)?.state === 'running';
  return isRunning ? 'The run goes on. Stop first.' : anyRun(target);
}

/** A marker, else the selected clips, else tracks of a head with the focus, else a sound. */
function deleteWhat(target: CommandTarget): void {
  const isOfTracks = targetMarker(target) === undefined && viewNow().selection.size === 0;
  if (!isInReport() && isOfTracks && isOnHead(target)) {
    trackCommands.removeTracks(targetTracks(target));
  } else if (!isInReport()) commands.deleteTarget(target);
  else changeReport({ deletedRunId: targetRun(target)?.runId ?? null });
}

function ofRun(run: (runId: string) => void): CommandWork {
  return {
    needs: anyRun,
    run: (target) => {
      const runId = targetRun(target)?.runId;
      if (runId !== undefined) run(runId);
    },
  };
}

function exportRun(format: ReportFormat): CommandWork {
  return ofRun((runId) => void exportReport(runId, format));
}

function removable(target: CommandTarget): string | null {
  if (isInReport()) return deletableRun(target);
  if (targetMarker(target) !== undefined || selectedSpan() !== null) return null;
  if (isOnHead(target) || targetSound(target) !== undefined) return null;
  return 'Select a clip, a marker, a sound or a track first.';
}

function runningAction({ actionId }: CommandTarget): string | null {
  const isRunning = actions.isRunning(actionId);
  return isRunning ? null : 'Choose an action in the table that has not ended.';
}

function clipOfRow({ actionId }: CommandTarget): string | null {
  return actions.clipOfAction(actionId) === null
    ? 'Choose an action in the table whose clip is still there.'
    : null;
}

function renamable(target: CommandTarget): string | null {
  if (isInReport()) return anyRun(target);
  if (targetMarker(target) !== undefined || renamedClip(target) !== null) return null;
  if (renamedTrackId(target) !== null) return null;
  return 'Select one clip, one track or one marker first.';
}

/** The clip with the focus or the only selected one, unless a head or a marker has it. */
function renamedClip({ clipId, trackId, groupId, markerId }: CommandTarget): string | null {
  if (trackId !== null || groupId !== null || markerId !== null) return null;
  const { selection } = viewNow();
  return clipId ?? (selection.size === 1 ? ([...selection][0] ?? null) : null);
}

/** The track or the group of tracks with the focus, else the only selected track. */
function renamedTrackId(target: CommandTarget): string | null {
  if (target.trackId !== null || target.groupId !== null) return target.trackId ?? target.groupId;
  const [only, ...others] = targetTracks(target);
  return others.length > 0 ? null : (only?.id ?? null);
}

function rename(target: CommandTarget): void {
  if (isInReport()) {
    const runId = targetRun(target)?.runId;
    if (runId === undefined) return;
    chooseRun(runId);
    changeReport({ tab: 'runs', renamedRunId: runId });
    return;
  }
  const marker = targetMarker(target);
  const id = marker?.id ?? renamedClip(target) ?? renamedTrackId(target);
  changeView({ renamedId: id });
}

function zoomable(): string | null {
  return mirrorNow().project.clips.length > 0 ? null : 'There is nothing on the timeline yet.';
}

function nudge(step: commands.NudgeStep, direction: 1 | -1): CommandWork {
  return { needs: anySelected, run: () => commands.nudgeSelection(direction, step) };
}

function trim(edge: 'start' | 'end', direction: 1 | -1): CommandWork {
  return { needs: anySelected, run: () => commands.trimSelection(edge, direction) };
}

function ofTracks(run: (tracks: readonly Track[]) => void): CommandWork {
  return { needs: anyTrack, run: (target) => run(targetTracks(target)) };
}

function toggleTracks(what: 'armed' | 'muted' | 'soloed' | 'soloSafe'): CommandWork {
  return ofTracks((tracks) => trackCommands.toggleTracks(tracks, what));
}

function anyGroup(target: CommandTarget): string | null {
  if (targetGroupIds(target).length > 0) return null;
  return 'Select a track of a group first, or make a group of several.';
}

const anyFoldable = () =>
  mirrorNow().project.trackGroups.length > 0
    ? null
    : 'There is no group of tracks yet. Select some and make one.';
const anyTracks = () =>
  mirrorNow().project.tracks.length > 0 ? null : 'There is no track yet. Add one first.';

/** @param end what the size is where it does not change */
function changeUiSize(sizeAfter: (percent: number) => number, end: string): CommandWork {
  const change = () => {
    const { uiSizePercent } = appearanceNow().chosen;
    return { before: uiSizePercent, after: sizeAfter(uiSizePercent) };
  };
  return {
    needs: () => {
      const { before, after } = change();
      return before === after ? `Everything has its ${end} size already: ${before} %.` : null;
    },
    run: () => void changeAppearance({ uiSizePercent: change().after }),
  };
}

function chooseTheme(theme: ThemeChoice): CommandWork {
  return { run: () => void changeAppearance({ theme }) };
}

function heightOfTracks(height: TrackHeight): CommandWork {
  const ids = (target: CommandTarget) => targetTracks(target).map(({ id }) => id);
  return { needs: anyTrack, run: (target) => setHeightOf(ids(target), height) };
}

export const COMMAND_TABLE: Readonly<Record<CommandId, CommandWork>> = {
  import: { run: () => void importFiles() },
  exportTime: { needs: anySelectedTime, run: ranges.exportSelectedTime },
  exportClips: { needs: anySelected, run: ranges.exportSelectedClips },
  restart: { run: () => void commands.restart() },
  showKeys: { run: () => changeView({ areKeysShown: true }) },
  showAbout: { run: () => changeView({ isAboutShown: true }) },

  undo: {
    needs: () => (mirrorNow().undoLabel === null ? 'There is nothing to undo.' : null),
    needsIsHint: true,
    run: () => void undo(),
  },
  redo: {
    needs: () => (mirrorNow().redoLabel === null ? 'There is nothing to redo.' : null),
    needsIsHint: true,
    run: () => void redo(),
  },
  showHistory: {
    needs: () => {
      const { undoLabel, redoLabel } = mirrorNow();
      return undoLabel === null && redoLabel === null ? 'Nothing was edited yet.' : null;
    },
    run: () => changeView({ isHistoryShown: true }),
  },
  cut: { needs: anySelectedTime, run: commands.cutSelection },
  copy: { needs: anySelectedTime, run: commands.copySelection },
  paste: {
    needs: () => (viewNow().clipboard.length > 0 ? null : 'Copy or cut a clip first.'),
    run: commands.pasteAtPlayhead,
  },
  duplicate: {
    needs: (target) => (isOnHead(target) ? null : anySelectedTime()),
    run: (target) => {
      const isOfTracks = isOnHead(target) && selectedSpan() === null;
      if (isOfTracks) trackCommands.duplicateTracks(targetTracks(target));
      else commands.duplicateSelection();
    },
  },
  rippleDelete: { needs: anySelectedTime, run: () => ranges.rippleSelection('tracks') },
  rippleDeleteAll: { needs: anySelectedTime, run: () => ranges.rippleSelection('all') },
  insertTime: { needs: anySelectedTime, run: () => ranges.insertSelectedTime('tracks') },
  insertTimeAll: { needs: anySelectedTime, run: () => ranges.insertSelectedTime('all') },
  rangeEarlier: { run: () => ranges.extendRange(-1, commands.nudgeFrames('grid')) },
  rangeLater: { run: () => ranges.extendRange(1, commands.nudgeFrames('grid')) },
  rangeOfClips: { needs: anySelected, run: ranges.selectTimeOfClips },
  delete: { needs: removable, run: deleteWhat },
  rename: { needs: renamable, run: rename },
  selectAll: { needs: anyClip, run: commands.selectAll },
  selectNone: {
    // Escape ends a drag first.
    run: () => {
      if (!viewNow().isPressed) changeView({ selection: new Set(), timeRange: null });
    },
  },

  split: { needs: clipUnderPlayhead, run: commands.splitAtPlayhead },
  splitHere: {
    needs: ({ clipId, frame }) =>
      clipId === null || frame === null
        ? 'Point at the place on a clip, or hold C and click.'
        : null,
    run: clips.splitHere,
  },
  joinClips: { needs: twoSelected, run: clips.joinClips },
  muteClip: { needs: anySelected, run: () => clips.toggleClips('muted') },
  lockClip: { needs: anySelected, run: () => clips.toggleClips('locked') },
  colourClip: { needs: anySelected, run: () => changeView({ clipDialog: 'colour' }) },
  groupClips: { needs: twoSelected, run: clips.groupClips },
  ungroupClips: {
    needs: () =>
      clips.selectedClips().some(({ groupId }) => groupId !== null)
        ? null
        : 'Select clips that are in a group first.',
    run: clips.ungroupClips,
  },
  loopClip: { needs: anyChangeable, run: () => changeView({ clipDialog: 'loop' }) },
  crossfade: { needs: anySelected, run: clips.crossfadeClips },
  fadeInToPlayhead: { needs: selectedUnderPlayhead, run: () => clips.fadeToPlayhead('fadeIn') },
  fadeOutFromPlayhead: { needs: selectedUnderPlayhead, run: () => clips.fadeToPlayhead('fadeOut') },
  removeFades: {
    needs: () => {
      if (viewNow().selection.size === 0) return anySelected();
      return clips.hasFades(clips.selectedClips()) ? null : 'The selected clips have no fades.';
    },
    run: clips.removeFades,
  },
  openHandles: {
    needs: anyChangeable,
    run: ({ clipId }) => {
      const { focusedClipId, selection } = viewNow();
      const id = clipId ?? focusedClipId ?? [...selection][0] ?? null;
      changeView({ openHandlesId: id });
    },
  },
  nextClipHere: { needs: anyClip, run: clips.nextClipHere },
  trimStartToPlayhead: {
    needs: selectedUnderPlayhead,
    run: () => commands.trimSelectionToPlayhead('start'),
  },
  trimEndToPlayhead: {
    needs: selectedUnderPlayhead,
    run: () => commands.trimSelectionToPlayhead('end'),
  },
  nudgeEarlier: nudge('grid', -1),
  nudgeLater: nudge('grid', 1),
  millisecondEarlier: nudge('millisecond', -1),
  millisecondLater: nudge('millisecond', 1),
  frameEarlier: nudge('frame', -1),
  frameLater: nudge('frame', 1),
  endEarlier: trim('end', -1),
  endLater: trim('end', 1),
  startEarlier: trim('start', -1),
  startLater: trim('start', 1),
  moveToTrackAbove: { needs: anySelected, run: () => commands.moveSelectionToTrack(-1) },
  moveToTrackBelow: { needs: anySelected, run: () => commands.moveSelectionToTrack(1) },
  clipAbove: { needs: anyClip, run: () => walkTracks(-1) },
  clipBelow: { needs: anyClip, run: () => walkTracks(1) },
  nextClip: { needs: anyClip, run: () => walkTime(1) },
  previousClip: { needs: anyClip, run: () => walkTime(-1) },
  toggleSelected: {
    needs: ({ clipId }) => (clipId === null ? 'Go to a clip with Tab first.' : null),
    run: ({ clipId }) => {
      if (clipId !== null) toggleSelected(clipId);
    },
  },
  showAccount: {
    needs: (target) => (target.clipId === null ? anySelected() : null),
    run: ({ clipId }) => actions.showAccount(clipId),
  },

  addTrack: { run: trackCommands.addTrack },
  duplicateTrack: ofTracks(trackCommands.duplicateTracks),
  removeTrack: ofTracks(trackCommands.removeTracks),
  trackUp: ofTracks((tracks) => trackCommands.stepTracks(tracks, -1)),
  trackDown: ofTracks((tracks) => trackCommands.stepTracks(tracks, 1)),
  selectAllTracks: {
    needs: anyTracks,
    run: () => selectTracks(mirrorNow().project.tracks.map(({ id }) => id)),
  },
  trackColour: { needs: anyTrack, run: openColours },
  groupTracks: ofTracks(trackCommands.groupTracks),
  ungroupTracks: {
    needs: anyGroup,
    run: (target) => trackCommands.ungroup(targetGroupIds(target)),
  },
  foldGroup: {
    needs: anyGroup,
    run: (target) => trackCommands.toggleFolded(targetGroupIds(target)),
  },
  foldGroups: {
    needs: anyFoldable,
    run: () => trackCommands.toggleFolded(mirrorNow().project.trackGroups.map(({ id }) => id)),
  },
  armTrack: toggleTracks('armed'),
  muteTrack: toggleTracks('muted'),
  soloTrack: toggleTracks('soloed'),
  soloAlone: ofTracks(trackCommands.exclusiveSolo),
  soloSafe: toggleTracks('soloSafe'),
  clearSolos: { needs: anyTracks, run: trackCommands.clearSolos },
  muteAll: { needs: anyTracks, run: () => trackCommands.muteAll(true) },
  clearMutes: { needs: anyTracks, run: () => trackCommands.muteAll(false) },
  trackSmall: heightOfTracks('S'),
  trackMedium: heightOfTracks('M'),
  trackLarge: heightOfTracks('L'),
  resetTrackGain: ofTracks(trackCommands.resetGain),
  centrePan: ofTracks(trackCommands.centrePan),
  channelMatrix: ofTracks(trackCommands.showMatrix),
  clearLight: ofTracks(trackCommands.clearLights),
  clearLights: { run: () => trackCommands.clearLights(null) },
  selectTrackClips: ofTracks(commands.selectClipsOf),

  playOrStop: { run: () => void commands.playOrStop() },
  record: { run: () => void commands.recordOrStop() },
  goToStart: { run: () => void commands.goToStart() },
  goToEnd: { run: () => void commands.goToEnd() },
  goHere: {
    needs: (target) => {
      if (liveNow().transport.state === 'recording')
        return 'A take is being recorded. Stop it first.';
      if (target.frame !== null || targetMarker(target) !== undefined) return null;
      return 'Point at a place on the ruler, or go to a marker.';
    },
    run: (target) => {
      const frame = target.frame ?? targetMarker(target)?.frame;
      if (frame !== undefined) void commands.seek(frame);
    },
  },
  typeTime: { run: () => changeView({ isTypingTime: true }) },
  stepEarlier: { run: () => void commands.stepPlayhead(-1) },
  stepLater: { run: () => void commands.stepPlayhead(1) },
  toggleLoop: { needs: loopRange, run: commands.toggleLoop },
  toggleMetronome: { run: trackCommands.toggleMetronome },
  loopSelection: {
    needs: anySelectedTime,
    run: commands.loopSelection,
  },
  playSelection: { needs: anySelectedTime, run: () => void plays.playSelection() },
  playFromMarker: {
    needs: (target) =>
      plays.markerToPlayFrom(target) === undefined
        ? 'There is no marker before the playhead. Add one with Ctrl+M.'
        : null,
    run: (target) => {
      const marker = plays.markerToPlayFrom(target);
      if (marker !== undefined) void plays.playFrom(marker.frame);
    },
  },
  toggleReturn: {
    isOn: () => viewNow().returnsToStart,
    run: () => changeView({ returnsToStart: !viewNow().returnsToStart }),
  },
  showMarkers: { run: () => changeView({ areMarkersShown: true }) },
  nextMarker: { needs: anyMarker(1), run: () => void plays.goToMarker(1) },
  previousMarker: { needs: anyMarker(-1), run: () => void plays.goToMarker(-1) },
  addMarker: { run: ({ frame }) => commands.markFrame(frame ?? playheadFrame()) },

  find: { run: commands.focusFilter },
  placeSound: {
    needs: anySound,
    run: (target) => {
      const sound = targetSound(target);
      if (sound !== undefined) commands.placeAtPlayhead(sound.id);
    },
  },
  placeTakeBack: {
    needs: (target) => {
      const sound = targetSound(target);
      if (sound === undefined || !('account' in sound))
        return 'Select a take in the Library first.';
      return commands.recordedAt(sound) === null
        ? 'It was recovered after a crash: where it was recorded is not known.'
        : null;
    },
    run: (target) => {
      const sound = targetSound(target);
      if (sound !== undefined && 'account' in sound) commands.placeTakeBack(sound);
    },
  },
  audition: {
    needs: anySound,
    run: (target) => {
      const sound = targetSound(target);
      if (sound !== undefined) audition(viewNow().auditionedId === sound.id ? null : sound);
    },
  },
  findFile: {
    needs: (target) => {
      const sound = targetSound(target);
      if (sound === undefined) return anySound(target);
      return 'path' in sound ? null : 'The file of a take lies in the session.';
    },
    run: (target) => {
      const sourceId = targetSound(target)?.id;
      if (sourceId !== undefined) void bridge().relinkBuffer({ sourceId }).then(valueOrNotice);
    },
  },
  removeSound: {
    needs: anySound,
    run: (target) => {
      const sound = targetSound(target);
      if (sound !== undefined) commands.removeSource(sound.id);
    },
  },

  showClip: { needs: clipOfRow, run: ({ actionId }) => actions.showClipOfAction(actionId) },
  cancelAction: {
    needs: runningAction,
    run: ({ actionId }) => void scheduleOne({ type: 'cancel', actionId }).then(valueOrNotice),
  },

  pinRun: ofRun(togglePin),
  compareRun: ofRun((runId) => {
    chooseRun(runId);
    changeView({ shownView: 'report' });
    changeReport({ tab: 'compare' });
  }),
  exportHtml: exportRun('html'),
  exportCsv: exportRun('csv'),
  exportJson: exportRun('json'),
  exportBids: exportRun('tsv'),

  showPalette: { run: openPalette },
  showMenu: { run: openFocusMenu },
  nextRegion: { run: () => walkRegions(1) },
  previousRegion: { run: () => walkRegions(-1) },
  toggleLibrary: { run: () => togglePanel('library') },
  toggleInspector: { run: () => togglePanel('inspector') },
  toggleBottom: { run: () => togglePanel('bottom') },
  allTracksSmall: { run: () => setAllHeights('S') },
  allTracksMedium: { run: () => setAllHeights('M') },
  allTracksLarge: { run: () => setAllHeights('L') },
  toggleSnap: { run: toggleSnap },
  toggleFollow: { run: commands.toggleFollow },
  followPages: {
    isOn: () => viewNow().follows && !viewNow().followsSmoothly,
    run: () => commands.chooseFollow('page'),
  },
  followSmoothly: {
    isOn: () => viewNow().follows && viewNow().followsSmoothly,
    run: () => commands.chooseFollow('smooth'),
  },
  followOff: { isOn: () => !viewNow().follows, run: () => commands.chooseFollow('off') },
  showArrange: { run: () => changeView({ shownView: 'arrange' }) },
  showReport: { run: () => changeView({ shownView: 'report' }) },
  zoomIn: { run: () => zoomByKey('in') },
  zoomOut: { run: () => zoomByKey('out') },
  zoomToFit: { needs: zoomable, run: zoomToFit },
  zoomToSelection: { needs: anySelectedTime, run: ranges.zoomToSelection },
  uiLarger: changeUiSize((percent) => nextUiSize(percent, 1), 'largest'),
  uiSmaller: changeUiSize((percent) => nextUiSize(percent, -1), 'smallest'),
  uiActualSize: changeUiSize(() => USUAL_APPEARANCE.uiSizePercent, 'actual'),
  themeSystem: chooseTheme('system'),
  themeDark: chooseTheme('dark'),
  themeLight: chooseTheme('light'),
  themeHighContrast: chooseTheme('high-contrast'),
  showActions: { run: () => showTab('actions') },
  showDropouts: { run: () => showTab('dropouts') },
  showStream: { run: () => showTab('stream') },
  showDevices: { run: () => showTab('devices') },
  showLog: { run: () => showTab('log') },
};
