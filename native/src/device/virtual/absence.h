/* Whether the virtual device is there: a fault may take it away for a while.
 *
 * - While it is absent it is not in the device list and cannot be opened; streams on it that have
 *   not disappeared go on.
 * - A stream that is opened after an absence, with the same faults, goes on in their list: the
 *   disappearances that have been do not happen to it again. A stream that ends without having
 *   disappeared sets that back.
 * - Shared by the whole process. Any thread but a driver's callback.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/** The device is absent for `seconds`. `faults` stands for the list of faults that it happened by.
 */
void virtual_absence_begin(uint64_t faults, double seconds);
bool virtual_is_absent(void);
/** How many absences the list has brought about. */
uint32_t virtual_absences_by(uint64_t faults);
void virtual_absences_forget(uint64_t faults);
