/*
 * cache: sources by version, least recently used out first. An entry answers
 * only for the very file that it was made of (device, inode, size, mtime,
 * ctime) and, where an index is needed, the very index; of a file written less
 * than two seconds before, for one request alone. The source used last
 * has the inflated blocks, below 2 MiB, which are not counted.
 */
#ifndef SOURCE_CACHE_H
#define SOURCE_CACHE_H

#include "source/source.h"

struct cache;

/* `memory`: bytes that all sources together may hold. NULL: no memory. */
struct cache	*cache_new(uint64_t memory);
void		 cache_free(struct cache *);
void		 cache_resize(struct cache *, uint64_t memory);

/*
 * The source of a dataset, opened if it is not there. Borrowed: it stays
 * until the next call of cache_get or cache_trim. Its index is to be used
 * only if dataset_open_index came before.
 */
struct source	*cache_get(struct cache *, const struct dataset *,
		    const struct limits *, struct fault *);

/*
 * Drops the least recently used beyond the limit, and gives the system back
 * what a request with many regions took; call it after a request.
 */
void		 cache_trim(struct cache *);

/* For tests: entries held, bytes held, sources opened so far. */
size_t		 cache_entries(const struct cache *);
uint64_t	 cache_memory(const struct cache *);
uint64_t	 cache_opened(const struct cache *);

#endif
