#include "addon/action_table.h"

#include <algorithm>
#include <iterator>

#include "addon/ring_claims.h"

ActionTable::~ActionTable() {
  for (const auto &[id, ring] : rings) {
    RingClaims::end(unfinished.find(id));
  }
  unfinished.each(action_release);
  for (struct action *action : finished) {
    if (action != nullptr) {
      action_release(action);
    }
  }
}

uint64_t ActionTable::add(struct action *action, const std::shared_ptr<RingHold> *ring) {
  uint64_t id = action_id(action);
  unfinished.add(id, action);
  if (ring != nullptr) {
    rings.emplace(id, *ring);
  }
  return id;
}

struct action *ActionTable::find_unfinished(uint64_t id) const {
  struct action *action = unfinished.find(id);
  if (action != nullptr) {
    return action;
  }
  const Series *series = series_of(id);
  auto index = series == nullptr ? 0 : static_cast<size_t>(id - series->first_id());
  return series != nullptr && series->is_open(index) ? series->at(index) : nullptr;
}

struct action *ActionTable::find(uint64_t id, int32_t type) const {
  struct action *action = find_unfinished(id);
  return action != nullptr || type < 0 ? action : finished[static_cast<size_t>(type)];
}

void ActionTable::let_go(enum action_type type, struct action *action) {
  struct action *&kept = finished[type];
  action_let_go_of_source(action); // what follows it may keep the action longer
  if (kept == nullptr) {
    kept = action;
  } else {
    action_release(action);
  }
}

void ActionTable::keep_fetched_clipped(const struct action_account &account,
                                       const struct action *action, uint32_t channels) {
  if (account.type == ACTION_FETCH_AND_RESET_STATS) {
    std::vector<uint64_t> &clipped = fetched_clipped[account.id];
    for (uint32_t c = 0; c < channels; c++) {
      clipped.push_back(action_fetched_clipped(action, c));
    }
  }
}

std::vector<uint64_t> ActionTable::take_fetched_clipped(uint64_t id) {
  std::vector<uint64_t> clipped = std::move(fetched_clipped[id]);
  fetched_clipped.erase(id);
  return clipped;
}

void ActionTable::add(const std::shared_ptr<Series> &series) {
  all_series.emplace(series->first_id(), series);
}

Series *ActionTable::series_of(uint64_t id) const {
  auto next = all_series.upper_bound(id);
  if (next == all_series.begin()) {
    return nullptr;
  }
  Series &series = *std::prev(next)->second;
  return id - series.first_id() < series.count() ? &series : nullptr;
}

bool ActionTable::collect_from_series(Series &series, const struct action_account &account,
                                      struct action *action, struct quiet_endings &quiet) {
  auto index = static_cast<size_t>(account.id - series.first_id());
  bool in_row = quiet.in_rows || series.is_watched(index);
  series.close(index);
  quiet.actions += in_row ? 0 : 1;
  let_go(account.type, action);
  if (series.open_count() == 0) {
    quiet.first_ids[quiet.series++] = static_cast<double>(series.first_id());
    all_series.erase(series.first_id());
  }
  return in_row;
}

bool ActionTable::collect_one(struct mixer *mixer, struct action *action, double *row,
                              struct quiet_endings &quiet) {
  struct action_account account;
  action_read(action, &account);
  write_account(account, row);
  Series *series = series_of(account.id);
  if (series != nullptr) {
    return collect_from_series(*series, account, action, quiet);
  }
  keep_fetched_clipped(account, action, mixer_config_of(mixer)->output_channels);
  action_release(action);
  struct action *kept = unfinished.take(account.id);
  if (kept != nullptr) {
    auto ring = rings.find(account.id);
    if (ring != rings.end()) {
      RingClaims::end(kept);
    }
    let_go(account.type, kept);
    if (ring != rings.end()) {
      rings.erase(ring);
    }
  }
  return true;
}

size_t ActionTable::collect(struct mixer *mixer, double *rows, size_t capacity,
                            struct quiet_endings &quiet) {
  constexpr size_t piece = 64;
  struct action *actions[piece];
  size_t total = 0;
  while (total < capacity && quiet.series < quiet.series_room) {
    size_t room = std::min({piece, capacity - total, quiet.series_room - quiet.series});
    size_t count = mixer_collect(mixer, actions, room);
    for (size_t i = 0; i < count; i++) {
      double *row = rows + total * ACCOUNT_FIELD_COUNT;
      total += collect_one(mixer, actions[i], row, quiet) ? 1 : 0;
    }
    if (count == 0) {
      break;
    }
  }
  return total;
}
