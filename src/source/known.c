#include <stdlib.h>

#include <htslib/khash.h>

#include "source/known.h"

struct lengths {
	uint32_t compressed, length;
	uint32_t query;		/* the last that looked there */
};

KHASH_MAP_INIT_INT64(stretches, struct stretch)
KHASH_MAP_INIT_INT64(lengths, struct lengths)
KHASH_MAP_INIT_INT64(cuts, uint64_t)

struct known {
	khash_t(stretches)	*stretches;	/* by start */
	khash_t(lengths)	*lengths;	/* by address */
	khash_t(cuts)		*cuts;		/* by what they are before */
	uint32_t		 query;		/* counts them */
};

struct known *
known_new(void)
{
	struct known *k;

	if ((k = calloc(1, sizeof(*k))) == NULL)
		return NULL;
	k->stretches = kh_init(stretches);
	k->lengths = kh_init(lengths);
	k->cuts = kh_init(cuts);
	if (k->stretches != NULL && k->lengths != NULL && k->cuts != NULL)
		return k;
	known_free(k);
	return NULL;
}

void
known_free(struct known *k)
{
	if (k == NULL)
		return;
	kh_destroy(stretches, k->stretches);
	kh_destroy(lengths, k->lengths);
	kh_destroy(cuts, k->cuts);
	free(k);
}

void
known_begin(struct known *k)
{
	k->query++;
}

void
known_put_stretch(struct known *k, const struct stretch *s)
{
	khiter_t at;
	int added;

	if (kh_size(k->stretches) >= KNOWN_MAX)
		kh_clear(stretches, k->stretches);
	at = kh_put(stretches, k->stretches, s->start, &added);
	if (added < 0)
		return;
	if (added > 0 || s->reach != INT64_MAX ||
	    kh_val(k->stretches, at).reach == INT64_MAX)
		kh_val(k->stretches, at) = *s;
}

const struct stretch *
known_stretch(const struct known *k, uint64_t start)
{
	khiter_t at = kh_get(stretches, k->stretches, start);

	return at == kh_end(k->stretches) ? NULL :
	    &kh_val(k->stretches, at);
}

void
known_put_lengths(struct known *k, uint64_t address, uint32_t compressed,
    uint32_t length)
{
	khiter_t at;
	int added;

	if (kh_size(k->lengths) >= KNOWN_MAX)
		kh_clear(lengths, k->lengths);
	at = kh_put(lengths, k->lengths, address, &added);
	if (added > 0)
		kh_val(k->lengths, at) = (struct lengths){ compressed,
		    length, k->query - 1 };
}

bool
known_lengths(const struct known *k, uint64_t address, uint32_t *compressed,
    uint32_t *length)
{
	khiter_t at = kh_get(lengths, k->lengths, address);

	if (at == kh_end(k->lengths))
		return false;
	*compressed = kh_val(k->lengths, at).compressed;
	*length = kh_val(k->lengths, at).length;
	return true;
}

bool
known_look(struct known *k, uint64_t address)
{
	khiter_t at = kh_get(lengths, k->lengths, address);

	if (at == kh_end(k->lengths))
		return true;
	if (kh_val(k->lengths, at).query == k->query)
		return false;
	kh_val(k->lengths, at).query = k->query;
	return true;
}

void
known_put_cut(struct known *k, uint64_t until, uint64_t address)
{
	khiter_t at;
	int added;

	if (kh_size(k->cuts) >= KNOWN_MAX)
		kh_clear(cuts, k->cuts);
	at = kh_put(cuts, k->cuts, until, &added);
	if (added >= 0)
		kh_val(k->cuts, at) = address;
}

bool
known_cut(const struct known *k, uint64_t until, uint64_t *address)
{
	khiter_t at = kh_get(cuts, k->cuts, until);

	if (at == kh_end(k->cuts))
		return false;
	*address = kh_val(k->cuts, at);
	return true;
}

size_t
known_memory(const struct known *k)
{
	return sizeof(*k) + kh_n_buckets(k->stretches) *
	    (sizeof(uint64_t) + sizeof(struct stretch)) +
	    kh_n_buckets(k->lengths) *
	    (sizeof(uint64_t) + sizeof(struct lengths)) +
	    kh_n_buckets(k->cuts) * 2 * sizeof(uint64_t);
}
