/* Peak and RMS of one channel. */
#pragma once

/** Linear, over the frames since the last take; 0 where there were none. NaN counts as silence, an
 * infinity makes both infinite. */
struct level {
  float peak; /* largest absolute sample */
  float rms;  /* root of the mean square: 0.7071 for a sine of full scale, 1 for a square wave;
                 right to 6 digits; samples below 1e-19 count as silence, beyond 1e19 as infinite */
};
