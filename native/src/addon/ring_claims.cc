#include "addon/ring_claims.h"

#include <algorithm>
#include <string>

#include "addon/env.h"

namespace {

struct Claim {
  const void *ring; /* ring_buffer_identity() */
  bool plays;
  const struct action *action;
};

/** Never destroyed: threads may end after the process began to exit. */
std::mutex &claims_mutex() {
  static auto *mutex = new std::mutex;
  return *mutex;
}

std::vector<Claim> &all_claims() {
  static auto *claims = new std::vector<Claim>;
  return *claims;
}

bool has_finished(const struct action *action) {
  struct action_account account;
  action_read(action, &account);
  return account.state == ACTION_FINISHED;
}

bool is_same(const Claim &claim, const Claim &other) {
  return claim.ring == other.ring && claim.plays == other.plays;
}

[[noreturn]] void refuse(Napi::Env env, bool plays, size_t request, size_t count) {
  std::string sentence = count > 1 ? "Request " + std::to_string(request + 1) + ": " : "";
  sentence += plays
                  ? "Another action already plays this ring, and each would get only part of it; "
                    "wait for its end, or use a ring for each."
                  : "Another action already records into this ring, and they would overwrite each "
                    "other; wait for its end, or use a ring for each.";
  throw_invalid(env, sentence.c_str());
}

} // namespace

RingClaims::RingClaims() : lock(claims_mutex()) {}

void RingClaims::require_free(Napi::Env env, const RequestBatch &batch) const {
  std::vector<Claim> wanted;
  for (size_t i = 0; i < batch.requests.size(); i++) {
    int32_t ring = batch.ring_of_request[i];
    if (ring < 0) {
      continue;
    }
    const Claim claim = {ring_buffer_identity(batch.rings[static_cast<size_t>(ring)]->ring),
                         action_kind_of(batch.requests[i].type) == ACTION_PLAYER, nullptr};
    auto same = [&claim](const Claim &other) { return is_same(claim, other); };
    auto in_use = [&claim](const Claim &other) {
      return is_same(claim, other) && !has_finished(other.action);
    };
    if (std::any_of(wanted.begin(), wanted.end(), same) ||
        std::any_of(all_claims().begin(), all_claims().end(), in_use)) {
      refuse(env, claim.plays, i, batch.requests.size());
    }
    wanted.push_back(claim);
  }
}

void RingClaims::enter(const struct action *action, const struct ring_buffer *ring, bool plays) {
  all_claims().push_back({ring_buffer_identity(ring), plays, action});
}

void RingClaims::end(const struct action *action) {
  std::lock_guard<std::mutex> guard(claims_mutex());
  std::vector<Claim> &claims = all_claims();
  auto is_of = [action](const Claim &claim) { return claim.action == action; };
  claims.erase(std::remove_if(claims.begin(), claims.end(), is_of), claims.end());
}
