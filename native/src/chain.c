#include "chain.h"

#include "mixer_layout.h"

/* A right spine of rank r holds at least 2^r - 1 followers, so two spines never exceed this. */
enum { LONGEST_PATH = 128 };

/* Followers that are not heard and of which a block takes no more, the others are late then; and
 * those that are called off, the others are in a later block. */
enum { IDLE_JOINS_PER_BLOCK = 4096, CUTS_PER_BLOCK = 4096 };

/* Stands for "closed" instead of a follower. */
static struct action closed;

static struct chain_link *link_of(const struct action *action) RT_SAFE {
  return action->flow->link;
}

/* ---- control side ---- */

bool chain_append(struct action *action, struct action *first, struct action *last) {
  struct action *before = atomic_load_explicit(&action->followers, memory_order_acquire);
  do {
    if (before == &closed) {
      return false;
    }
    last->flow->link->next_follower = before;
  } while (!atomic_compare_exchange_weak_explicit(&action->followers, &before, first,
                                                  memory_order_release, memory_order_acquire));
  return true;
}

bool chain_is_closed(const struct action *action) {
  return atomic_load_explicit(&action->followers, memory_order_acquire) == &closed;
}

/* What was called off while it waited had no frame yet when its account was made. */
static int64_t place_of_follower(const struct action *action) {
  return action->flow == NULL || action->flow->link == NULL ? -1 : action->flow->link->due_frame;
}

int64_t chain_end_frame(const struct action *action) {
  struct action_account account;
  action_read(action, &account);
  if (account.actual_frame >= 0) {
    return account.actual_frame + account.done_frames + account.starved_frames;
  }
  if (account.requested_frame < 0) {
    return place_of_follower(action);
  }
  const bool missed = account.outcome == OUTCOME_BELATED && account.skipped_frames > 0;
  return missed ? account.requested_frame + account.skipped_frames : account.requested_frame;
}

/* ---- who joins next ---- */

static uint32_t rank_of(const struct action *action) RT_SAFE {
  return action == NULL ? 0 : link_of(action)->rank;
}

static struct action *meld(struct action *a, struct action *b) RT_SAFE {
  struct action *path[LONGEST_PATH];
  uint32_t length = 0;
  while (a != NULL && b != NULL && length < LONGEST_PATH) {
    if (b->id < a->id) {
      struct action *first = b;
      b = a;
      a = first;
    }
    path[length++] = a;
    a = link_of(a)->right;
  }
  struct action *melded = a != NULL ? a : b;
  while (length > 0) {
    struct action *parent = path[--length];
    struct chain_link *link = link_of(parent);
    link->right = melded;
    if (rank_of(link->left) < rank_of(melded)) {
      link->right = link->left;
      link->left = melded;
    }
    link->rank = rank_of(link->right) + 1;
    melded = parent;
  }
  return melded;
}

static struct action *insert(struct action *heap, struct action *action) RT_SAFE {
  struct chain_link *link = link_of(action);
  link->left = NULL;
  link->right = NULL;
  link->rank = 1;
  return meld(heap, action);
}

struct action *chain_next(struct mixer *mixer, const struct action *before) RT_SAFE {
  struct action *first = mixer->joining;
  if (first == NULL || (before != NULL && before->id < first->id)) {
    return NULL;
  }
  mixer->joining = meld(link_of(first)->left, link_of(first)->right);
  return first;
}

/* ---- who joins later ---- */

/* A list of them costs a block no more than those that it takes. */
static void postpone(struct mixer *mixer, struct action *action) RT_SAFE {
  link_of(action)->next_follower = NULL;
  if (mixer->postponed == NULL) {
    mixer->postponed = action;
  } else {
    link_of(mixer->last_postponed)->next_follower = action;
  }
  mixer->last_postponed = action;
}

void chain_take_postponed(struct mixer *mixer, uint32_t limit) RT_SAFE {
  for (uint32_t k = 0; k < limit && mixer->postponed != NULL; k++) {
    struct action *action = mixer->postponed;
    mixer->postponed = link_of(action)->next_follower;
    mixer->joining = insert(mixer->joining, action);
  }
}

void chain_begin_block(struct mixer *mixer) RT_SAFE {
  chain_take_postponed(mixer, IDLE_JOINS_PER_BLOCK);
}

/* ---- handing over ---- */

/* What was called off and has no followers has no place to pass on: closed, it needs no turn. */
static bool is_gone(struct action *action) RT_SAFE {
  struct action *none = NULL;
  return action_is_finished(action) &&
         atomic_compare_exchange_strong_explicit(&action->followers, &none, &closed,
                                                 memory_order_acq_rel, memory_order_acquire);
}

/* Does a place that has passed come late because a block could not take the action? */
static bool was_postponed(const struct action *action) RT_SAFE {
  return action->flow != NULL && action->flow->link != NULL && link_of(action)->is_postponed;
}

static void let_join(struct pass *pass, struct action *first, int64_t frame,
                     bool is_postponed) RT_SAFE {
  for (struct action *action = first, *next; action != NULL; action = next) {
    struct chain_link *link = link_of(action);
    next = link->next_follower;
    link->due_frame = frame;
    link->is_postponed = is_postponed;
    if (is_gone(action)) {
      link->waits = false;
      action->left_schedule = true;
      mail_list_add(&pass->retired, &action->retired);
      continue;
    }
    pass->mixer->joining = insert(pass->mixer->joining, action);
  }
}

void chain_hand_over(struct pass *pass, struct action *action, int64_t frame) RT_SAFE {
  struct action *followers =
      atomic_exchange_explicit(&action->followers, &closed, memory_order_acq_rel);
  let_join(pass, followers, frame, frame < pass->first_frame && was_postponed(action));
}

void chain_cut(struct pass *pass, struct action *action) RT_SAFE {
  struct action *followers =
      atomic_exchange_explicit(&action->followers, NULL, memory_order_acquire);
  if (followers != NULL) {
    link_of(followers)->left = pass->mixer->cut;
    pass->mixer->cut = followers;
  }
}

struct action *chain_next_cut(struct mixer *mixer) RT_SAFE {
  struct action *action = mixer->cut;
  if (action != NULL) {
    struct action *const others = link_of(action)->left;
    struct action *const next = link_of(action)->next_follower;
    if (next != NULL) {
      link_of(next)->left = others;
    }
    mixer->cut = next != NULL ? next : others;
  }
  return action;
}

/* ---- changes of what waits ---- */

bool chain_waits(const struct action *action) RT_SAFE {
  return action->flow != NULL && action->flow->link != NULL && action->flow->link->waits;
}

void chain_note_change(struct pass *pass, struct action *action) RT_SAFE {
  link_of(action)->next_changed = pass->changed;
  pass->changed = action;
}

/* Carries out what was asked before `frame`, where the action has not begun yet. */
static void change_before(struct pass *pass, struct action *action, int64_t frame) RT_SAFE {
  while (action->last_change != NULL) {
    struct action *const last = action->last_change;
    struct action *const change = last->next_change;
    if (ACTION_GET(change, actual_frame) >= frame) {
      return;
    }
    if (change == last) {
      action->last_change = NULL;
    } else {
      last->next_change = change->next_change;
    }
    action_handlers[change->type]->change(pass, change);
    pass_finish(pass, change, OUTCOME_COMPLETED);
  }
}

/* ---- joining ---- */

static bool is_idle(const struct pass *pass, const struct action *action) RT_SAFE {
  const struct chain_link *link = link_of(action);
  return action_is_finished(action) || action->total_frames == 0 ||
         link->due_frame < pass->first_frame;
}

/* A block does not take any number of those that nobody hears; and what is due with the first frame
 * of the next portion, or of the next block, belongs there. True: it was put by. */
static bool must_wait(struct pass *pass, struct action *action) RT_SAFE {
  struct chain_link *link = link_of(action);
  if (link->due_frame >= pass->portion_end) {
    pass->carried = insert(pass->carried, action);
    return true;
  }
  if (pass->idle_joins < IDLE_JOINS_PER_BLOCK || !is_idle(pass, action)) {
    return false;
  }
  link->is_postponed = link->is_postponed || link->due_frame >= pass->first_frame;
  postpone(pass->mixer, action);
  return true;
}

/* What was called off passes its place on. */
static void pass_on(struct pass *pass, struct action *action) RT_SAFE {
  mail_list_add(&pass->retired, &action->retired);
  chain_hand_over(pass, action, link_of(action)->due_frame);
}

bool chain_join(struct pass *pass, struct action *action) RT_SAFE {
  struct chain_link *link = link_of(action);
  if (must_wait(pass, action)) {
    return false;
  }
  change_before(pass, action, link->due_frame);
  link->waits = false;
  action->left_schedule = true;
  if (action_is_finished(action)) {
    pass_on(pass, action);
  } else {
    pass_begin(pass, action, link->due_frame, link->is_postponed);
  }
  if (action_is_finished(action)) {
    change_before(pass, action, INT64_MAX);
    pass->idle_joins++;
    return false;
  }
  pass->started = NULL;
  pass->last_started = NULL;
  pass->idle_joins += action->total_frames == 0;
  return true;
}

void chain_end_portion(struct pass *pass) RT_SAFE {
  pass->mixer->joining = pass->carried;
  pass->carried = NULL;
}

/* It will not begin, and neither will what follows it. */
static void call_off(struct pass *pass, struct action *action) RT_SAFE {
  struct chain_link *link = link_of(action);
  if (!action_is_finished(action)) {
    pass_finish(pass, action, OUTCOME_CANCELLED_BEFORE_START);
  }
  link->waits = false;
  link->due_frame = pass->first_frame;
  action->left_schedule = true;
  chain_cut(pass, action);
  pass_on(pass, action);
}

void chain_end_block(struct pass *pass) RT_SAFE {
  for (struct action *action = pass->changed, *next; action != NULL; action = next) {
    next = link_of(action)->next_changed;
    change_before(pass, action, INT64_MAX);
  }
  struct action *action;
  for (int k = 0; k < CUTS_PER_BLOCK && (action = chain_next_cut(pass->mixer)) != NULL; k++) {
    call_off(pass, action);
  }
}
