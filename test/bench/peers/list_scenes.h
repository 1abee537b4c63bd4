/* What the list mixer (list_loop.h) is asked, for the comparison with RtMixer. */
#pragma once

/** Nanoseconds per voice and frame, and the checksum of the second block. */
void list_mix(long voices, long block_frames, long sound_frames);
/** Microseconds of the block in which so many sounds begin, the median, and its checksum. */
void list_starts(long count, long block_frames);
