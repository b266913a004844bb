#include <malloc.h>
#include <stdlib.h>

#include <htslib/khash.h>

#include "source/cache.h"

#define TRIM_BYTES	(2u << 20)	/* worth a walk over the heap */

struct entry {
	struct source	*source;
	uint64_t	 key;
	size_t		 counted;	/* of its memory in cache.held */
	struct entry	*newer, *older;
};

KHASH_MAP_INIT_INT64(entries, struct entry *)

struct cache {
	khash_t(entries) *table;	/* by key */
	struct entry	 *newest, *oldest;
	uint64_t	  limit;	/* bytes */
	uint64_t	  held;		/* bytes, as last counted */
	uint64_t	  opened;
};

struct cache *
cache_new(uint64_t memory)
{
	struct cache *c;

	if ((c = calloc(1, sizeof(*c))) == NULL)
		return NULL;
	c->limit = memory;
	if ((c->table = kh_init(entries)) == NULL) {
		free(c);
		return NULL;
	}
	return c;
}

static void
entry_unlink(struct cache *c, struct entry *e)
{
	*(e->newer != NULL ? &e->newer->older : &c->newest) = e->older;
	*(e->older != NULL ? &e->older->newer : &c->oldest) = e->newer;
	e->newer = e->older = NULL;
}

/* Only the newest is in use: it gets the blocks and their buffers. */
static void
hand_over_blocks(struct source *from, struct source *to)
{
	if (to->blocks != NULL || from->blocks == NULL)
		return;
	to->blocks = from->blocks;
	from->blocks = NULL;
}

static void
entry_to_front(struct cache *c, struct entry *e)
{
	e->older = c->newest;
	if (c->newest != NULL)
		hand_over_blocks(c->newest->source, e->source);
	*(c->newest != NULL ? &c->newest->newer : &c->oldest) = e;
	c->newest = e;
}

static void
entry_drop(struct cache *c, struct entry *e)
{
	entry_unlink(c, e);
	c->held -= e->counted;
	kh_del(entries, c->table, kh_get(entries, c->table, e->key));
	source_free(e->source);
	free(e);
}

void
cache_free(struct cache *c)
{
	if (c == NULL)
		return;
	while (c->oldest != NULL)
		entry_drop(c, c->oldest);
	kh_destroy(entries, c->table);
	free(c);
}

void
cache_resize(struct cache *c, uint64_t memory)
{
	c->limit = memory;
}

/* An inode has one place: a file that was rewritten takes its own place. */
static uint64_t
key_of(const struct version *v)
{
	return v->inode * UINT64_C(0x9e3779b97f4a7c15) ^ v->device;
}

static struct entry *
entry_find(struct cache *c, uint64_t key)
{
	khiter_t k = kh_get(entries, c->table, key);

	return k == kh_end(c->table) ? NULL : kh_val(c->table, k);
}

/*
 * Whether what was read then is what the dataset is now. Where nobody has
 * looked for the index, none is needed, and that of the source is not used. Of
 * a file that was written a moment ago the version may hide another write.
 */
static bool
entry_fits(const struct entry *e, const struct dataset *d)
{
	const struct source *s = e->source;

	if (!s->settled || s->format != d->format ||
	    !version_equal(&s->version, &d->object->version))
		return false;
	if (s->index_kind == INDEX_NONE || !d->index_sought)
		return true;
	return d->index != NULL && s->index_kind == d->index_kind &&
	    version_equal(&s->index_version, &d->index->version);
}

static struct source *
entry_add(struct cache *c, uint64_t key, struct source *s,
    struct fault *fault)
{
	struct entry *e;
	khiter_t k;
	int added;

	if ((e = calloc(1, sizeof(*e))) == NULL)
		goto nomem;
	k = kh_put(entries, c->table, key, &added);
	if (added < 0)
		goto nomem;
	kh_val(c->table, k) = e;
	e->source = s;
	e->key = key;
	entry_to_front(c, e);
	return s;
nomem:
	free(e);
	source_free(s);
	(void)fault_nomem(fault);
	return NULL;
}

/* A source grows by index and knowledge; only the newest is ever in use. */
static void
count_newest(struct cache *c)
{
	struct entry *e = c->newest;

	if (e == NULL)
		return;
	c->held -= e->counted;
	e->counted = source_memory(e->source);
	c->held += e->counted;
}

struct source *
cache_get(struct cache *c, const struct dataset *d,
    const struct limits *limits, struct fault *fault)
{
	uint64_t key = key_of(&d->object->version);
	struct entry *e;
	struct source *s;

	count_newest(c);
	if ((e = entry_find(c, key)) != NULL && entry_fits(e, d)) {
		entry_unlink(c, e);
		entry_to_front(c, e);
		return e->source;
	}
	if (e != NULL)
		entry_drop(c, e);
	if ((s = source_open(d->object, d->format, limits, fault)) == NULL)
		return NULL;
	c->opened++;
	return entry_add(c, key, s, fault);
}

/*
 * What the request at hand freed beside its sources: inflated blocks of many
 * regions, and then about as much of what its ticket was made of.
 */
static size_t
freed_of_many(struct cache *c)
{
	struct blocks *blocks;

	blocks = c->newest != NULL ? c->newest->source->blocks : NULL;
	return blocks != NULL ? blocks_freed(blocks) : 0;
}

/* What was freed goes back to the system: workers live long. */
void
cache_trim(struct cache *c)
{
	size_t freed = freed_of_many(c), before;

	count_newest(c);
	before = c->held;
	while (c->oldest != NULL && c->held > c->limit)
		entry_drop(c, c->oldest);
	if (before - c->held + freed > TRIM_BYTES)
		(void)malloc_trim(0);
}

uint64_t
cache_memory(const struct cache *c)
{
	return c->held;
}

size_t
cache_entries(const struct cache *c)
{
	return kh_size(c->table);
}

uint64_t
cache_opened(const struct cache *c)
{
	return c->opened;
}
