#include "mixer/schedule/chain.h"

#include "mixer/action/begin.h"
#include "mixer/block_context.h"

/* The shares of a block of followers that are not heard, for each of its frames: due in it, late
 * already, and cancelled with their chain. */
enum { IDLE_JOINS = 16, LATE_JOINS = 16, CUTS = 16 };

/* Stands for "closed" instead of a follower. */
static struct action closed;

static struct chain_link *link_of(const struct action *action) RT_SAFE {
  return action->flow->link;
}

/* ---- control side ---- */

/* Where the next one is hung on: after the last one, or on the action itself. */
static _Atomic(struct action *) *end_of(struct action *action, struct action *first) {
  return first == NULL ? &action->followers
                       : &link_of(link_of(first)->last_follower)->next_follower;
}

/* The followers that are read here are not freed: see chain.h. */
bool chain_append(struct action *action, struct action *first, struct action *last) {
  for (;;) {
    struct action *head = atomic_load_explicit(&action->followers, memory_order_acquire);
    if (head == &closed) {
      return false;
    }
    struct action *none = NULL;
    if (atomic_compare_exchange_strong_explicit(end_of(action, head), &none, first,
                                                memory_order_release, memory_order_acquire)) {
      link_of(head == NULL ? first : head)->last_follower = last;
      return true;
    }
  }
}

bool chain_is_closed(const struct action *action) {
  return atomic_load_explicit(&action->followers, memory_order_acquire) == &closed;
}

static bool was_cut(const struct action *action) {
  return chain_is_closed(action) && action->flow != NULL && action->flow->link != NULL &&
         action->flow->link->was_cut;
}

static int64_t sum_of_gaps(int64_t a, int64_t b) {
  return a < FARTHEST_PLACE - b ? a + b : FARTHEST_PLACE;
}

/* Ids descend from link to link, so this ends. */
struct action *chain_place_of(struct action *action, int64_t *gap_frames) {
  while (was_cut(action)) {
    *gap_frames = sum_of_gaps(*gap_frames, link_of(action)->gap_frames);
    action = link_of(action)->predecessor;
  }
  return action;
}

void chain_keep_predecessor(struct action *follower) {
  struct chain_link *link = link_of(follower);
  link->predecessor = link->predecessor != NULL ? action_retain(link->predecessor) : NULL;
}

void chain_let_go_of_predecessor(struct action *action) {
  if (action->flow != NULL && action->flow->link != NULL &&
      FIELD_GET(action, outcome) != OUTCOME_CANCELLED_BEFORE_START) {
    action_release(action->flow->link->predecessor);
    action->flow->link->predecessor = NULL;
  }
}

/* The account of a follower that was cancelled while it waited was made before its frame was known.
 */
static int64_t place_of_follower(const struct action *action) {
  return action->flow == NULL || action->flow->link == NULL ? UNKNOWN_FRAME
                                                            : action->flow->link->due_frame;
}

int64_t chain_end_frame(const struct action *action) {
  struct action_account account;
  action_read(action, &account);
  if (account.actual_frame >= 0) {
    return account.actual_frame + account.done_frames + account.starved_frames -
           account.filled_frames;
  }
  if (account.requested_frame == UNKNOWN_FRAME) {
    return place_of_follower(action);
  }
  const bool missed = account.outcome == OUTCOME_BELATED && account.skipped_frames > 0;
  return missed ? account.requested_frame + account.skipped_frames : account.requested_frame;
}

int64_t chain_frame_after(const struct action *follower, int64_t end_frame) RT_SAFE {
  const int64_t gap_frames = link_of(follower)->gap_frames;
  if (end_frame <= FARTHEST_PLACE - gap_frames) {
    return end_frame + gap_frames;
  }
  return end_frame > FARTHEST_PLACE ? end_frame : FARTHEST_PLACE;
}

/* ---- the next one to join ---- */

static void join_by_id(struct mixer *mixer, struct action *action) RT_SAFE {
  uint64_t steps = 0;
  heap_insert(&mixer->joining, &link_of(action)->place, 0, action->id, &steps);
}

/* In the portion that is rendered, or in a later one. */
static void enter(struct block_context *context, struct action *action) RT_SAFE {
  struct chain_link *link = link_of(action);
  uint64_t steps = 0;
  link->action = action;
  if (link->due_frame < context->portion_end) {
    join_by_id(context->mixer, action);
    return;
  }
  if (link->gap_frames > 0 && !action_is_finished(action)) {
    block_note_place(context, action, link->due_frame);
  }
  heap_insert(&context->mixer->joining_later, &link->place, link->due_frame, action->id, &steps);
}

struct action *chain_next(struct mixer *mixer, const struct action *before) RT_SAFE {
  uint64_t steps = 0;
  if (mixer->joining == NULL || (before != NULL && before->id < mixer->joining->id)) {
    return NULL;
  }
  return HEAP_OWNER(heap_remove(&mixer->joining, &steps), struct chain_link, place)->action;
}

/* ---- handing over ---- */

/* The one after it in its list, or NULL; the last one is closed, so that the list gets no longer.
 */
static struct action *next_of(struct action *action) RT_SAFE {
  _Atomic(struct action *) *next = &link_of(action)->next_follower;
  struct action *follower = atomic_load_explicit(next, memory_order_acquire);
  return follower != NULL ? follower
                          : atomic_exchange_explicit(next, &closed, memory_order_acq_rel);
}

/* An action that was cancelled and has no followers has no place to pass on: it is closed and need
 * not join. */
static bool is_gone(struct action *action) RT_SAFE {
  struct action *none = NULL;
  return action_is_finished(action) &&
         atomic_compare_exchange_strong_explicit(&action->followers, &none, &closed,
                                                 memory_order_acq_rel, memory_order_acquire);
}

/* Whether a place that has passed is late because a block could not take the action. */
static bool was_postponed(const struct action *action) RT_SAFE {
  return action->flow != NULL && action->flow->link != NULL && link_of(action)->is_postponed;
}

static int64_t share_of(const struct block_context *context, int64_t each_frame) RT_SAFE {
  return (context->end_frame - context->first_frame) * each_frame;
}

/* Whether the block has a share left for the action. One that is heard in it, or with the first
 * frame after it, needs none: it is a voice. */
static bool takes(struct block_context *context, const struct action *action,
                  int64_t frame) RT_SAFE {
  if (context->block == NULL) {
    return true;
  }
  if (frame < context->first_frame) {
    return context->late_joins++ < share_of(context, LATE_JOINS);
  }
  const bool is_idle =
      action_is_finished(action) || !action->has_frames || frame > context->end_frame;
  return !is_idle || context->idle_joins++ < share_of(context, IDLE_JOINS);
}

/* Lets an action go that is_gone(). */
static void retire(struct block_context *context, struct action *action) RT_SAFE {
  link_of(action)->waits = false;
  action->left_schedule = true;
  mail_list_add(&context->retired, &action->retired);
}

/* Lets the followers of one action join, from `first` on, as far as the block takes them; `frame`
 * is the one after its last. Returns the first one that it does not take, or NULL. */
static struct action *let_join(struct block_context *context, struct action *first, int64_t frame,
                               bool is_postponed) RT_SAFE {
  struct action *action = first;
  while (action != NULL && takes(context, action, chain_frame_after(action, frame))) {
    struct action *const next = next_of(action);
    struct chain_link *link = link_of(action);
    link->due_frame = chain_frame_after(action, frame);
    link->is_postponed = is_postponed;
    if (is_gone(action)) {
      retire(context, action);
    } else {
      enter(context, action);
    }
    action = next;
  }
  return action;
}

/* Lists of which a block could not take all wait in the order in which they came. */
static void postpone(struct block_context *context, struct action *first, int64_t frame,
                     bool is_postponed) RT_SAFE {
  struct mixer *mixer = context->mixer;
  struct chain_link *link = link_of(first);
  link->due_frame = frame;
  link->is_postponed = is_postponed || frame >= context->first_frame;
  link->next_list = NULL;
  if (mixer->postponed == NULL) {
    mixer->postponed = first;
  } else {
    link_of(mixer->last_postponed)->next_list = first;
  }
  mixer->last_postponed = first;
}

void chain_begin_block(struct block_context *context) RT_SAFE {
  struct mixer *mixer = context->mixer;
  struct action *first, *left = NULL;
  while (left == NULL && (first = mixer->postponed) != NULL) {
    struct action *const next_list = link_of(first)->next_list;
    const int64_t frame = link_of(first)->due_frame;
    const bool is_postponed = link_of(first)->is_postponed;
    const bool is_last = first == mixer->last_postponed;
    left = let_join(context, first, frame, is_postponed);
    mixer->postponed = next_list;
    if (left != NULL) {
      link_of(left)->due_frame = frame;
      link_of(left)->is_postponed = is_postponed;
      link_of(left)->next_list = next_list;
      mixer->postponed = left;
      mixer->last_postponed = is_last ? left : mixer->last_postponed;
    }
  }
}

void chain_hand_over(struct block_context *context, struct action *action, int64_t frame) RT_SAFE {
  struct action *followers =
      atomic_exchange_explicit(&action->followers, &closed, memory_order_acq_rel);
  const bool is_postponed = frame < context->first_frame && was_postponed(action);
  struct action *const left = let_join(context, followers, frame, is_postponed);
  if (left != NULL) {
    postpone(context, left, frame, is_postponed);
  }
}

/* Takes all followers of the action, to be cancelled; `left` = NULL: more may come. */
static void cut(struct block_context *context, struct action *action, struct action *left) RT_SAFE {
  struct action *followers =
      atomic_exchange_explicit(&action->followers, left, memory_order_acq_rel);
  if (followers != NULL) {
    link_of(followers)->next_list = context->mixer->cut;
    context->mixer->cut = followers;
  }
}

void chain_cut(struct block_context *context, struct action *action) RT_SAFE {
  cut(context, action, NULL);
}

struct action *chain_next_cut(struct mixer *mixer) RT_SAFE {
  struct action *action = mixer->cut;
  if (action != NULL) {
    struct action *const others = link_of(action)->next_list;
    struct action *const next = next_of(action);
    if (next != NULL) {
      link_of(next)->next_list = others;
    }
    mixer->cut = next != NULL ? next : others;
  }
  return action;
}

/* ---- changes of what waits ---- */

bool chain_waits(const struct action *action) RT_SAFE {
  return action->flow != NULL && action->flow->link != NULL && action->flow->link->waits;
}

void chain_note_change(struct block_context *context, struct action *action) RT_SAFE {
  link_of(action)->next_changed = context->changed;
  context->changed = action;
}

/* Carries out the changes of an action that has not begun yet, up to `frame`. */
static void change_before(struct block_context *context, struct action *action,
                          int64_t frame) RT_SAFE {
  while (action->last_change != NULL &&
         FIELD_GET(action->last_change->next_change, actual_frame) < frame) {
    block_carry_out_change(context, action);
  }
}

/* ---- joining ---- */

/* A cancelled action leaves its place to its followers. */
static void pass_on(struct block_context *context, struct action *action) RT_SAFE {
  mail_list_add(&context->retired, &action->retired);
  chain_hand_over(context, action, link_of(action)->due_frame);
}

bool chain_join(struct block_context *context, struct action *action) RT_SAFE {
  struct chain_link *link = link_of(action);
  change_before(context, action, link->due_frame);
  link->waits = false;
  action->left_schedule = true;
  if (action_is_finished(action)) {
    pass_on(context, action);
  } else {
    block_begin_action(context, action, link->due_frame, link->is_postponed);
  }
  if (action_is_finished(action)) {
    change_before(context, action, INT64_MAX);
    return false;
  }
  context->started = (struct action_list){0};
  return true;
}

/* What lies before the block was left for it, and is not dropped for that. */
void chain_begin_portion(struct block_context *context) RT_SAFE {
  struct mixer *mixer = context->mixer;
  uint64_t steps = 0;
  while (mixer->joining_later != NULL && mixer->joining_later->key < context->portion_end) {
    struct chain_link *link = HEAP_OWNER(mixer->joining_later, struct chain_link, place);
    if (!takes(context, link->action, link->due_frame)) {
      return;
    }
    heap_remove(&mixer->joining_later, &steps);
    link->is_postponed |= link->due_frame < context->first_frame;
    if (is_gone(link->action)) {
      retire(context, link->action);
    } else {
      join_by_id(mixer, link->action);
    }
  }
}

/* Cancels a follower and what follows it. */
static void call_off(struct block_context *context, struct action *action) RT_SAFE {
  if (!action_is_finished(action)) {
    block_finish(context, action, OUTCOME_CANCELLED_BEFORE_START);
  }
  link_of(action)->was_cut = true;
  cut(context, action, &closed);
  retire(context, action);
}

/* At most as many were changed as the block has carried out commands. */
void chain_end_block(struct block_context *context) RT_SAFE {
  for (struct action *action = context->changed, *next; action != NULL; action = next) {
    next = link_of(action)->next_changed;
    change_before(context, action, INT64_MAX);
  }
  struct action *action;
  const int64_t share = share_of(context, CUTS);
  for (int64_t k = 0; k < share && (action = chain_next_cut(context->mixer)) != NULL; k++) {
    call_off(context, action);
  }
}
