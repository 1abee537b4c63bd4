/* The actions that JavaScript names by id. Keeps alive what the callback needs of them.
 * JavaScript's thread only. */
#ifndef RTMIXER_ADDON_ACTION_TABLE_H
#define RTMIXER_ADDON_ACTION_TABLE_H

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "addon/action_pages.h"
#include "addon/requests.h"
#include "addon/ring_buffer.h"
#include "addon/series.h"
#include "mixer/mixer.h"

/* X(enum name, JavaScript name, expression on `account`): an account as a row of doubles. */
#define ACCOUNT_FIELDS(X)                                                                          \
  X(ID, "id", id)                                                                                  \
  X(STREAM_NUMBER, "streamNumber", stream_number)                                                  \
  X(TYPE, "type", type)                                                                            \
  X(STATE, "state", state)                                                                         \
  X(OUTCOME, "outcome", outcome)                                                                   \
  X(ASAP, "asap", asap)                                                                            \
  X(ASKED_IN_SECONDS, "askedInSeconds", asked_in_seconds)                                          \
  X(REQUESTED_TIME, "requestedTime", requested_time)                                               \
  X(ACTUAL_TIME, "actualTime", actual_time)                                                        \
  X(REQUESTED_FRAME, "requestedFrame", requested_frame)                                            \
  X(ACTUAL_FRAME, "actualFrame", actual_frame)                                                     \
  X(TOTAL_FRAMES, "totalFrames", total_frames)                                                     \
  X(DONE_FRAMES, "doneFrames", done_frames)                                                        \
  X(SKIPPED_FRAMES, "skippedFrames", skipped_frames)                                               \
  X(STARVED_FRAMES, "starvedFrames", starved_frames)                                               \
  X(STARVED_GAPS, "starvedGaps", starved_gaps)                                                     \
  X(MIN_FILL_FRAMES, "minFillFrames", min_fill_frames)                                             \
  X(CHANNEL_COUNT, "channelCount", channel_count)                                                  \
  X(BLOCKS, "blocks", stats.blocks)                                                                \
  X(MIN_BLOCK_SIZE, "minBlockSize", stats.min_block_size)                                          \
  X(MAX_BLOCK_SIZE, "maxBlockSize", stats.max_block_size)                                          \
  X(INPUT_UNDERFLOWS, "inputUnderflows", stats.input_underflows)                                   \
  X(INPUT_OVERFLOWS, "inputOverflows", stats.input_overflows)                                      \
  X(OUTPUT_UNDERFLOWS, "outputUnderflows", stats.output_underflows)                                \
  X(OUTPUT_OVERFLOWS, "outputOverflows", stats.output_overflows)                                   \
  X(CLIPPED_SAMPLES, "clippedSamples", fetched_clipped_samples)                                    \
  X(BUS, "bus", bus)

enum account_field {
#define X(name, text, expression) ACCOUNT_##name,
  ACCOUNT_FIELDS(X)
#undef X
      ACCOUNT_FIELD_COUNT
};

/** Writes ACCOUNT_FIELD_COUNT doubles. */
void write_account(const struct action_account &account, double *row);

/** What collect() returns about series beside its rows. */
struct quiet_endings {
  bool in_rows;       /* in: write a row for each of them */
  size_t actions;     /* out: how many finished without a row */
  size_t series;      /* out: how many have no unfinished action any more, and their first ids */
  size_t series_room; /* in: room for first ids */
  double *first_ids;
};

class ActionTable {
public:
  ActionTable() = default;
  ~ActionTable();
  ActionTable(const ActionTable &) = delete;
  ActionTable &operator=(const ActionTable &) = delete;

  /** Takes over the references of a scheduled batch; writes the ids. */
  void add(const RequestBatch &batch, const std::vector<struct action *> &actions, double *ids);
  /** Keeps the series until all its actions are collected. */
  void add(const std::shared_ptr<Series> &series);
  /** The action of that id. One finished action of each type stands for all finished ones of that
   * type that were released: to cancel any of them has no effect. NULL = none of that type has
   * finished yet. */
  struct action *find(uint64_t id, int32_t type) const;
  /** The action of that id, not yet collected, else NULL. */
  struct action *find_unfinished(uint64_t id) const;
  /** Takes finished actions out of the mixer and the table, until there are no more, or no more
   * room for their rows or for the series that ended. */
  size_t collect(struct mixer *mixer, double *rows, size_t capacity, struct quiet_endings &quiet);
  /** Counts per output channel of a collected fetchAndResetStats; available once. */
  std::vector<uint64_t> take_fetched_clipped(uint64_t id);

private:
  void keep_fetched_clipped(const struct action_account &account, const struct action *action,
                            uint32_t channels);
  void let_go(enum action_type type, struct action *action);

  /** The series that holds the action of that id, or NULL. */
  Series *series_of(uint64_t id) const;
  /** Takes over the mixer's reference; true when it wrote a row. */
  bool collect_one(struct mixer *mixer, struct action *action, double *row,
                   struct quiet_endings &quiet);
  bool collect_from_series(Series &series, const struct action_account &account,
                           struct action *action, struct quiet_endings &quiet);

  ActionPages unfinished; /* except those of a series */
  std::unordered_map<uint64_t, std::shared_ptr<RingHold>>
      rings;                                              /* by the id of the action that uses it */
  std::map<uint64_t, std::shared_ptr<Series>> all_series; /* by first id */
  std::unordered_map<uint64_t, std::vector<uint64_t>> fetched_clipped;
  /** Of the finished actions of each type the one that keeps the least memory alive. */
  std::array<struct action *, ACTION_TYPE_COUNT> finished = {};
};

#endif
