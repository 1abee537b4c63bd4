/* Callbacks given to PortAudio are guarded from the driver's call to their return, glue included.
 */
#include <dlfcn.h>
#include <portaudio.h>
#include <stdlib.h>

#include "rtguard.h"

struct guarded_callback {
  PaStreamCallback *callback;
  void *context;
};

static int call_guarded(const void *input, void *output, unsigned long frame_count,
                        const PaStreamCallbackTimeInfo *times, PaStreamCallbackFlags flags,
                        void *context) {
  const struct guarded_callback *guarded = context;
  rtguard_enter();
  int result = guarded->callback(input, output, frame_count, times, flags, guarded->context);
  rtguard_leave();
  return result;
}

typedef PaError open_stream(PaStream **, const PaStreamParameters *, const PaStreamParameters *,
                            double, unsigned long, PaStreamFlags, PaStreamCallback *, void *);

/* What is allocated here lives as long as the process: a stream may be abandoned and call later. */
RTGUARD_API PaError Pa_OpenStream(PaStream **stream, const PaStreamParameters *input,
                                  const PaStreamParameters *output, double sample_rate,
                                  unsigned long block_size, PaStreamFlags flags,
                                  PaStreamCallback *callback, void *context) {
  /* By name, because an addon's libraries come after nobody. */
  void *portaudio = dlopen("libportaudio.so.2", RTLD_LAZY | RTLD_NOLOAD);
  open_stream *next = portaudio ? (open_stream *)dlsym(portaudio, "Pa_OpenStream") : NULL;
  struct guarded_callback *guarded = malloc(sizeof *guarded);
  if (!next || !guarded) {
    free(guarded);
    return paInsufficientMemory;
  }
  *guarded = (struct guarded_callback){.callback = callback, .context = context};
  return next(stream, input, output, sample_rate, block_size, flags, call_guarded, guarded);
}
