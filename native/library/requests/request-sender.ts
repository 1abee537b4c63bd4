/** Hands requests over to the addon, in one call for each batch, and enters the actions that they
 * become. */
import { type Action, createAction } from '../actions/action.ts';
import { type ActionList, createList } from '../actions/action-list.ts';
import type { ActionRegistry } from '../actions/action-registry.ts';
import type { AddonMixer } from '../addon-interface.ts';
import { invalidArgument, RtMixerError } from '../failure.ts';
import { requestFields } from '../names.ts';
import { giveBackStorage, takeStorage } from './batch-storage.ts';
import { commonRequest, type PlayBufferColumns, packColumns } from './columns.ts';
import type { MixerRequest, Start } from './request.ts';
import { startNumbers, startOf } from './request-numbers.ts';
import { RequestRows, type RowsContext } from './request-rows.ts';
import { TurnMap } from './turn-map.ts';

const rowLoopColumn = requestFields.indexOf('rowLoop');

/** In one batch: its rows take two gigabytes. */
const mostRequests = 10_000_000;

export class RequestSender {
  readonly #native: AddonMixer;
  readonly #registry: ActionRegistry;
  readonly #context: RowsContext;
  readonly #map = new TurnMap();

  constructor(native: AddonMixer, registry: ActionRegistry, context: RowsContext) {
    this.#native = native;
    this.#registry = registry;
    this.#context = context;
  }

  /** All or none. */
  schedule(requests: readonly MixerRequest[], origin: Start | undefined): Action[] {
    if (!Array.isArray(requests)) {
      throw invalidArgument('schedule() takes a list of requests.');
    }
    // A getter of a request may make the list longer or shorter, and a proxy say anything.
    const count = Number(requests.length);
    if (count > mostRequests) {
      throw invalidArgument(`schedule() takes up to ${mostRequests} requests, not ${count}.`);
    }
    const isGroup = origin !== undefined;
    const start = startNumbers(origin, false, 'origin');
    const storage = takeStorage(count, isGroup, start);
    let batch: RequestRows;
    let actions: Action[];
    try {
      batch = new RequestRows(isGroup, this.#context, storage);
      const parts = batch.packAll(requests, count);
      this.#requireOpen();
      this.#native.schedule(
        count,
        storage.rows,
        storage.channels.pool,
        batch.rings,
        storage.origin,
        this.#map.read(this.#native),
        storage.ids,
        storage.tables.pool,
      );
      actions = parts.map((each, i) =>
        createAction(
          storage.ids[i] as number,
          batch.typeOf(i),
          this.#registry,
          this.#context,
          each,
        ),
      );
    } finally {
      giveBackStorage(storage);
    }
    this.#registry.enter(actions);
    this.#noteChains(batch, actions, isGroup ? startOf(start) : undefined);
    return actions;
  }

  /** Enters what follows what. A cancel of a chain ends what follows its target, even if the target
   * is over before. */
  #noteChains(batch: RequestRows, actions: readonly Action[], origin: Start | undefined): void {
    const { chains, unfinished } = this.#registry;
    chains.enter(batch.predecessors, actions, unfinished);
    for (const cancels of chains.cancelsAfter(batch.cuts)) {
      this.schedule(cancels, origin);
    }
  }

  /** As schedule(), for players by columns. */
  scheduleColumns(columns: PlayBufferColumns, origin: Start | undefined): ActionList {
    const packed = packColumns(columns);
    const isGroup = origin !== undefined;
    const start = startNumbers(origin, false, 'origin');
    const storage = takeStorage(1, isGroup, start);
    try {
      const batch = new RequestRows(isGroup, this.#context, storage);
      const { channels, bus } = batch.pack(commonRequest(columns, packed), 0);
      const common = { channels, ...(bus === undefined ? {} : { bus }) };
      batch.rows[rowLoopColumn] = packed.rowLoop;
      if (packed.rows === 0) {
        return createList(this.#registry, null, packed, common);
      }
      this.#requireOpen();
      const series = this.#native.scheduleColumns(
        packed.rows,
        storage.rows,
        storage.channels.pool,
        packed.samples,
        packed.columns,
        packed.sampleIndex,
        storage.origin,
        this.#map.read(this.#native),
        storage.tables.pool,
      );
      const list = createList(this.#registry, series, packed, common);
      this.#registry.enterList(list);
      return list;
    } finally {
      giveBackStorage(storage);
    }
  }

  /** A getter of a request may have closed the mixer while it was being packed. */
  #requireOpen(): void {
    if (this.#registry.closed) {
      throw new RtMixerError('stream-closed', 'The stream was closed; open a new one.');
    }
  }

  /** A stream that is started has a new clock. */
  forgetMap(): void {
    this.#map.forget();
  }
}
