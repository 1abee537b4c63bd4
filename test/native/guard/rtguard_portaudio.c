/* Callbacks given to PortAudio are guarded from the driver's call to their return. */
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

/* Never freed: an abandoned stream may call later. */
RTGUARD_API PaError Pa_OpenStream(PaStream **stream, const PaStreamParameters *input,
                                  const PaStreamParameters *output, double sample_rate,
                                  unsigned long block_size, PaStreamFlags flags,
                                  PaStreamCallback *callback, void *context) {
  /* Found by name, because RTLD_NEXT does not reach the libraries of an addon. */
  void *portaudio = dlopen("libportaudio.so.2", RTLD_LAZY | RTLD_NOLOAD);
  open_stream *next = portaudio != NULL ? (open_stream *)dlsym(portaudio, "Pa_OpenStream") : NULL;
  struct guarded_callback *guarded = malloc(sizeof(*guarded));
  if (next == NULL || guarded == NULL) {
    free(guarded);
    return paInsufficientMemory;
  }
  *guarded = (struct guarded_callback){.callback = callback, .context = context};
  return next(stream, input, output, sample_rate, block_size, flags, call_guarded, guarded);
}
