/* bed: the intervals of a BED file. */
#ifndef ACCESS_BED_H
#define ACCESS_BED_H

#include <stddef.h>

#include "access/granted.h"
#include "base/fault.h"

/*
 * Reads lines "REFERENCE START END …", separated by TABs or spaces: 0-based,
 * half-open, at most GRANTED_END. Lines that begin with `track` or `browser`
 * are skipped. `text` is ended by a NUL that does not count. One bad line
 * makes the whole file bad: NULL, and a fault whose detail names the line.
 * The caller frees by granted_free.
 */
struct granted	*bed_parse(const char *text, size_t bytes, struct fault *);

#endif
