/* index_bytes: the bytes of an index in their order, plain or BGZF. */
#ifndef SOURCE_INDEX_BYTES_H
#define SOURCE_INDEX_BYTES_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "store/store.h"

/* What a client is told of an index whose bytes cannot be right. */
#define INDEX_DAMAGED	"the index of this dataset is damaged"

struct index_bytes;

/*
 * At the beginning. Borrows the object. More than `limit` bytes are not given
 * by all calls together, for a small file may inflate to very many. NULL on a
 * fault.
 */
struct index_bytes *index_bytes_new(struct object *, uint64_t limit,
		    struct fault *);
void		 index_bytes_free(struct index_bytes *);

/*
 * At least the next `want` bytes (up to INDEX_BYTES_MAX), and *got of them, as
 * many as lie together; valid until the next call. NULL with a fault, also
 * where there are not so many.
 */
const uint8_t	*index_bytes_peek(struct index_bytes *, size_t want,
		    size_t *got, struct fault *);
#define INDEX_BYTES_MAX	65536

/* Moves on; behind the end is a fault here or in the next peek. */
int	index_bytes_skip(struct index_bytes *, uint64_t bytes, struct fault *);

/* Where it stands: a place that index_bytes_seek takes, of this file alone. */
uint64_t index_bytes_tell(const struct index_bytes *);
void	index_bytes_seek(struct index_bytes *, uint64_t place);

/* The next 32-bit number, little-endian, and behind it. */
int	index_bytes_take32(struct index_bytes *, uint32_t *, struct fault *);

#endif
