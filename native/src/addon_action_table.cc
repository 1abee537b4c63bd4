#include "addon_action_table.h"

#include <algorithm>

namespace {

int64_t samples_kept(const struct action *action) {
  const struct sample_buffer *samples = action_samples(action);
  return samples == nullptr ? 0 : sample_buffer_frames(samples) * sample_buffer_channels(samples);
}

} // namespace

void write_account(const struct action_account &account, double *row) {
#define X(name, text, expression) row[ACCOUNT_##name] = static_cast<double>(account.expression);
  ACCOUNT_FIELDS(X)
#undef X
}

ActionTable::~ActionTable() {
  for (auto &entry : entries) {
    action_release(entry.second.action);
  }
  for (struct action *action : finished) {
    if (action != nullptr) {
      action_release(action);
    }
  }
}

void ActionTable::add(const RequestBatch &batch, const std::vector<struct action *> &actions,
                      double *ids) {
  entries.reserve(entries.size() + actions.size());
  for (size_t i = 0; i < actions.size(); i++) {
    struct action_account account;
    action_read(actions[i], &account);
    ids[i] = static_cast<double>(account.id);
    int32_t ring = batch.ring_of_request[i];
    entries.emplace(account.id,
                    Entry{actions[i], ring < 0 ? nullptr : batch.rings[static_cast<size_t>(ring)]});
  }
}

struct action *ActionTable::find_unfinished(uint64_t id) const {
  auto found = entries.find(id);
  return found == entries.end() ? nullptr : found->second.action;
}

struct action *ActionTable::find(uint64_t id, int32_t type) const {
  struct action *action = find_unfinished(id);
  return action != nullptr || type < 0 ? action : finished[static_cast<size_t>(type)];
}

void ActionTable::let_go(enum action_type type, struct action *action) {
  struct action *&kept = finished[type];
  if (kept == nullptr || samples_kept(action) < samples_kept(kept)) {
    std::swap(kept, action);
  }
  if (action != nullptr) {
    action_release(action);
  }
}

void ActionTable::keep_fetched_clips(const struct action_account &account,
                                     const struct action *action, uint32_t channels) {
  if (account.type == ACTION_FETCH_AND_RESET_STATS) {
    std::vector<uint64_t> &clips = fetched_clips[account.id];
    for (uint32_t c = 0; c < channels; c++) {
      clips.push_back(action_fetched_clips(action, c));
    }
  }
}

std::vector<uint64_t> ActionTable::take_fetched_clips(uint64_t id) {
  std::vector<uint64_t> clips = std::move(fetched_clips[id]);
  fetched_clips.erase(id);
  return clips;
}

size_t ActionTable::collect(struct mixer *mixer, double *rows, size_t capacity) {
  constexpr size_t piece = 64;
  struct action *actions[piece];
  size_t total = 0;
  while (total < capacity) {
    size_t count = mixer_collect(mixer, actions, std::min(piece, capacity - total));
    for (size_t i = 0; i < count; i++) {
      struct action_account account;
      action_read(actions[i], &account);
      write_account(account, rows + (total + i) * ACCOUNT_FIELD_COUNT);
      keep_fetched_clips(account, actions[i], mixer_output_channels(mixer));
      action_release(actions[i]);
      auto found = entries.find(account.id);
      if (found != entries.end()) {
        let_go(account.type, found->second.action);
        entries.erase(found);
      }
    }
    total += count;
    if (count == 0) {
      break;
    }
  }
  return total;
}
