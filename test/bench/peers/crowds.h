/* What a block costs in which much happens at once. */
#pragma once

/** Microseconds of the block in which so many sounds begin, the median, and its checksum. */
void crowd_starts(long count, long block_frames);
/** The longest block, in percent of what it lasts, and the load of the whole second, in percent,
 * while a million actions are pending and `count` of a kind come in one call, or by single calls:
 * 0 cancels of what is pending, 1 sounds that are dropped as belated, 2 gains of what is pending,
 * 3 followers cancelled with their chain, 4 sounds without frames, 5 followers without frames,
 * 6 cancels of the 1,000 sounds that are heard, 7 single calls of sounds that are far away, 8
 * single calls of cancels of what is pending, 9 gains of the 1,000 sounds that are heard. */
void crowd_flood(long kind, long count, long block_frames);
