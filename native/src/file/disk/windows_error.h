/* The errors of Windows' file calls as the errno values that the rest of the program knows. */
#pragma once

#include <stdint.h>

/** Of what GetLastError() gave; EIO where nothing closer is known. Any thread. */
int windows_error_number(uint32_t code);
