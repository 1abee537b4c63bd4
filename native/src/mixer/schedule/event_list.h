/* An event list: the actions of one class that one call scheduled, each with its time.
 *
 * - The control side creates, fills and sorts a list; from the batch on it is the callback's,
 *   until it comes back exhausted through the mixer's mailbox and the control side frees it.
 * - Events are sorted by (frame, id) and never move again; only the bounds `next` and
 *   `late_next` advance.
 * - Frames count from the list's origin. A list whose origin is not known yet (as soon as
 *   possible, seconds before the first block) is resolved by the callback, as a whole.
 */
#pragma once

#include "base/mailbox.h"
#include "mixer/clock/clock_map.h"
#include "mixer/schedule/leftist_heap.h"

/** What the events of a list count from. */
enum event_list_origin {
  LIST_FROM_FRAME,   /* origin_frame is known */
  LIST_FROM_BLOCK,   /* the first frame of the block that resolves the list */
  LIST_FROM_SECONDS, /* the frame of origin_seconds */
  LIST_SECONDS_EACH  /* each event has its own seconds; one map for all */
};

/** What the events of a list have in common. */
enum schedule_class {
  CLASS_SOUNDS,  /* players and recorders */
  CLASS_CANCELS, /* of players and recorders */
  CLASS_CHANGES, /* all other commands: of gains, of buses, of commands, of the counters */
  CLASS_COUNT
};

struct event {
  union {
    int64_t frame;  /* from the list's origin */
    double seconds; /* LIST_SECONDS_EACH */
  } at;
  struct action *action;
};

/** Lists linked by `following`. */
struct event_list_queue {
  struct event_list *first, *last;
};

/** What one scheduling call hands over. Lies in its first event list. */
struct batch {
  struct batch *next; /* handed over before it */
  uint32_t depth;     /* batches from here on */
  struct heap_node *timed[CLASS_COUNT];
  struct heap_node *late[CLASS_COUNT]; /* was late when it was handed over */
  struct event_list_queue unresolved;  /* whose origin the callback will know */
};

struct event_list {
  struct heap_node timed, late; /* by the frame and id of the list's next event in each heap */
  enum event_list_origin origin;
  enum schedule_class schedule_class;
  enum time_base time_base;
  int64_t origin_frame;
  double origin_seconds;
  struct clock_map map;         /* LIST_SECONDS_EACH, once resolved */
  size_t capacity;              /* events */
  size_t next, end;             /* events to come, in the heap of `timed` */
  size_t late_next, late_end;   /* events set aside before `next`, in the heap of `late` */
  bool is_late;                 /* is in that heap */
  size_t postponed;             /* from this event on they were in time, but a block was full */
  bool is_joined;               /* resolved in one block with the list following it */
  struct event_list *following; /* in a queue */
  struct mail mail;             /* back to the control side once no event is left */
  struct batch batch;
  struct event events[];
};

/** Room for `capacity` events, none filled; NULL when memory is short. callback_memory_free() it.
 */
struct event_list *event_list_create(size_t capacity);
/** Gives back the room that no event uses; the list may move. */
struct event_list *event_list_fit(struct event_list *list);
/** Sorts events 0 ... end - 1, which were filled in order of their ids; before the list is handed
 * over. Cancels of sounds at one frame come in order of urgency: what sounds first, then what would
 * sound next. False when memory is short: then nothing has changed. */
bool event_list_sort(struct event_list *list);

/** The same for few events in any order: slower, but it needs no memory. Not for seconds. */
void event_list_sort_in_place(struct event_list *list);

/* ---- either side, whoever owns the list ---- */

/** Sorts events by their frames, no two of which are the same; `spare` has `room` for as many at
 * least. */
void events_sort(struct event *events, struct event *spare, size_t count, size_t room) RT_SAFE;

/** Appends lists linked from `first` to `last`, or none. */
void event_list_queue_append(struct event_list_queue *queue, struct event_list *first,
                             struct event_list *last) RT_SAFE;
/** The stream frame of an event of a list that is resolved. */
int64_t event_list_frame(const struct event_list *list, size_t index) RT_SAFE;
/** The first event to come at or after a frame, or the list's end. */
size_t event_list_first_not_before(const struct event_list *list, int64_t frame) RT_SAFE;
/** Enters a list in a heap by its next event there. */
void event_list_insert_timed(struct heap_node **heap, struct event_list *list,
                             uint64_t *steps) RT_SAFE;
void event_list_insert_late(struct heap_node **heap, struct event_list *list,
                            uint64_t *steps) RT_SAFE;
