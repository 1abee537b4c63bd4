/* Whether the JACK server that a PortAudio was initialised with is still there.
 *
 * - PortAudio ends the process when it is terminated after that server's end, and tells nobody of
 * it while no stream is open. So a JACK client of ours, beside PortAudio's, is told by JACK.
 * - Where JACK's library or its server is missing there is nothing to watch.
 */
#pragma once

#include <stdbool.h>

struct jack_watch;

/** Begins beside an initialised PortAudio, whose handle of dlopen() is `portaudio`: its JACK
 * library is used. NULL = there is nothing to watch. The caller ends it. Device thread. */
struct jack_watch *jack_watch_begin(void *portaudio);
/** Asks the server, too, because JACK tells of its end some milliseconds late. NULL: false. Device
 * thread. */
bool jack_watch_is_lost(struct jack_watch *watch);
/** After a loss client and memory stay, because JACK's library may still use them. NULL is fine.
 * Device thread. */
void jack_watch_end(struct jack_watch *watch);
