#include <stdlib.h>
#include <string.h>

#include "mutate.h"

#define CHANGES_MAX 8  /* to one mutant */
#define CHUNK_MAX   64 /* bytes inserted or moved at once */

static uint64_t state = 1; /* of the random numbers */
static const struct corpus *corpus;
static size_t mutant_max;

void
mutate_init(const struct corpus *c, size_t most, unsigned long seed)
{
	corpus = c;
	mutant_max = most;
	state = seed * 2 + 1;
}

/* xorshift64*: below n, and 0 for 0. */
static size_t
pick(size_t n)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return n == 0 ? 0 : (state * 2685821657736338717u >> 32) % n;
}

static void
flip_bit(struct bytes *m)
{
	if (m->n > 0)
		m->p[pick(m->n)] ^= 1 << pick(8);
}

static void
set_byte(struct bytes *m)
{
	static const uint8_t likely[] = "\0\377\177\200\1 \t\n\r\"%&+,-./0129"
	    ":;<=>?AZ[]az{}~";

	if (m->n > 0)
		m->p[pick(m->n)] = pick(2) ? pick(256) :
		    likely[pick(sizeof(likely) - 1)];
}

/* A number that limits are near, in two or four bytes of either order. */
static void
set_number(struct bytes *m)
{
	static const uint32_t likely[] = { 0, 1, 0x7f, 0x80, 0xff, 0x100,
		0x7fff, 0x8000, 0xffff, 0x10000, 0xffffff, 0x7ffffffe,
		0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff };
	uint32_t v = likely[pick(sizeof(likely) / sizeof(likely[0]))];
	size_t n = pick(2) ? 4 : 2, at, i, big = pick(2);

	if (m->n < n)
		return;
	at = pick(m->n - n + 1);
	for (i = 0; i < n; i++)
		m->p[at + (big ? n - 1 - i : i)] = v >> 8 * i & 0xff;
}

static void
drop(struct bytes *m)
{
	size_t at = pick(m->n), n = pick(pick(8) ? CHUNK_MAX : m->n) + 1;

	if (n > m->n - at)
		n = m->n - at;
	memmove(m->p + at, m->p + at + n, m->n - at - n);
	m->n -= n;
}

/* Bytes of the mutant itself, or the same one over and over. */
static void
insert(struct bytes *m)
{
	uint8_t chunk[CHUNK_MAX];
	size_t n = pick(CHUNK_MAX) + 1, at = pick(m->n + 1), from;

	if (n > mutant_max - m->n)
		return;
	memset(chunk, pick(256), n);
	if (pick(2) && m->n >= n) {
		from = pick(m->n - n + 1);
		memcpy(chunk, m->p + from, n);
	}
	memmove(m->p + at + n, m->p + at, m->n - at);
	memcpy(m->p + at, chunk, n);
	m->n += n;
}

/* The end of another file in place of the mutant's own. */
static void
splice(struct bytes *m)
{
	const struct bytes *other = &corpus->v[pick(corpus->n)];
	size_t from = pick(other->n + 1), at = pick(m->n + 1);
	size_t n = other->n - from;

	if (n > mutant_max - at)
		n = mutant_max - at;
	memcpy(m->p + at, other->p + from, n);
	m->n = at + n;
}

void
mutate(struct bytes *m)
{
	static void (*const changes[])(struct bytes *) = { flip_bit, set_byte,
		set_byte, set_number, insert, insert, drop, splice };
	const struct bytes *b = &corpus->v[pick(corpus->n)];
	size_t i, n = pick(CHANGES_MAX) + 1;

	memcpy(m->p, b->p, b->n);
	m->n = b->n;
	for (i = 0; i < n; i++)
		changes[pick(sizeof(changes) / sizeof(changes[0]))](m);
}
