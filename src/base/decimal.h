/* decimal: whole numbers as a client writes them, by digits alone. */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

/*
 * How many digits a text begins with, and their value; one that does not fit
 * is UINT64_MAX. No digit: 0 of them, value 0. Unlike strtoull it takes
 * neither blanks nor signs.
 */
size_t	decimal_read(const char *, uint64_t *value);

#endif
