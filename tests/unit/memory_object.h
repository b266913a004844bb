/* memory_object: an object over a byte array, for tests. */
#ifndef UNIT_MEMORY_OBJECT_H
#define UNIT_MEMORY_OBJECT_H

#include <stddef.h>

#include "store/store.h"

/*
 * Copies the bytes; object_close frees. Its path is "memory". NULL: no memory.
 */
struct object	*memory_object(const void *, size_t bytes);

/* Changes what its version is now, as if the file had been replaced. */
void		 memory_object_touch(struct object *);

#endif
