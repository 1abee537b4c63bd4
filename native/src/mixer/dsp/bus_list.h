/* The buses of a mixer as the control side has them: made, found by number, given back.
 *
 * - A bus that is removed is heard to the end of what was scheduled on it: it is unlinked once no
 *   unfinished action refers to it, then its memory is freed and its number may be given again.
 * - While no callback runs, the control side links and unlinks itself.
 */
#pragma once

#include "mixer/dsp/bus.h"

struct bus_slot {
  struct bus *bus; /* NULL: the number is free */
  size_t actions;  /* unfinished ones that refer to it */
  bool is_removed; /* by the caller; nothing new may refer to it */
  bool is_leaving; /* handed over to be unlinked */
};

struct bus_list {
  struct bus_slot slots[MAX_BUSES + 1]; /* by number; 0 is unused */
};

/** Without buses, but for number 0; NULL when memory is short. `sample_rate`: Hz. */
struct buses *buses_create(uint32_t channels, double sample_rate);
/** With all buses that are left. NULL is fine. No callback may run. */
void buses_destroy(struct buses *buses, struct bus_list *list);
/** Ends all ramps where they lead to. No callback may run. */
void buses_settle(struct buses *buses);

/** As mixer_add_bus(); `runs`: whether a callback may run. */
bool bus_list_add(struct bus_list *list, struct buses *buses, const struct bus_settings *settings,
                  bool runs, uint32_t *number, struct failure *failure);
/** As mixer_remove_bus(). */
void bus_list_remove(struct bus_list *list, struct buses *buses, uint32_t number, bool runs);
/** Of a bus that new actions may refer to; NULL = there is none of that number. */
const struct bus *bus_list_find(const struct bus_list *list, uint32_t number);
/** Its actions keep it; number 0 needs none. */
void bus_list_hold(struct bus_list *list, uint32_t number);
/** One of them is over. */
void bus_list_let_go(struct bus_list *list, struct buses *buses, uint32_t number, bool runs);
/** Frees what the callback has unlinked. */
void bus_list_collect(struct bus_list *list, struct buses *buses);
