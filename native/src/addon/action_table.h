/* The actions that JavaScript names by id. Keeps alive what the callback needs of them.
 * JavaScript's thread only. */
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "addon/account_row.h"
#include "addon/action_pages.h"
#include "addon/ring_buffer.h"
#include "addon/series.h"
#include "mixer/mixer.h"

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

  /** Takes over the reference of a scheduled action, and shares the ring that it uses, NULL = none.
   * Returns its id. */
  uint64_t add(struct action *action, const std::shared_ptr<RingHold> *ring);
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
  /** One finished action of each type, without its samples or ring. */
  std::array<struct action *, ACTION_TYPE_COUNT> finished = {};
};
